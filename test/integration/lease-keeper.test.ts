/** The keeper on a real database: silent networks and crowded pools, with times short enough for a test. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type pg from 'pg';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLeaseStore, leaseChannel } from '../../src/adapters/postgres/lease.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { createLeaseKeeper, type LeaseKeeper } from '../../src/roles/polling/lease-keeper.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

const TIMES = { ttlMs: 2_000, renewEveryMs: 200, marginMs: 500, askEveryMs: 200 };

let database: BotDatabase;

before(async () => {
  database = await createBotDatabase();
});
beforeEach(() =>
  database.pool.query(`update ${database.schemas.bot}.poll_lease set owner = null, expires_at = '-infinity'`),
);
after(() => database.close());

interface KeeperOptions {
  readonly askEveryMs?: number;
  readonly onReleased?: (run: () => void) => () => void;
  readonly onStandby?: () => void;
}

function keeperOn(pool: pg.Pool, owner: string, options: KeeperOptions = {}) {
  const { askEveryMs = TIMES.askEveryMs, onStandby = () => undefined } = options;
  const keeper: LeaseKeeper = createLeaseKeeper({
    ...{ owner, times: { ...TIMES, askEveryMs }, clock: systemClock, log: database.log },
    store: createLeaseStore(pool, database.schemas, TIMES.ttlMs),
    onReleased: options.onReleased ?? (() => () => undefined),
  });
  return async (stopping = new AbortController().signal) => {
    const term = await keeper.acquire(stopping, onStandby);
    assert.ok(term !== null);
    return term;
  };
}

test('a network that swallows everything: the holder stops before anybody else can begin', async () => {
  const proxy = await startTcpProxy(database.url);
  const partitioned = database.newPool(3, proxy.url);
  const term = await keeperOn(partitioned, 'old')();
  const inbox = createInbox(partitioned, database.schemas);
  await inbox.store(term.epoch, []);
  const lostAt = new Promise<number>((resolve) =>
    term.lost.addEventListener('abort', () => resolve(performance.now()), { once: true }),
  );
  const taking = keeperOn(database.pool, 'new')();
  proxy.swallow();
  const next = await taking;
  const tookAt = performance.now();
  assert.ok(term.lost.aborted, 'the old holder had stopped by itself');
  assert.ok((await lostAt) < tookAt);
  assert.equal(next.epoch, term.epoch + 1);
  await next.release();
  proxy.pass();
  await term.release();
  await proxy.close();
  await partitioned.end();
});

test('a pool whose connections are all busy for a while does not cost the lease', async () => {
  const pool = database.newPool(2);
  const term = await keeperOn(pool, 'me')();
  const busy = await Promise.all([pool.connect(), pool.connect()]);
  await waitFor('a renewal that waits for a connection', () => pool.waitingCount > 0);
  await waitFor('a renewal that was given up', () => database.log.messages().includes('lease.renewal.failed'));
  for (const client of busy) client.release();
  const { rows } = await database.pool.query<{ at: Date }>(
    `select expires_at as at from ${database.schemas.bot}.poll_lease`,
  );
  await waitFor('the renewal', async () => {
    const now = await database.pool.query<{ at: Date }>(
      `select expires_at as at from ${database.schemas.bot}.poll_lease`,
    );
    return now.rows[0]!.at > rows[0]!.at;
  });
  assert.equal(term.lost.aborted, false);
  await term.release();
});

test('a release is heard over the network, long before the next question would be asked', async () => {
  const listener = createListener({ url: database.url, log: database.log, name: 'lease-listen' });
  const connected = Promise.withResolvers<undefined>();
  const channel = leaseChannel(database.schemas);
  listener.on(
    channel,
    () => undefined,
    () => connected.resolve(undefined),
  );
  await listener.start();
  await connected.promise;
  const old = await keeperOn(database.pool, 'old')();
  const standby = Promise.withResolvers<undefined>();
  const taking = keeperOn(database.newPool(1), 'new', {
    askEveryMs: 60_000,
    onReleased: (run) => listener.on(channel, run, run),
    onStandby: () => standby.resolve(undefined),
  })();
  await standby.promise;
  const releasedAt = performance.now();
  await old.release();
  const next = await taking;
  const tookMs = performance.now() - releasedAt;
  assert.ok(tookMs < 1_000, `${tookMs} ms`);
  assert.equal(next.epoch, old.epoch + 1);
  await next.release();
  await listener.stop();
});

test('after a term ended nothing is stored in its name', async () => {
  const term = await keeperOn(database.pool, 'me')();
  const inbox = createInbox(database.pool, database.schemas);
  await inbox.store(term.epoch, []);
  await term.release();
  await assert.rejects(inbox.store(term.epoch, []), (error) => hasCode(error, 'LEASE_LOST'));
});
