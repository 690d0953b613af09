/** Rows that somebody else holds locked: whose they are waits, by itself and in order, and nobody else does. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type pg from 'pg';
import type { InboxRow } from '../../src/adapters/postgres/inbox.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createChatActors } from '../../src/roles/polling/chat-actors.ts';
import type { UpdateHandler } from '../../src/roles/polling/handle-update.ts';
import { createTurns } from '../../src/roles/polling/inspect-turns.ts';
import { shareable } from '../../src/roles/polling/may-share.ts';
import { meet } from '../../src/roles/polling/meet.ts';
import { ask, CHATS, openCrowd, type Crowd } from '../support/crowd.ts';
import { waitFor } from '../support/wait-for.ts';

const LOCKED = CHATS.slice(0, 6);
const FREE = CHATS.slice(LOCKED.length);
const NEWCOMER = 77;

let crowd: Crowd;

before(async () => {
  crowd = await openCrowd();
});
beforeEach(() => crowd.reset());
after(() => crowd.close());

/** As many connections and turns as the service has. */
const asInService = (): UpdateHandler => crowd.dialog.another(crowd.database.newPool(6), { turns: createTurns(3) });

/** Somebody has locked rows of these chats until `run` has run. */
async function whileLocked(
  what: 'chat' | 'app_user' | 'inbox',
  run: (tx: pg.PoolClient) => Promise<void>,
): Promise<void> {
  const id = what === 'app_user' ? 'user_id' : 'chat_id';
  await inTransaction(crowd.database.pool, async (tx) => {
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    await tx.query(`select from ${crowd.bot}.${what} where ${id} = any ($1) for update`, [LOCKED]);
    await run(tx);
  });
}

for (const what of ['chat', 'app_user', 'inbox'] as const) {
  test(`six chats with locked rows (${what}) keep no seventh waiting, lose no try and stay in order`, async () => {
    const { dialog, database, bot } = crowd;
    const actors = createChatActors({ processNext: asInService().processNext, concurrency: 64, log: database.log });
    await dialog.deliver(
      ...LOCKED.flatMap((chatId) => [ask(chatId), ask(chatId, '/menu')]),
      ask(7),
      ask(NEWCOMER, '/start'),
    );
    await whileLocked(what, async () => {
      for (const chatId of [...LOCKED, 7, NEWCOMER]) actors.wake(chatId);
      // Who is new needs a turn, and all of them are taken by those who wait.
      for (const chatId of [7, NEWCOMER]) {
        await waitFor('an answer', async () => (await crowd.repliesTo(chatId)) === 1);
      }
      for (const chatId of LOCKED) assert.equal(await crowd.repliesTo(chatId), 0);
    });
    for (const chatId of LOCKED) {
      await waitFor('both answers', async () => (await crowd.repliesTo(chatId)) === 2, { timeoutMs: 30_000 });
    }
    await actors.stop();
    const { rows } = await database.pool.query<{ is_in_order: boolean; tries: number }>(
      `select bool_and(first.processed_at < second.processed_at) as is_in_order, max(first.attempts + second.attempts) as tries
       from ${bot}.inbox first join ${bot}.inbox second on second.chat_id = first.chat_id and second.seq > first.seq`,
    );
    assert.deepEqual(rows, [{ is_in_order: true, tries: 0 }]);
  });

  test(`those whose rows are free share a transaction beside locked ones (${what})`, async () => {
    await crowd.dialog.deliver(...CHATS.map((chatId) => ask(chatId)));
    await whileLocked(what, async () => {
      const ends = CHATS.map((chatId) => crowd.dialog.handler.processNext(chatId).catch(() => 'later'));
      await Promise.all(ends.slice(LOCKED.length));
      assert.deepEqual(await crowd.transactions(), [FREE]);
      assert.deepEqual(new Set(await Promise.all(ends.slice(0, LOCKED.length))), new Set(['later']));
    });
    await crowd.handleAll(LOCKED);
    for (const chatId of CHATS) assert.equal(await crowd.repliesTo(chatId), 1);
  });
}

