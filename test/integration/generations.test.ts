import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createAttempts } from '../../src/adapters/postgres/attempts.ts';
import { createGenerations, type Generations } from '../../src/adapters/postgres/generations.ts';
import { createWithAttempts } from '../../src/roles/generation/with-attempts.ts';
import type { DeliveredMessage } from '../../src/domain/generation/generation.ts';
import { OPEN_STATES, STATES, TRANSITIONS, type GenerationState } from '../../src/domain/generation/lifecycle.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

const ID = 'abcdefghijkl';

let database: BotDatabase;
let generations: Generations;
let bot: string;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  generations = createGenerations(database.pool, database.schemas);
  await database.pool.query(`insert into ${bot}.app_user (user_id, first_name) values (1, 'Anna')`);
  await database.pool.query(`insert into ${bot}.chat (chat_id, kind) values (1, 'private')`);
});
beforeEach(() => database.pool.query(`truncate ${bot}.generation cascade`));
after(() => database.close());

const insert = (id = ID, input: Record<string, string> = { prompt: 'кот' }) =>
  generations.insert(database.pool, {
    ...{ id, chatId: 1, userId: 1, traceId: '00000000-0000-4000-8000-000000000000', language: 'ru', modelId: 'm' },
    ...{ input, credits: 0.4, payment: { by: 'money', price: 36n }, progressMessageId: 77, deadlineMs: 60_000 },
  });
const set = (state: GenerationState, id = ID) =>
  database.pool.query(`update ${bot}.generation set state = $2 where id = $1`, [id, state]);
const stateOf = async (id = ID) => (await generations.get(database.pool, id))?.state;

test('a generation comes back as it was written', async () => {
  await insert(ID, { prompt: 'кот \0 \ud83d' });
  const one = await generations.get(database.pool, ID);
  assert.ok(one !== null);
  const { createdAt, deadlineAt, ...rest } = one;
  assert.ok(Math.abs(deadlineAt.getTime() - createdAt.getTime() - 60_000) < 5);
  assert.deepEqual(rest, {
    ...{ id: ID, chatId: 1, userId: 1, traceId: '00000000-0000-4000-8000-000000000000', language: 'ru', modelId: 'm' },
    ...{
      input: { prompt: 'кот  \ufffd' },
      credits: 0.4,
      creditsConsumed: null,
      payment: { by: 'money', price: 36n },
      state: 'queued',
      progressMessageId: 77,
      results: null,
    },
    ...{ sent: [], sending: false, unknownSends: 0, submittedAt: null, finishedAt: null, isInputErased: false },
  });
  assert.equal(await generations.get(database.pool, 'nosuchthing1'), null);
});

test('what the first version wrote of results is read, or its chats could say nothing any more', async () => {
  await insert();
  const results = JSON.stringify({ urls: ['https://e.com/1.png', 'https://e.com/2.png'], text: null });
  const messages = JSON.stringify([{ messageId: 1, fileId: 'F', kind: 'photo' }]);
  await database.pool.query(
    `update ${bot}.generation set state = 'delivered', results = $1, messages = $2 where id = $3`,
    [results, messages, ID],
  );
  const [one] = (await generations.delivered(database.pool, [1], 40))(1).map((read) => read());
  assert.deepEqual(
    one?.results?.files.map(({ url, title, trackId }) => [url, title, trackId]),
    [
      ['https://e.com/1.png', null, null],
      ['https://e.com/2.png', null, null],
    ],
  );
  assert.deepEqual(await generations.get(database.pool, ID), one);
});

test('every pair of states: a move of the table succeeds, any other changes nothing', async () => {
  await insert();
  for (const from of STATES) {
    for (const to of STATES) {
      await set(from);
      const isAllowed = (TRANSITIONS[from] as readonly GenerationState[]).includes(to);
      const moved = await generations.transition(database.pool, ID, to);
      assert.equal(moved?.state ?? null, isAllowed ? to : null, `${from} -> ${to}`);
      assert.equal(await stateOf(), isAllowed ? to : from, `${from} -> ${to}`);
    }
  }
  assert.equal(await generations.transition(database.pool, 'nosuchthing1', 'failed'), null);
});

