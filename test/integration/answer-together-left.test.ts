/** What one of many chats meets in their transaction: it is left to one of its own, and the others are answered together. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { SharedOutcome } from '../../src/roles/polling/answer-together.ts';
import type { HandleUpdateDeps } from '../../src/roles/polling/handle-update.ts';
import { ask, CHATS, openCrowd, type Crowd } from '../support/crowd.ts';
import { tap, text } from '../support/dialog.ts';

let crowd: Crowd;

before(async () => {
  crowd = await openCrowd();
});
beforeEach(() => crowd.reset());
after(() => crowd.close());

const others = CHATS.filter((chatId) => chatId !== 3);

/** Something that the dialog finds when it looks at a chat's works, or at one of them. */
async function generationOf3(state: 'delivered' | 'waiting', results: string, id = 'badbadbadbad'): Promise<void> {
  await crowd.database.pool.query(
    `insert into ${crowd.bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input, deadline_at, state, results)
     values ($3, 3, 3, gen_random_uuid(), 'ru', 'swift', '{}', now() + interval '1 day', $1, $2)`,
    [state, results, id],
  );
}

/** Chats whose try failed. */
async function failing(): Promise<readonly (number | undefined)[]> {
  const ends = await Promise.allSettled(CHATS.map((chatId) => crowd.dialog.handler.processNext(chatId)));
  return ends.flatMap((end, index) => (end.status === 'rejected' ? [CHATS[index]] : []));
}

test(`a stored generation that is asked for and cannot be read is nobody else's failure`, async () => {
  await generationOf3('waiting', '{"unreadable": true}');
  await crowd.dialog.deliver(...others.map((chatId) => ask(chatId)), tap(3, 'g:cancel:badbadbadbad'));
  assert.deepEqual(await failing(), [3]);
  assert.deepEqual(await crowd.transactions(), [others]);
  const { rows } = await crowd.database.pool.query(`select chat_id from ${crowd.bot}.inbox where attempts > 0`);
  assert.deepEqual(rows, [{ chat_id: '3' }]);
});

test('one of the works of a chat that cannot be read keeps no message of it waiting, and the log tells', async () => {
  const { lines } = crowd.database.log;
  const from = lines.length;
  await generationOf3('delivered', '{"unreadable": true}');
  await generationOf3('delivered', '{"files": [], "text": "a poem"}', 'goodgoodgood');
  await crowd.dialog.deliver(...CHATS.map((chatId) => ask(chatId, chatId === 3 ? '/history' : '/help')));
  assert.deepEqual(await failing(), []);
  const works = (await crowd.dialog.said(3)).at(-1)?.buttons.filter((one) => one.callback_data?.includes(':work:'));
  assert.equal(works?.length, 1, 'the other one is in the list');
  assert.deepEqual(await crowd.transactions(), [CHATS]);
  // A file has a transaction of its own.
  const sticker = { message_id: 9, date: 1, sticker: {}, chat: { id: 3, type: 'private' } };
  await crowd.dialog.deliver({ message: { ...sticker, from: { id: 3, is_bot: false, first_name: 'A' } } });
  assert.equal(await crowd.dialog.handler.processNext(3), 'last');
  const told = lines.slice(from).filter(({ message }) => message === 'works.unreadable');
  const line = { level: 'error', fields: { chatId: 3, works: 1, error: { code: 'UNEXPECTED' } } };
  assert.partialDeepStrictEqual(told, [line, line]);
  assert.equal(told.length, 2);
});

test('a dialog that throws for one person is tried again for that one only', async () => {
  let decisions = 0;
  const handler = crowd.dialog.another(crowd.database.pool, {
    models: () => {
      decisions += 1;
      if (decisions === 3) throw new Error('a defect');
      return crowd.dialog.deps.models();
    },
  });
  await crowd.dialog.deliver(...CHATS.map((chatId) => ask(chatId)));
  await crowd.handleAll(CHATS, handler);
  assert.deepEqual(
    (await crowd.transactions()).map(({ length }) => length),
    [19, 1],
  );
});

test('a statement that fails in a dialog ends the transaction for all of them, with its own reason', async () => {
  const { generations } = crowd.dialog.deps;
  let looks = 0;
  const handler = crowd.dialog.another(crowd.database.pool, {
    generations: {
      ...generations,
      get: async (tx, id) => {
        looks += 1;
        if (looks === 1) await tx.query(`do $$ begin raise exception 'a circle' using errcode = '40P01'; end $$`);
        return await generations.get(tx, id);
      },
    },
  });
  await crowd.dialog.deliver(...others.map((chatId) => ask(chatId)), tap(3, 'g:cancel:nonenonenone'));
  await crowd.handleAll(CHATS, handler);
  assert.deepEqual(await crowd.transactions(), [CHATS], 'so it was known for a circle, and tried again together');
});

test('what needs no answer is done with beside what does, in the same transaction', async () => {
  const idle = (chatId: number): object =>
    chatId % 2 === 0
      ? text(chatId, '/start@OtherBot')
      : { pre_checkout_query: { id: 'p', from: { id: chatId, is_bot: false, first_name: 'A' }, currency: 'XTR' } };
  await crowd.dialog.deliver(...CHATS.map((chatId) => (chatId > 10 ? idle(chatId) : ask(chatId))));
  await crowd.handleAll(CHATS);
  assert.deepEqual(await crowd.transactions(), [CHATS]);
  for (const chatId of CHATS) assert.equal(await crowd.repliesTo(chatId), chatId > 10 ? 0 : 1);
});

test('a file that was seen in the shared transaction is looked at at once, and has one transaction more', async () => {
  const { inbox } = crowd.dialog.deps;
  const steps: string[] = [];
  const handler = crowd.dialog.another(crowd.database.pool, {
    inbox: {
      ...inbox,
      lockHeads: (tx, chatIds, atLocked) => {
        steps.push('begin');
        return inbox.lockHeads(tx, chatIds, atLocked);
      },
    },
    inspect: () => {
      steps.push('look');
      return Promise.resolve(null);
    },
  });
  const file = { file_id: 'BQfile', file_unique_id: 'u', file_size: 9, mime_type: 'audio/mpeg', file_name: 'a.mp3' };
  await crowd.dialog.deliver(text(1, 'x', { text: undefined, document: file }));
  assert.equal(await handler.processNext(1), 'last');
  assert.deepEqual(steps, ['begin', 'look', 'begin']);
});

test('it is told how many were answered together, how many were left and how many met a failure', async () => {
  const { deps, deliver, another } = crowd.dialog;
  const told = new Map<SharedOutcome, number>();
  const onShared: HandleUpdateDeps['onShared'] = (outcome, updates) => {
    told.set(outcome, (told.get(outcome) ?? 0) + updates);
  };
  await deliver(ask(1), ask(2), text(3, '/start ref_x', { from: { id: 333, is_bot: false, first_name: 'New' } }));
  await crowd.handleAll([1, 2, 3, 4], another(crowd.database.pool, { onShared }));
  assert.deepEqual(Object.fromEntries(told), { answered: 2, left: 1 });
  const save: typeof deps.chats.save = (tx, states) =>
    states.size > 1 ? Promise.reject(new Error('not together')) : deps.chats.save(tx, states);
  await deliver(ask(1), ask(2));
  await crowd.handleAll([1, 2], another(crowd.database.pool, { onShared, chats: { ...deps.chats, save } }));
  assert.deepEqual(Object.fromEntries(told), { answered: 2, left: 1, undone: 2 });
});
