import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AppError } from '../../src/shared/errors.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { openDialog, tap, text, type Dialog, type Said } from '../support/dialog.ts';

const LIMIT = 3;

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog({ dailyLimit: LIMIT }));
});
beforeEach(async () => {
  await database.pool.query(`truncate ${bot}.app_user, ${bot}.chat, ${bot}.inbox, ${bot}.outbox cascade`);
  await database.pool.query(`delete from ${database.schemas.queue}.job`);
});
after(() => close());

async function count(what: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(`select count(*)::integer as count from ${what}`);
  return rows[0]?.count ?? 0;
}
const generations = (): Promise<number> => count(`${bot}.generation`);
const jobs = (): Promise<number> => count(`${database.schemas.queue}.job where name = 'generation.submit'`);
const unprocessed = (): Promise<number> => count(`${bot}.inbox where processed_at is null`);
const reply = async (chatId: number): Promise<Said> => {
  const last = (await dialog.said(chatId)).findLast(({ purpose }) => purpose !== 'answer');
  assert.ok(last !== undefined, 'something was said');
  return last;
};
/** The data of the button that orders what was typed. */
async function orderButton(chatId: number): Promise<string> {
  await dialog.deliver(text(chatId, 'кот на крыше'));
  await dialog.work(chatId);
  const button = (await reply(chatId)).buttons.find(({ callback_data: data }) => /^s:\w+:create/.test(data ?? ''));
  assert.ok(button?.callback_data !== undefined, 'a button to order with');
  return button.callback_data;
}

test('a prompt and one tap: the generation, its hold and its job exist together, and the tap is answered first', async () => {
  const data = await orderButton(1);
  await dialog.deliver(tap(1, data));
  assert.equal(await dialog.work(1), 1);
  assert.deepEqual(
    [await generations(), await count(`${bot}.allowance_hold where state = 'held'`), await jobs()],
    [1, 1, 1],
  );
  const methods = (await dialog.said(1)).map(({ method }) => method);
  assert.ok(methods.indexOf('answerCallbackQuery') > 0 && methods.at(-1) === 'editMessageText', methods.join());
});

test('a prompt that came as three messages is one offer, and one order of the whole', async () => {
  const parts = ['кот '.repeat(520).trim(), 'пёс '.repeat(520).trim(), 'конец'];
  await dialog.deliver(...parts.map((part, index) => text(1, part, { message_id: 10 + index })));
  assert.equal(await dialog.work(1), 3);
  const said = await dialog.said(1);
  assert.equal(said.length, 1);
  const create = said[0]?.buttons.find(({ callback_data: data }) => /:create/.test(data ?? ''))?.callback_data;
  assert.ok(create !== undefined, JSON.stringify(said));
  await dialog.deliver(tap(1, create));
  await dialog.work(1);
  const { rows } = await database.pool.query<{ prompt: string }>(
    `select input ->> 'prompt' as prompt from ${bot}.generation`,
  );
  assert.deepEqual(
    rows.map(({ prompt }) => prompt),
    [parts.join(' ')],
  );
});

test('ten taps on one button, handled by two processes at once, make one generation', async () => {
  const data = await orderButton(1);
  await dialog.deliver(...Array.from({ length: 10 }, () => tap(1, data)));
  const other = dialog.another(database.newPool(3));
  const handled = await Promise.all([dialog.work(1), dialog.work(1, other), dialog.work(1), dialog.work(1, other)]);
  assert.equal(
    handled.reduce((sum, one) => sum + one, 0),
    10,
  );
  assert.deepEqual([await generations(), await jobs(), await unprocessed()], [1, 1, 0]);
  assert.equal((await dialog.said(1)).filter(({ method }) => method === 'answerCallbackQuery').length, 10);
});

test('one person who orders in several chats at once never gets more than the daily limit', async () => {
  const chats = [7, -100, -101, -102, -103, -104];
  const person = { id: 7, is_bot: false, first_name: 'Anna', language_code: 'ru' };
  const buttons = new Map<number, string>();
  for (const chatId of chats) {
    await dialog.deliver(
      text(chatId, 'кот', {
        from: person,
        reply_to_message: { message_id: 1, from: { id: 1, is_bot: true, first_name: 'K', username: 'KieBot' } },
      }),
    );
    await dialog.work(chatId);
    const data = (await reply(chatId)).buttons.find(({ callback_data: one }) =>
      /:create/.test(one ?? ''),
    )?.callback_data;
    assert.ok(data !== undefined, `${chatId}: ${JSON.stringify(await dialog.said(chatId))}`);
    buttons.set(chatId, data);
  }
  for (const [chatId, data] of buttons) {
    await dialog.deliver({
      callback_query: {
        ...{ id: `q${chatId}`, data, from: person, chat_instance: '1' },
        message: { message_id: 50, date: 1, chat: { id: chatId, type: chatId < 0 ? 'supergroup' : 'private' } },
      },
    });
  }
  const handlers = [dialog.handler, dialog.another(database.newPool(3)), dialog.another(database.newPool(3))];
  await Promise.all(chats.map((chatId, index) => dialog.work(chatId, handlers[index % 3])));
  assert.deepEqual([await generations(), await jobs(), await unprocessed()], [LIMIT, LIMIT, 0]);
  assert.equal(await count(`${bot}.inbox where parked_code is not null`), 0, 'nobody was refused by accident');
});

