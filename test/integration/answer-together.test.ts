/** Many chats whose answers are words share a transaction; whatever is more, or fails, gets one of its own. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createOutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import type { UpdateHandler } from '../../src/roles/polling/handle-update.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { ask, CHATS, openCrowd, type Crowd } from '../support/crowd.ts';
import { tap, text, type Dialog } from '../support/dialog.ts';

let crowd: Crowd;
let database: BotDatabase;
let dialog: Dialog;
let bot: string;

before(async () => {
  crowd = await openCrowd();
  ({ database, dialog, bot } = crowd);
});
beforeEach(() => crowd.reset());
after(() => crowd.close());

test('what waits in many chats is answered in one transaction, each in its chat', async () => {
  await dialog.deliver(...CHATS.map((chatId) => ask(chatId)));
  assert.deepEqual(
    await crowd.handleAll(CHATS),
    CHATS.map(() => 'last'),
  );
  assert.deepEqual(await crowd.transactions(), [CHATS]);
  for (const chatId of CHATS) assert.equal(await crowd.repliesTo(chatId), 1);
});

test('who has more waiting is told apart, and who has nothing', async () => {
  await dialog.deliver(ask(1), ask(1, '/menu'), ask(2));
  assert.deepEqual(await crowd.handleAll([1, 2, 3]), ['processed', 'last', 'empty']);
  assert.equal(await dialog.handler.processNext(1), 'last');
  assert.equal(await crowd.repliesTo(1), 2);
});

test('an order among questions has a transaction of its own and is made once', async () => {
  await dialog.deliver(ask(5, 'кот на крыше'));
  await dialog.work(5);
  const button = (await dialog.said(5))
    .flatMap(({ buttons }) => buttons)
    .find((one) => /^s:\w+:create/.test(one.callback_data ?? ''));
  await database.pool.query(`truncate ${bot}.inbox`);
  await dialog.deliver(...CHATS.map((chatId) => (chatId === 5 ? tap(5, button?.callback_data ?? '') : ask(chatId))));
  await crowd.handleAll(CHATS);
  assert.deepEqual(await crowd.transactions(), [CHATS.filter((chatId) => chatId !== 5), [5]]);
  const { rows } = await database.pool.query(`select chat_id from ${bot}.generation`);
  assert.deepEqual(rows, [{ chat_id: '5' }]);
});

/** Who has a wallet, of these. */
async function walletsOf(...userIds: readonly number[]): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ user_id: string }>(
    `select user_id from ${bot}.wallet where user_id = any ($1) order by user_id`,
    [userIds],
  );
  return rows.map((row) => Number(row.user_id));
}

test('people whom nobody knows are met in the transaction of all', async () => {
  await dialog.deliver(ask(78, '/start'), ask(77, 'кот на крыше'), ...CHATS.map((chatId) => ask(chatId)));
  await crowd.handleAll([...CHATS, 77, 78]);
  assert.deepEqual(await crowd.transactions(), [[...CHATS, 77, 78]]);
  assert.deepEqual([await crowd.repliesTo(77), await crowd.repliesTo(78)], [1, 1]);
  assert.deepEqual(await walletsOf(77, 78), [77, 78]);
});

test('somebody who was invited is still new in the transaction of their own', async () => {
  const { rows } = await database.pool.query<{ code: string }>(
    `select referral_code as code from ${bot}.wallet where user_id = 1`,
  );
  await dialog.deliver(ask(79, `/start ref_${rows[0]?.code}`), ...CHATS.map((chatId) => ask(chatId)));
  await crowd.handleAll([...CHATS, 79]);
  assert.deepEqual(await crowd.transactions(), [CHATS, [79]]);
  assert.match((await dialog.said(79)).at(-1)?.text ?? '', /пригласил друг/);
});

test('whoever cannot be met takes nobody with them', async () => {
  const { open } = dialog.deps.chats;
  const handler = dialog.another(database.pool, {
    chats: {
      ...dialog.deps.chats,
      open: (tx, chat, person) =>
        chat.id === 80 ? Promise.reject(new Error('this one fails')) : open(tx, chat, person),
    },
  });
  await dialog.deliver(ask(80, '/start'), ask(81, '/start'), ...CHATS.map((chatId) => ask(chatId)));
  const ends = await Promise.allSettled([80, 81, ...CHATS].map((chatId) => handler.processNext(chatId)));
  assert.equal(ends[0]?.status, 'rejected');
  assert.ok(ends.slice(1).every(({ status }) => status === 'fulfilled'));
  for (const chatId of [81, ...CHATS]) assert.equal(await crowd.repliesTo(chatId), 1);
  assert.deepEqual(await walletsOf(80, 81), [81]);
});

test('a person who writes in two chats at once is answered in both', async () => {
  const person = { id: 7, is_bot: false, first_name: 'Anna', language_code: 'ru' };
  await dialog.deliver(text(-50, '/help@KieBot', { from: person }));
  await dialog.work(-50);
  await dialog.deliver(ask(7), text(-50, '/help@KieBot', { from: person }));
  assert.deepEqual(await crowd.handleAll([7, -50]), ['last', 'last']);
  assert.deepEqual([await crowd.repliesTo(7), await crowd.repliesTo(-50)], [1, 2]);
});