test('who has found a row locked comes into no shared transaction until that is over', async () => {
  const { dialog } = crowd;
  let answered = 0;
  let undone = 0;
  const handler = dialog.another(crowd.database.newPool(6), {
    onShared: (outcome, updates) => {
      if (outcome === 'answered') answered += updates;
      else undone += updates;
    },
  });
  await dialog.deliver(ask(1), ask(1), ask(7), ask(8));
  await whileLocked('chat', async () => {
    await assert.rejects(handler.processNext(1), { code: 'DB_UNAVAILABLE' });
    assert.deepEqual([answered, undone], [0, 1]);
    const [first, ...others] = await Promise.allSettled([1, 7, 8].map((chatId) => handler.processNext(chatId)));
    assert.deepEqual([first?.status, others.map(({ status }) => status)], ['rejected', ['fulfilled', 'fulfilled']]);
    assert.deepEqual([answered, undone], [2, 1]);
  });
  assert.equal(await handler.processNext(1), 'processed', 'by itself');
  assert.deepEqual([answered, undone], [2, 1]);
  assert.equal(await handler.processNext(1), 'last');
  assert.deepEqual([answered, undone], [3, 1]);
});

for (const what of ['app_user', 'chat'] as const) {
  test(`the rows of a shared transaction are locked in the order of their ids, whoever comes first (${what})`, async () => {
    const { database, dialog, bot } = crowd;
    await crowd.meet([92, 91]); // stored in this order too
    const person = { firstName: 'Anna', username: null, language: 'ru' };
    const visits = [92, 91].map((id) => ({ chatId: id, person: { userId: id, ...person } }));
    const id = what === 'app_user' ? 'user_id' : 'chat_id';
    let opened: Promise<unknown> = Promise.resolve();
    await inTransaction(database.pool, async (tx) => {
      await tx.query(`select from ${bot}.${what} where ${id} = 91 for update`);
      opened = inTransaction(database.pool, (other) => dialog.deps.chats.reopen(other, visits));
      await database.untilSomebodyWaits();
      // The second one's row is not locked yet: a transaction that has it and waits for the first goes on.
      await tx.query(`select from ${bot}.${what} where ${id} = 92 for update nowait`);
    });
    await opened;
  });
}

test('people who are new are met in the order of their ids, whoever comes first', async () => {
  const { database, dialog, bot } = crowd;
  const row = (id: number): InboxRow => ({
    ...{
      updateId: id,
      attempts: 0,
      traceId: '',
      receivedAt: new Date(),
      payload: { update_id: id, ...ask(id, '/start') },
    },
  });
  const { talks } = shareable(new Map([94, 93].map((id) => [id, row(id)])), 'KieBot');
  const enter = `insert into ${bot}.app_user (user_id, first_name) values ($1, 'Anna')`;
  assert.equal(talks.length, 2);
  let met: Promise<unknown> = Promise.resolve();
  await inTransaction(database.pool, async (tx) => {
    await tx.query(enter, [93]);
    met = inTransaction(database.pool, (other) => meet(other, talks, dialog.deps));
    await database.untilSomebodyWaits();
    // The second one is not there yet: a transaction that has the first meets it as well.
    await tx.query(enter, [94]);
  });
  await met;
});

test('the commit itself may wait longer for its turn than any statement: shared or alone, it goes by no lock timeout', async () => {
  const { database, dialog, bot } = crowd;
  await database.pool.query(`create table ${bot}.at_commit (chat_id bigint, lock_timeout text)`);
  await database.pool.query(`create function ${bot}.note_commit() returns trigger language plpgsql as $$ begin
    insert into ${bot}.at_commit values (new.chat_id, current_setting('lock_timeout')); return null; end $$`);
  await database.pool
    .query(`create constraint trigger note_commit after update on ${bot}.inbox deferrable initially deferred
    for each row when (new.processed_at is not null) execute function ${bot}.note_commit()`);
  await dialog.deliver(ask(7), ask(8), ask(NEWCOMER, '/start ref_x'));
  await crowd.handleAll([7, 8, NEWCOMER]);
  assert.deepEqual(await crowd.transactions(), [[7, 8], [NEWCOMER]]);
  const { rows } = await database.pool.query(`select chat_id, lock_timeout from ${bot}.at_commit order by 1`);
  assert.deepEqual(
    rows,
    [7, 8, NEWCOMER].map((chatId) => ({ chat_id: String(chatId), lock_timeout: '0' })),
  );
});