test('a crash before the commit leaves nothing, and the next try does everything once', async () => {
  const data = await orderButton(1);
  await dialog.deliver(tap(1, data));
  const before = (await dialog.said(1)).length;
  const crashing = dialog.another(database.newPool(1), {
    inbox: { ...dialog.deps.inbox, markProcessed: () => Promise.reject(new AppError('DB_UNAVAILABLE', 'gone')) },
  });
  await assert.rejects(crashing.processNext(1));
  assert.deepEqual([await generations(), await jobs(), (await dialog.said(1)).length], [0, 0, before]);
  await dialog.work(1);
  assert.deepEqual([await generations(), await jobs()], [1, 1]);
});

test('a poison update is set aside after three tries: the person is told once, the chat goes on', async () => {
  const [poison] = await dialog.deliver(text(1, 'poison'), text(1, '/help'));
  const breaking = dialog.another(database.newPool(2), {
    models: () => {
      throw new Error('a defect');
    },
  });
  await assert.rejects(breaking.processNext(1));
  await assert.rejects(breaking.processNext(1));
  assert.equal(await breaking.processNext(1), 'processed');
  const { rows } = await database.pool.query(
    `select parked_code, attempts from ${bot}.inbox where update_id = $1 and processed_at is not null`,
    [poison],
  );
  assert.deepEqual(rows, [{ parked_code: 'UNEXPECTED', attempts: 3 }]);
  assert.equal(await dialog.work(1), 1, 'the next update');
  const told = (await dialog.said(1)).filter(({ purpose }) => purpose === 'notice');
  assert.equal(told.length, 1);
  const failures = database.log.lines.filter(({ message }) => message === 'update.failed');
  assert.deepEqual(
    failures.map(({ fields }) => fields['tries']),
    [1, 2, 3],
  );
});

test('a database that goes away uses up no try of an update', async () => {
  await dialog.deliver(text(1, 'кот'));
  const unlucky = dialog.another(database.newPool(1), {
    chats: { ...dialog.deps.chats, open: () => Promise.reject(new AppError('DB_UNAVAILABLE', 'away')) },
  });
  for (let tries = 0; tries < 5; tries += 1) await assert.rejects(unlucky.processNext(1));
  assert.equal(await count(`${bot}.inbox where attempts > 0`), 0);
  assert.equal(await dialog.work(1), 1);
});

test('what is not for the bot is done with in its chat and says nothing', async () => {
  await dialog.deliver(
    { channel_post: { message_id: 1, chat: { id: -1, type: 'channel' }, text: 'x' } },
    { something_new: { deep: [1] } },
    text(1, '/start@OtherBot'),
    text(-5, 'chatter in a group'),
  );
  assert.deepEqual([await dialog.work(0), await dialog.work(1), await dialog.work(-5)], [2, 1, 1]);
  assert.deepEqual([await unprocessed(), await count(`${bot}.outbox`)], [0, 0]);
});

test('a pre-checkout was answered by the fast lane, and a block is remembered', async () => {
  const from = { id: 9, is_bot: false, first_name: 'A' };
  await dialog.deliver({
    pre_checkout_query: { id: 'p', from, currency: 'XTR', total_amount: 1, invoice_payload: 'x' },
  });
  await dialog.work(9);
  assert.deepEqual([await dialog.said(9), await unprocessed()], [[], 0]);
  await dialog.deliver(text(9, 'кот'));
  await dialog.work(9);
  await dialog.deliver({
    my_chat_member: {
      chat: { id: 9, type: 'private' },
      from,
      date: 1,
      new_chat_member: { status: 'kicked', user: from },
    },
  });
  await dialog.work(9);
  assert.equal(await count(`${bot}.chat where chat_id = 9 and blocked_at is not null`), 1);
});

test('texts of any kind get an answer and are never parked', async () => {
  const texts = [
    '',
    ' ',
    '\0',
    '\ud83d',
    '<b>&amp;',
    '*_[`',
    '😀'.repeat(2_000),
    'x'.repeat(65_536),
    '/',
    '//',
    '{{',
    '\u202e',
  ];
  for (const [index, words] of texts.entries()) {
    const chatId = 100 + index;
    await dialog.deliver(text(chatId, words), tap(chatId, words.slice(0, 64)));
    assert.equal(await dialog.work(chatId), 2);
    assert.ok((await dialog.said(chatId)).length >= 2, `${index}`);
  }
  assert.equal(await count(`${bot}.inbox where parked_code is not null`), 0);
});