test('of ten racing moves to different ends exactly one wins', async () => {
  const pool = database.newPool(5);
  for (let round = 0; round < 5; round += 1) {
    const id = `raceraceraa${round}`;
    await insert(id);
    const moves = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        generations.transition(
          index % 2 === 0 ? pool : database.pool,
          id,
          (['cancelled', 'failed'] as const)[index % 2]!,
        ),
      ),
    );
    const won = moves.filter((move) => move !== null);
    assert.equal(won.length, 1);
    assert.equal(await stateOf(id), won[0]?.state);
  }
});

test('two workers that take the same generation: one of them gets it', async () => {
  await insert();
  const both = [database.pool, database.newPool(1)].map((pool) => generations.transition(pool, ID, 'submitting'));
  const moves = await Promise.all(both);
  assert.equal(moves.filter((move) => move !== null).length, 1);
});

test('a move changes other columns with the state, all of them or none', async () => {
  await insert();
  await set('waiting');
  const finishedAt = new Date(1_800_000_000_000);
  const results = {
    files: [{ url: 'https://files.example/1.png', title: null, coverUrl: null, seconds: null, trackId: null }],
    text: 'a\0b',
  };
  const change = { results, finished_at: finishedAt, credits_consumed: 0.5, messages: [{ messageId: 1 }] };
  const moved = await generations.transition(database.pool, ID, 'delivering', change);
  assert.deepEqual(moved?.results, { ...results, text: 'ab' });
  assert.deepEqual(moved.finishedAt, finishedAt);
  assert.equal(await generations.transition(database.pool, ID, 'delivering', { failure: 'no' }), null);
  const { rows } = await database.pool.query(`select failure, credits_consumed, messages from ${bot}.generation`);
  assert.deepEqual(rows, [{ failure: null, credits_consumed: '0.5', messages: [{ messageId: 1 }] }]);
});

test('a mark is told from any later one, and from the same one once somebody has written anything', async () => {
  await insert();
  await set('delivering');
  const message: DeliveredMessage = { messageId: 7, fileId: 'f', kind: 'photo' };
  const begin = async (): Promise<string> => (await generations.beginSend(database.pool, ID)) ?? assert.fail();
  const first = await begin();
  await generations.endSend(ID, 'known');
  assert.equal(await generations.settleSend(ID, first, [message]), false, 'nothing is being sent');
  const second = await begin();
  assert.equal(await generations.settleSend(ID, first, [message]), false);
  await generations.reserveProgressEdit(database.pool, ID, 1);
  assert.equal(await generations.settleSend(ID, second, [message]), false, 'who knows what else was written');
  assert.deepEqual((await generations.get(database.pool, ID))?.sent, []);
  await generations.endSend(ID, 'known');
  const third = await begin();
  assert.equal(await generations.settleSend(ID, third, [null, message]), true);
  const { sent, sending, unknownSends } = (await generations.get(database.pool, ID)) ?? assert.fail();
  assert.deepEqual({ sent, sending, unknownSends }, { sent: [null, message], sending: false, unknownSends: 0 });
});

test('one sender at a time, only while it is being delivered, and unknown outcomes are counted', async () => {
  await insert();
  assert.equal(await generations.beginSend(database.pool, ID), null);
  await set('delivering');
  const begun = await Promise.all(Array.from({ length: 4 }, () => generations.beginSend(database.pool, ID)));
  assert.equal(begun.filter(Boolean).length, 1);
  await generations.endSend(ID, 'known');
  await generations.endSend(ID, 'unknown');
  assert.equal((await generations.get(database.pool, ID))?.unknownSends, 0, 'nothing was being sent any more');
  assert.notEqual(await generations.beginSend(database.pool, ID), null);
  await generations.endSend(ID, 'unknown');
  assert.equal((await generations.get(database.pool, ID))?.unknownSends, 1);
  await generations.beginSend(database.pool, ID);
  await set('delivered');
  await generations.endSend(ID, 'unknown');
  assert.equal((await generations.get(database.pool, ID))?.unknownSends, 1, 'an ended one is left alone');
});

test('progress edits keep their distance, and those asked for before the next is due are one', async () => {
  await insert();
  const pool = database.newPool(4);
  const waits = await Promise.all(Array.from({ length: 4 }, () => generations.reserveProgressEdit(pool, ID, 100_000)));
  const inOrder = waits.toSorted((a, b) => a - b);
  assert.equal(inOrder[0], 0);
  for (const [place, wait] of inOrder.entries()) {
    const due = place === 0 ? 0 : 100_000;
    assert.ok(Math.abs(wait - due) < 5_000, `${place}: ${wait}`);
  }
});

