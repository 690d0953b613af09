import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createChats, type Chats, type Person } from '../../src/adapters/postgres/chats.ts';
import { createOutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

let database: BotDatabase;
let chats: Chats;
let bot: string;

before(async () => {
  database = await createBotDatabase();
  chats = createChats(database.pool, database.schemas);
  ({ bot } = database.schemas);
});
beforeEach(() => database.pool.query(`truncate ${bot}.app_user, ${bot}.chat cascade`));
after(() => database.close());

const person = (userId: number, more: Partial<Person> = {}): Person => ({
  userId,
  firstName: 'Anna',
  username: null,
  language: 'ru',
  ...more,
});
const open = (chatId: number, who = person(1)) =>
  inTransaction(database.pool, (tx) => chats.open(tx, { id: chatId, kind: 'private' }, who));
const save = (chatId: number, state = initialState) =>
  inTransaction(database.pool, (tx) => chats.save(tx, new Map([[chatId, state]])));
/** As the sender tells it with the end of a message. */
const screenShown = (chatId: number, screenRev: number, messageId: number) =>
  createOutboxSending(database.pool, database.schemas, { instance: 'one', process: '1' }).settle(
    { id: 0, chatId, screenRev },
    { messageId, errorCode: null },
  );
const stateOf = async (chatId: number) => (await open(chatId)).state;

test('a chat never seen has no state, and what was saved comes back', async () => {
  assert.deepEqual(await open(1), { state: null, running: 0, stoppedFrom: null });
  await save(1, { ...initialState, rev: 7, language: 'en' });
  assert.deepEqual(await stateOf(1), { ...initialState, rev: 7, language: 'en' });
});

test('a state that this code cannot read counts as none', async () => {
  await open(1);
  for (const state of ['{"v": 2}', '[]', '"text"', 'null', '{"v": 1, "rev": -1}']) {
    await database.pool.query(`update ${bot}.chat set state = $1`, [state]);
    assert.equal(await stateOf(1), null, state);
  }
});

test('names that Postgres cannot hold do not keep a person out, and are kept up to date', async () => {
  await open(1, person(1, { firstName: 'a\0b\ud800', username: 'x\0', language: null }));
  const { rows } = await database.pool.query(`select first_name, username, client_language from ${bot}.app_user`);
  assert.deepEqual(rows, [{ first_name: 'ab\ufffd', username: 'x', client_language: null }]);
  await open(1, person(1, { firstName: 'Новое имя' }));
  const renamed = await database.pool.query(`select first_name, username from ${bot}.app_user`);
  assert.deepEqual(renamed.rows, [{ first_name: 'Новое имя', username: null }]);
});

test('text in the state that Postgres cannot hold does not undo the update', async () => {
  await open(1);
  await save(1, { ...initialState, recent: ['m\0\udfff'] });
  assert.deepEqual((await stateOf(1))?.recent, ['m\ufffd']);
});

test('the same person in two chats: the second waits for the first', async () => {
  const order: string[] = [];
  let second: Promise<unknown> = Promise.resolve();
  await inTransaction(database.pool, async (tx) => {
    await chats.open(tx, { id: 1, kind: 'private' }, person(1));
    second = inTransaction(database.newPool(1), async (other) => {
      await chats.open(other, { id: -5, kind: 'group' }, person(1));
      order.push('second');
    });
    await database.untilSomebodyWaits();
    order.push('first');
  });
  await second;
  assert.deepEqual(order, ['first', 'second']);
});

test('running generations of the person are counted, wherever they were asked for; ended ones are not', async () => {
  await open(1);
  await open(2, person(2));
  const states = ['queued', 'submitting', 'unknown', 'waiting', 'delivering', 'delivered', 'failed', 'cancelled'];
  for (const [index, state] of states.entries()) {
    await database.pool.query(
      `insert into ${bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input, credits, state, deadline_at)
       values ($1, 2, 1, gen_random_uuid(), 'ru', 'm', '{}', 1, $2, now())`,
      [`abcdefghijk${index}`, state],
    );
  }
  assert.equal((await open(1)).running, 5);
  assert.equal((await open(2, person(2))).running, 0);
});

test('the message of a screen is remembered only while the chat still shows that screen', async () => {
  await open(1);
  await save(1, { ...initialState, rev: 3 });
  await screenShown(1, 2, 100);
  await screenShown(2, 3, 100);
  assert.equal((await stateOf(1))?.screenMessageId, null);
  await screenShown(1, 3, 9_007_199_254_740_991);
  assert.deepEqual(await stateOf(1), { ...initialState, rev: 3, screenMessageId: 9_007_199_254_740_991 });
});

test('telling the message of a screen never fails on a state of another version', async () => {
  await open(1);
  for (const state of [null, '{"v": 2, "rev": "a7"}', '{"rev": 1.5}', '[]', '"x"', '{"rev": 1e30}']) {
    await database.pool.query(`update ${bot}.chat set state = $1`, [state]);
    await screenShown(1, 3, 100);
  }
});

test('a blocked chat keeps the time of the first block, and is open again with the next message', async () => {
  const blockedAt = async (): Promise<Date | null> => {
    const { rows } = await database.pool.query<{ at: Date | null }>(`select blocked_at as at from ${bot}.chat`);
    return rows[0]?.at ?? null;
  };
  await open(1);
  await chats.setBlocked(database.pool, 1, true);
  const first = await blockedAt();
  await chats.setBlocked(database.pool, 1, true);
  assert.ok(first !== null);
  assert.deepEqual(await blockedAt(), first);
  await chats.setBlocked(database.pool, 1, false);
  assert.equal(await blockedAt(), null);
  await chats.setBlocked(database.pool, 1, true);
  await open(1);
  assert.equal(await blockedAt(), null);
});
