/** The rows L2 to L4 of the list of faults: what may happen to the holder's connections, network and clock. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type pg from 'pg';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLeaseStore, leaseChannel } from '../../src/adapters/postgres/lease.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createLeaseKeeper, type Term } from '../../src/roles/polling/lease-keeper.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

/** A fifth of production's, with a wider margin for a loaded machine. */
const TIMES = { ttlMs: 3_000, renewEveryMs: 300, marginMs: 1_000, askEveryMs: 200 };
const HOLDER = join(import.meta.dirname, '../process/fixtures/lease-holder.ts');
const PATIENCE = { timeoutMs: 60_000 };

let database: BotDatabase;

before(async () => {
  database = await createBotDatabase();
});
beforeEach(() =>
  database.pool.query(`update ${database.schemas.bot}.poll_lease set owner = null, expires_at = '-infinity'`),
);
after(() => database.close());

const deaf = (): (() => undefined) => () => undefined;

async function termOn(pool: pg.Pool, owner: string, onReleased: (run: () => void) => () => void = deaf): Promise<Term> {
  const keeper = createLeaseKeeper({
    ...{ owner, times: TIMES, clock: systemClock, log: database.log, onReleased },
    store: createLeaseStore(pool, database.schemas, TIMES.ttlMs),
  });
  const term = await keeper.acquire(new AbortController().signal, () => undefined);
  assert.ok(term !== null);
  return term;
}

const grantedUntil = async (): Promise<number> => {
  const { rows } = await database.pool.query<{ at: Date }>(
    `select expires_at as at from ${database.schemas.bot}.poll_lease`,
  );
  return rows[0]!.at.getTime();
};
/** Waits until the database has granted the lease anew so many times. */
async function renewals(times: number): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) {
    const before = await grantedUntil();
    await waitFor('a renewal', async () => (await grantedUntil()) > before, PATIENCE);
  }
}
/** When the term ended by itself, as a promise of a monotonic time. */
const endOf = (term: Term): Promise<number> =>
  new Promise((resolve) => term.lost.addEventListener('abort', () => resolve(performance.now()), { once: true }));

test('L2: terminated connections of pool and LISTEN cost neither the lease nor a hint nor a batch', async () => {
  const name = 'holder-of-connections';
  const pool = createPool({ url: database.url, max: 3, log: database.log, applicationName: name });
  const listener = createListener({ url: database.url, log: database.log, name });
  const heard = { reconnects: 0, releases: 0 };
  const onReconnect = (): void => void (heard.reconnects += 1);
  listener.on(leaseChannel(database.schemas), () => void (heard.releases += 1), onReconnect);
  await listener.start();
  const term = await termOn(pool, 'me');
  const inbox = createInbox(pool, database.schemas);
  for (let round = 1; round <= 3; round += 1) {
    await waitFor('LISTEN', () => heard.reconnects === round, PATIENCE);
    const { rowCount } = await database.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [name],
    );
    assert.ok((rowCount ?? 0) >= 2, 'the one of LISTEN and one of the pool at least');
    await renewals(2);
    await inbox.store(term.epoch, []);
  }
  await waitFor('LISTEN again', () => heard.reconnects === 4, PATIENCE);
  assert.equal(term.lost.aborted, false);
  await term.release();
  await waitFor('the release to be heard', () => heard.releases === 1, PATIENCE);
  await listener.stop();
  await pool.end();
});

for (const [what, spoil] of [
  ['swallows everything', 'swallow'],
  ['resets every connection', 'cut'],
] as const) {
  test(`L3: a network that ${what}: the holder has stopped before the next can begin`, async () => {
    const proxy = await startTcpProxy(database.url);
    const partitioned = database.newPool(3, proxy.url);
    const old = await termOn(partitioned, 'old');
    const ended = endOf(old);
    const taking = termOn(database.pool, 'new').then((term) => ({ term, at: performance.now() }));
    await renewals(1);
    proxy[spoil]();
    const next = await taking;
    assert.ok(old.lost.aborted, 'it had stopped by itself');
    assert.ok((await ended) < next.at);
    assert.equal(next.term.epoch, old.epoch + 1);
    proxy.pass();
    // Back on the network with a lease of the past: nothing is stored in its name.
    const late = createInbox(partitioned, database.schemas).store(old.epoch, []);
    await assert.rejects(late, (error) => hasCode(error, 'LEASE_LOST'));
    await next.term.release();
    await proxy.close();
    await partitioned.end();
  });
}

