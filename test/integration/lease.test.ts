import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type pg from 'pg';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLeaseStore, fence, leaseChannel } from '../../src/adapters/postgres/lease.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { waitFor } from '../support/wait-for.ts';

const TTL_MS = 60_000;

let database: BotDatabase;
let other: pg.Pool;

before(async () => {
  database = await createBotDatabase();
  other = database.newPool();
});
beforeEach(async () => {
  await database.pool.query(
    `update ${database.schemas.bot}.poll_lease set owner = null, epoch = 0, expires_at = '-infinity'`,
  );
});
after(() => database.close());

const storeOn = (pool: pg.Pool, ttlMs = TTL_MS) => createLeaseStore(pool, database.schemas, ttlMs);
const update = (updateId: number) => ({
  updateId,
  chatId: 1,
  traceId: '00000000-0000-4000-8000-000000000000',
  payload: { update_id: updateId },
});
const expire = () =>
  database.pool.query(
    `update ${database.schemas.bot}.poll_lease set expires_at = clock_timestamp() - interval '1 millisecond'`,
  );

test('of ten instances that ask at once exactly one gets the lease, the others learn who has it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => storeOn(index % 2 === 0 ? database.pool : other).acquire(`i${index}`)),
  );
  const won = answers.filter((answer) => answer.kind === 'acquired');
  assert.deepEqual(won, [{ kind: 'acquired', epoch: 1 }]);
  const winner = `i${answers.findIndex((answer) => answer.kind === 'acquired')}`;
  for (const answer of answers) if (answer.kind === 'busy') assert.deepEqual([answer.owner, answer.epoch], [winner, 1]);
});

test('a lease that ran out is taken with the next epoch, and the old holder can neither renew nor release it', async () => {
  const old = storeOn(database.pool);
  assert.deepEqual(await old.acquire('old'), { kind: 'acquired', epoch: 1 });
  await expire();
  assert.equal(await old.renew('old', 1), false, 'not even before somebody else took it');
  assert.deepEqual(await storeOn(other).acquire('new'), { kind: 'acquired', epoch: 2 });
  assert.equal(await old.renew('old', 1), false);
  await old.release('old', 1);
  assert.equal(await storeOn(other).renew('new', 2), true);
});

test('a release frees the lease at once and tells those who wait', async () => {
  const listener = await other.connect();
  const heard: string[] = [];
  listener.on('notification', ({ channel }) => void heard.push(channel));
  await listener.query(`listen ${leaseChannel(database.schemas)}`);
  const store = storeOn(database.pool);
  await store.acquire('old');
  await store.release('old', 1);
  await waitFor('the notification', () => heard.length > 0);
  listener.release(true);
  assert.deepEqual(await storeOn(other).acquire('new'), { kind: 'acquired', epoch: 2 });
});

test('a frozen holder that wakes after its lease ran out stores nothing', async () => {
  await storeOn(database.pool).acquire('old');
  const inbox = createInbox(database.pool, database.schemas);
  assert.deepEqual(await inbox.store(1, [update(1)]), { chats: [1], added: 1 });
  await expire();
  await assert.rejects(inbox.store(1, [update(2)]), (error) => hasCode(error, 'LEASE_LOST'));
  await storeOn(other).acquire('new');
  await assert.rejects(inbox.store(1, [update(3)]), (error) => hasCode(error, 'LEASE_LOST'));
  const { rows } = await other.query(`select update_id from ${database.schemas.bot}.inbox`);
  assert.deepEqual(rows, [{ update_id: '1' }]);
});

test('a taker waits for an inbox transaction that is under way, so no write of an old epoch lands after a new one', async () => {
  await storeOn(database.pool).acquire('old');
  const order: string[] = [];
  let taking: Promise<unknown> = Promise.resolve();
  await inTransaction(database.pool, async (client) => {
    await fence(client, database.schemas, 1);
    await client.query(
      `update ${database.schemas.bot}.chat set updated_at = now() where chat_id = -1`, // the work of a batch
    );
    taking = storeOn(other)
      .acquire('old') // the same label, so that the lease need not run out first
      .then(() => order.push('taken'));
    await database.untilSomebodyWaits();
    order.push('batch done');
  });
  await taking;
  assert.deepEqual(order, ['batch done', 'taken']);
});

test('a fence that met a taker half way sees the new epoch, not its own snapshot', async () => {
  await storeOn(database.pool).acquire('old');
  const inbox = createInbox(database.pool, database.schemas);
  const client = await other.connect();
  await client.query('begin');
  await client.query(`update ${database.schemas.bot}.poll_lease set owner = 'new', epoch = 2`);
  const storing = assert.rejects(inbox.store(1, [update(9)]), (error) => hasCode(error, 'LEASE_LOST'));
  await database.untilSomebodyWaits();
  await client.query('commit');
  client.release();
  await storing;
});

test('a holder that vanishes inside a transaction blocks the next one for less than a lease', async () => {
  const { rows } = await inTransaction(database.pool, (client) =>
    client.query<{ ms: number }>(
      `select setting::integer as ms from pg_settings where name = 'idle_in_transaction_session_timeout'`,
    ),
  );
  assert.ok(rows[0] !== undefined && rows[0].ms > 0 && rows[0].ms < 15_000, `${rows[0]?.ms} ms`);
});

test('a database that is away is DB_UNAVAILABLE, for every question', async () => {
  const away = database.newPool(1, 'postgresql://nobody@127.0.0.1:1/none');
  const store = storeOn(away);
  const isAway = (error: unknown): boolean => hasCode(error, 'DB_UNAVAILABLE');
  await assert.rejects(store.acquire('a'), isAway);
  await assert.rejects(store.renew('a', 1), isAway);
  await assert.rejects(store.release('a', 1), isAway);
});
