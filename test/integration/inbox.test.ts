import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { createInbox, type Inbox, type IncomingUpdate } from '../../src/adapters/postgres/inbox.ts';
import { createLeaseStore } from '../../src/adapters/postgres/lease.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

const TRACE = '00000000-0000-4000-8000-000000000000';

let database: BotDatabase;
let inbox: Inbox;
let epoch: number;
let table: string;

before(async () => {
  database = await createBotDatabase();
  inbox = createInbox(database.pool, database.schemas);
  table = `${database.schemas.bot}.inbox`;
  const lease = await createLeaseStore(database.pool, database.schemas, 600_000).acquire('test');
  assert.equal(lease.kind, 'acquired');
  epoch = lease.epoch;
});
beforeEach(() => database.pool.query(`truncate ${table}`));
after(() => database.close());

const update = (updateId: number, chatId = 1, payload: unknown = { update_id: updateId }): IncomingUpdate => ({
  updateId,
  chatId,
  traceId: TRACE,
  payload,
});

async function stored(): Promise<{ id: number; payload: unknown }[]> {
  const { rows } = await database.pool.query<{ update_id: string; payload: unknown }>(
    `select update_id, payload from ${table} order by seq`,
  );
  return rows.map((row) => ({ id: Number(row.update_id), payload: row.payload }));
}

/** Works a chat off the way the service does: lock the head, mark it, commit. */
async function workOff(chatId: number, on = inbox, pool = database.pool): Promise<number[]> {
  const done: number[] = [];
  for (;;) {
    const id = await inTransaction(pool, async (tx) => {
      const head = (await on.lockHeads(tx, [chatId])).get(chatId);
      if (head !== undefined) await on.markProcessed(tx, [head.updateId]);
      return head?.updateId ?? null;
    });
    if (id === null) return done;
    done.push(id);
  }
}

test('a batch is stored whole, and stored no second time; its chats are named until it is handled', async () => {
  const batch = [update(10), update(11, 2), update(12)];
  assert.deepEqual(await inbox.store(epoch, batch), { chats: [1, 2], added: 3 });
  assert.deepEqual(await inbox.store(epoch, batch), { chats: [1, 2], added: 0 }, 'nobody may have heard of the first');
  assert.deepEqual(await inbox.store(epoch, [...batch, update(13, 3)]), { chats: [3, 1, 2], added: 1 });
  assert.deepEqual(
    (await stored()).map(({ id }) => id),
    [10, 11, 12, 13],
  );
});

test('ten deliveries of one batch at once store each update once', async () => {
  const other = database.newPool(5);
  const stores = [inbox, createInbox(other, database.schemas)];
  const batch = Array.from({ length: 50 }, (_, index) => update(100 + index, index % 5));
  const news = await Promise.all(Array.from({ length: 10 }, (_, index) => stores[index % 2]!.store(epoch, batch)));
  assert.equal((await stored()).length, 50);
  assert.equal(
    news.reduce((sum, { added }) => sum + added, 0),
    50,
  );
});

test('a chat is worked off in the order of arrival, also when the ids became random after a quiet week', async () => {
  await inbox.store(epoch, [update(900), update(901)]);
  await inbox.store(epoch, [update(5), update(6)]);
  assert.deepEqual(await workOff(1), [900, 901, 5, 6]);
});

test('an update that was already processed is not processed again when it is delivered again', async () => {
  await inbox.store(epoch, [update(1), update(2)]);
  assert.deepEqual(await workOff(1), [1, 2]);
  assert.deepEqual(await inbox.store(epoch, [update(1), update(2)]), { chats: [], added: 0 });
  assert.deepEqual(await inbox.store(epoch, [update(1), update(2), update(3)]), { chats: [1], added: 1 });
  assert.deepEqual(await workOff(1), [3]);
});

test('two workers on one chat: each update once, in order, and the second waits for the first', async () => {
  await inbox.store(epoch, [update(1), update(2), update(3)]);
  const other = database.newPool(2);
  const order: number[] = [];
  let second: Promise<number[]> = Promise.resolve([]);
  await inTransaction(database.pool, async (tx) => {
    const head = (await inbox.lockHeads(tx, [1])).get(1);
    second = workOff(1, createInbox(other, database.schemas), other);
    await database.untilSomebodyWaits();
    await inbox.markProcessed(tx, [head?.updateId ?? 0]);
    order.push(head?.updateId ?? 0);
  });
  order.push(...(await second));
  assert.deepEqual(order, [1, 2, 3]);
});