test('L3: a slow database: renewals that arrive keep the lease; when they are too slow it is left in time', async () => {
  const proxy = await startTcpProxy(database.url);
  const slow = database.newPool(3, proxy.url);
  const old = await termOn(slow, 'old');
  proxy.delay(100);
  await renewals(4);
  assert.equal(old.lost.aborted, false, 'a round trip of 200 ms is no reason');
  const ended = endOf(old);
  const taking = termOn(database.pool, 'new').then((term) => ({ term, at: performance.now() }));
  // Longer than the whole grant: what the database still grants, the holder must not count on.
  proxy.delay(TIMES.ttlMs);
  const next = await taking;
  assert.ok(old.lost.aborted, 'it had stopped by itself');
  assert.ok((await ended) < next.at);
  await next.term.release();
  await proxy.close();
  await slow.end();
});

interface Told {
  readonly what: 'acquired' | 'standby' | 'renewed' | 'lost';
  readonly now: number;
  readonly epoch?: number;
}

/** Another process that competes for the lease, with whatever `preload` does to its clock. */
function startHolder(t: TestContext, owner: string, preload = ''): { process: ChildProcess; told: Told[] } {
  const inject = `data:text/javascript,${encodeURIComponent(preload)}`;
  const child = fork(HOLDER, [database.url, owner, JSON.stringify(TIMES)], { execArgv: ['--import', inject] });
  const told: Told[] = [];
  child.on('message', (message) => void told.push(message as Told));
  t.after(() => child.kill('SIGKILL'));
  return { process: child, told };
}

/** Wall clocks that are wrong: for good, or jumping to and fro while the process runs. `performance` stays as it is. */
const shifted = (offset: string): string => `
  const { now } = Date; let jumps = 0; setInterval(() => { jumps += 1; }, 150).unref();
  Date.now = () => now() + (${offset}) * 3_600_000;
  const Real = Date;
  globalThis.Date = class extends Real { constructor(...given) { super(...(given.length === 0 ? [Real.now()] : given)); } };`;

for (const [what, offset] of [
  ['an hour ahead', '1'],
  ['an hour behind', '-1'],
  ['that jumps by an hour to and fro', 'jumps % 3 - 1'],
] as const) {
  test(`L4: a wall clock ${what}: the lease is kept, and taken neither early nor late`, async (t) => {
    const off = startHolder(t, 'off', shifted(offset));
    await waitFor('the lease', () => off.told.some(({ what: event }) => event === 'acquired'), PATIENCE);
    const right = startHolder(t, 'right');
    await waitFor('the other to wait', () => right.told.some(({ what: event }) => event === 'standby'), PATIENCE);
    const renewed = (): Told[] => off.told.filter(({ what: event }) => event === 'renewed');
    const known = renewed().length;
    // More than a whole grant.
    await waitFor('twelve renewals', () => renewed().length >= known + 12, PATIENCE);
    assert.ok(
      renewed().some(({ now }) => Math.abs(now - Date.now()) > 1_800_000),
      'its clock was wrong indeed',
    );
    assert.deepEqual(
      right.told.map(({ what: event }) => event),
      ['standby'],
    );
    assert.ok(!off.told.some(({ what: event }) => event === 'lost'));
    // And back: the one with the wrong clock waits for the right one's lease as for any other.
    off.process.send('end');
    await once(off.process, 'exit');
    await waitFor('the hand-over', () => right.told.some(({ what: event }) => event === 'acquired'), PATIENCE);
    const again = startHolder(t, 'off-again', shifted(offset));
    await waitFor('it to wait', () => again.told.some(({ what: event }) => event === 'standby'), PATIENCE);
    const before = right.told.length;
    await waitFor('three renewals of the other', () => right.told.length >= before + 3, PATIENCE);
    assert.deepEqual(
      again.told.map(({ what: event }) => event),
      ['standby'],
    );
    right.process.send('end');
    await waitFor('the hand-over back', () => again.told.some(({ what: event }) => event === 'acquired'), PATIENCE);
    again.process.send('end');
    await Promise.all([right, again].map(async ({ process: one }) => one.exitCode ?? (await once(one, 'exit'))));
  });
}