test('stuck are the open generations that nobody touched, the longest first', async () => {
  for (const [index, state] of STATES.entries()) {
    const id = `stuckstuck0${index}`;
    await insert(id);
    await set(state, id);
    await database.pool.query(
      `update ${bot}.generation set updated_at = now() - $2 * interval '1 minute' where id = $1`,
      [id, 10 + index],
    );
  }
  await insert('freshfresh00');
  const stuck = await generations.stuck(60_000, 10);
  assert.deepEqual(
    stuck.map(({ state }) => state),
    OPEN_STATES.toReversed(),
  );
  assert.equal((await generations.stuck(60_000, 2)).length, 2);
  await generations.transition(database.pool, stuck[0]!.id, 'failed');
  assert.equal((await generations.stuck(60_000, 10)).length, OPEN_STATES.length - 1);
});

test('a task belongs to one attempt, an attempt has one task, and adopting it again is harmless', async () => {
  const attempts = createAttempts(database.schemas);
  await insert();
  const begin = (token: string, number: number): Promise<boolean> =>
    attempts.begin(database.pool, { token, generationId: ID, number, createdAt: new Date(5_000) });
  assert.equal(await begin('one', 1), true);
  const begun = await generations.get(database.pool, ID);
  assert.deepEqual([begun?.state, begun?.submittedAt], ['submitting', new Date(5_000)]);
  assert.equal(await begin('two', 2), false, 'the first is under way');
  assert.equal((await attempts.of(database.pool, ID)).length, 1);
  await generations.transition(database.pool, ID, 'unknown');
  assert.equal(await begin('two', 2), true);
  assert.equal(await attempts.adopt(database.pool, 'one', 'task-1'), true);
  assert.equal(await attempts.adopt(database.pool, 'one', 'task-1'), true, 'a second callback');
  assert.equal(await attempts.adopt(database.pool, 'one', 'task-2'), false, 'another task');
  assert.equal(await attempts.adopt(database.pool, 'two', 'task-1'), false, 'a task of somebody else');
  await attempts.end(database.pool, 'one', 'unknown');
  await attempts.end(database.pool, 'two', 'unknown');
  const all = await attempts.of(database.pool, ID);
  assert.deepEqual(
    all.map(({ token, taskId, outcome }) => [token, taskId, outcome]),
    [
      ['one', 'task-1', 'created'],
      ['two', null, 'unknown'],
    ],
  );
  assert.equal(await attempts.adopt(database.pool, 'two', 'task-2'), true, 'an unknown outcome that became known');
  assert.equal(await attempts.byToken(database.pool, 'three'), null);
});

test('generations that are read together come each with its own attempts, and one that is unreadable spoils no other', async () => {
  const attempts = createAttempts(database.schemas);
  const read = createWithAttempts({ pool: database.pool, generations, attempts });
  const ids = ['first1234567', 'spoilt123456', 'second123456'];
  for (const id of ids) {
    await insert(id);
    await attempts.begin(database.pool, { token: `of-${id}`, generationId: id, number: 1, createdAt: new Date(5_000) });
  }
  await database.pool.query(`update ${bot}.generation set results = '"nonsense"' where id = 'spoilt123456'`);
  const ends = await Promise.allSettled([...ids, 'nosuchthing1'].map(read));
  assert.deepEqual(
    ends.map((end) =>
      end.status === 'fulfilled' ? [end.value[0]?.id, end.value[1].map(({ token }) => token)] : 'fails',
    ),
    [['first1234567', ['of-first1234567']], 'fails', ['second123456', ['of-second123456']], [undefined, []]],
  );
});

test('a newer version that adds a column does not disturb an older one at work', async () => {
  const pool = database.newPool(1); // one connection, with its prepared statements
  const older = createGenerations(pool, database.schemas);
  await insert();
  await set('delivered');
  const read = async (): Promise<unknown> => [
    (await older.get(pool, ID))?.state,
    (await older.delivered(pool, [1], 5))(1).length,
    await older.transition(pool, ID, 'delivered', {}, ['waiting']),
  ];
  const before = await read();
  await database.pool.query(`alter table ${bot}.generation add column newer text`);
  assert.deepEqual([before, await read()], [before, ['delivered', 1, null]]);
});