test('a worker that passes by takes no younger update for the oldest one that another has locked', async () => {
  await inbox.store(epoch, [update(30), update(31), update(32, 2)]);
  await inTransaction(database.pool, async (tx) => {
    await inbox.lockHeads(tx, [1]);
    const free = await inTransaction(database.newPool(1), (other) => inbox.lockHeads(other, [1, 2, 3], 'pass-by'));
    assert.deepEqual(
      [...free].map(([chatId, { updateId }]) => [chatId, updateId]),
      [[2, 32]],
    );
  });
  const free = await inTransaction(database.pool, (tx) => inbox.lockHeads(tx, [1], 'pass-by'));
  assert.equal(free.get(1)?.updateId, 30);
});

test('a worker whose transaction failed leaves the update to the next one', async () => {
  await inbox.store(epoch, [update(1)]);
  await assert.rejects(
    inTransaction(database.pool, async (tx) => {
      const head = (await inbox.lockHeads(tx, [1])).get(1);
      await inbox.markProcessed(tx, [head?.updateId ?? 0]);
      throw new Error('crashed');
    }),
  );
  assert.deepEqual(await workOff(1), [1]);
});

test('the chats that wait are named with the longest waiting first, processed and parked ones not at all', async () => {
  await inbox.store(epoch, [update(1, 30), update(2, 20), update(3, 30), update(4, 10), update(5, 40)]);
  await workOff(20);
  await inbox.park(database.pool, 5, 'UNEXPECTED');
  assert.deepEqual(await inbox.waitingChats(), [30, 10]);
  const { rows } = await database.pool.query(`select parked_code from ${table} where update_id = 5`);
  assert.deepEqual(rows, [{ parked_code: 'UNEXPECTED' }]);
});

test('failures are counted one by one, and nothing is counted for an update that is not there', async () => {
  await inbox.store(epoch, [update(1)]);
  assert.deepEqual([await inbox.countFailure(1), await inbox.countFailure(1), await inbox.countFailure(2)], [1, 2, 0]);
});

test('what Postgres cannot hold is left out: NUL in texts and names, half surrogates; the rest stays as it was', async () => {
  const payload = { text: 'a\u0000b \ud83d c 😀', 'k\u0000ey': ['\udc00'], deep: { '\ud800': 'x\u0000' } };
  await inbox.store(epoch, [update(1, 1, payload)]);
  const [row] = await stored();
  assert.deepEqual(row?.payload, { text: 'ab \ufffd c 😀', key: ['\ufffd'], deep: { '\ufffd': 'x' } });
});

test('an update of 64 KB and one with a thousand levels are stored like any other', async () => {
  const long = 'я'.repeat(32_768);
  let deep: unknown = 1;
  for (let level = 0; level < 1_000; level += 1) deep = [deep];
  await inbox.store(epoch, [update(1, 1, { text: long }), update(2, 1, { deep })]);
  const rows = await stored();
  assert.ok((rows[0]?.payload as { text: string }).text === long);
  assert.ok(JSON.stringify(rows[1]?.payload) === JSON.stringify({ deep }));
});

test('whatever JSON an update is, it can be stored', async () => {
  let nextId = 1;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 1, maxLength: 20 }), async (all) => {
      const batch = all.map((payload) => update((nextId += 1), 1, payload));
      await inbox.store(epoch, batch);
    }),
    { numRuns: 60 },
  );
  assert.equal((await stored()).length, nextId - 1);
});

test('pruning removes what is processed and old, and never what still waits', async () => {
  await inbox.store(epoch, [update(1), update(2, 2), update(3, 2)]);
  await workOff(1);
  await workOff(2);
  await inbox.store(epoch, [update(4)]);
  await database.pool.query(`update ${table} set received_at = now() - interval '9 days' where update_id in (1, 2, 4)`);
  assert.equal(await inbox.prune(8), 2);
  assert.deepEqual(
    (await stored()).map(({ id }) => id),
    [3, 4],
  );
});