test('one that cannot be saved takes nobody with it, and is set aside after its tries', async () => {
  const handler = dialog.another(database.pool, {
    chats: {
      ...dialog.deps.chats,
      save: async (tx, states) => {
        if (states.has(3)) throw new Error('this one fails');
        await dialog.deps.chats.save(tx, states);
      },
    },
  });
  const from = database.log.lines.length;
  await dialog.deliver(...CHATS.map((chatId) => ask(chatId)));
  const ends = await Promise.allSettled(CHATS.map((chatId) => handler.processNext(chatId)));
  assert.deepEqual(
    ends.flatMap((end, index) => (end.status === 'rejected' ? [CHATS[index]] : [])),
    [3],
  );
  for (const chatId of CHATS) assert.equal(await crowd.repliesTo(chatId), chatId === 3 ? 0 : 1);
  await dialog.deliver(ask(4));
  const [again] = await Promise.allSettled([handler.processNext(3), handler.processNext(4)]);
  assert.equal(again.status, 'rejected');
  const left = database.log.lines.slice(from).filter(({ message }) => message === 'updates.left');
  assert.equal(left.length, 1, 'what has failed is not tried together again');
  assert.equal(await handler.processNext(3), 'processed');
  assert.deepEqual(
    (await dialog.said(3)).map(({ purpose }) => purpose),
    ['notice'],
  );
});

for (const [what, lock] of [
  ['chats', 'select from b.chat where chat_id = 3 for update'],
  ['people', 'select from b.app_user where user_id = 3 for update'],
  ['inbox', 'select from b.inbox where chat_id = 3 for update'],
] as const) {
  test(`a row of the ${what} that somebody holds locked keeps nobody else waiting`, async () => {
    await dialog.deliver(...CHATS.map((chatId) => ask(chatId)));
    let locked: Promise<string> = Promise.resolve('later');
    await inTransaction(database.pool, async (tx) => {
      await tx.query(lock.replace('b.', `${bot}.`));
      locked = dialog.handler.processNext(3).catch(() => 'later');
      await crowd.handleAll(CHATS.filter((chatId) => chatId !== 3));
      for (const chatId of CHATS) assert.equal(await crowd.repliesTo(chatId), chatId === 3 ? 0 : 1);
    });
    if ((await locked) === 'later') await dialog.work(3);
    assert.equal(await crowd.repliesTo(3), 1);
  });
}

test('rows that refer to the chats, as a broadcast writes them, keep nobody from sharing', async () => {
  await dialog.deliver(...CHATS.map((chatId) => ask(chatId)));
  await inTransaction(database.pool, async (tx) => {
    await tx.query(`select from ${bot}.chat for key share`);
    await crowd.handleAll(CHATS);
  });
  assert.deepEqual(await crowd.transactions(), [CHATS]);
});

test('a database that goes away leaves all of them to the next try, with nothing written', async () => {
  const handler = dialog.another(database.pool, {
    inbox: { ...dialog.deps.inbox, markProcessed: () => Promise.reject(new AppError('DB_UNAVAILABLE', 'gone')) },
  });
  await dialog.deliver(...CHATS.map((chatId) => ask(chatId)));
  const ends = await Promise.allSettled(CHATS.map((chatId) => handler.processNext(chatId)));
  assert.ok(ends.every(({ status }) => status === 'rejected'));
  assert.deepEqual(await crowd.transactions(), []);
  assert.deepEqual((await crowd.handleAll(CHATS)).length, CHATS.length);
  for (const chatId of CHATS) assert.equal(await crowd.repliesTo(chatId), 1);
});

test('two processes with the same chats answer each update once', async () => {
  const other = dialog.another(database.newPool(3));
  await dialog.deliver(...CHATS.flatMap((chatId) => [ask(chatId), ask(chatId, '/menu')]));
  const workOff = async (on: UpdateHandler, chats: readonly number[]): Promise<void> => {
    await Promise.all(chats.map((chatId) => dialog.work(chatId, on)));
  };
  await Promise.all([workOff(dialog.handler, CHATS), workOff(other, CHATS.toReversed())]);
  for (const chatId of CHATS) assert.equal(await crowd.repliesTo(chatId), 2, String(chatId));
});

for (const first of ['visit', 'settlement'] as const) {
  test(`the ends of messages and the visits of the same chats wait in no circle (${first} first)`, async () => {
    const { chats } = dialog.deps;
    const sending = createOutboxSending(database.newPool(2), database.schemas, { instance: 'a', process: '1' });
    const other = database.newPool(1);
    const person = { firstName: 'Anna', username: null, language: 'ru' };
    const visits = [2, 1].map((chatId) => ({ chatId, person: { userId: chatId, ...person } }));
    const states = new Map(visits.map(({ chatId }) => [chatId, { ...initialState, rev: 9 }]));
    await inTransaction(database.pool, (tx) => chats.save(tx, states));
    const visit = (): Promise<unknown> => inTransaction(other, (tx) => chats.reopen(tx, visits));
    const settlement = (): Promise<unknown> =>
      Promise.all(
        [2, 1].map((chatId) =>
          sending.settle({ id: chatId, chatId, screenRev: 9 }, { messageId: 40 + chatId, errorCode: null }),
        ),
      );
    const both: Promise<unknown>[] = [];
    await inTransaction(database.pool, async (tx) => {
      await tx.query(`select from ${bot}.chat where chat_id = 1 for update`);
      for (const begin of first === 'visit' ? [visit, settlement] : [settlement, visit]) {
        both.push(begin());
        await database.untilSomebodyWaits(both.length);
      }
    });
    await Promise.all(both);
    const { rows } = await database.pool.query<{ shown: number }>(
      `select (state -> 'screenMessageId')::integer as shown from ${bot}.chat where chat_id in (1, 2) order by chat_id`,
    );
    assert.deepEqual(
      rows.map(({ shown }) => shown),
      [41, 42],
    );
  });
}
