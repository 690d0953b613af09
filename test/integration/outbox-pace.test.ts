/** A chat that has had its five messages waits for the next one by itself: it takes no place from anybody else. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createOutbox, type Outbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import { createOutboxSending, type OutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { createPace, type Pace } from '../../src/adapters/telegram/pace.ts';
import { createOutboxSender, type OutboxSender } from '../../src/roles/polling/outbox-sender.ts';
import type { SimCall } from '../../src/sandbox/telegram/contract.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { sleep } from '../../src/shared/clock.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { UNDISTURBED } from '../support/sender.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const [ANNA, GROUP] = [4_401, -4_402];
const BURST = 5;
/** More chats than the sender has places (32), each with more than it may have within twelve seconds. */
const CROWD = Array.from({ length: 36 }, (_, index) => -4_500 - index);
const FOR_EACH = 10;

let database: BotDatabase;
let telegram: TelegramSandbox;
let sim: Sim;
let outbox: Outbox & OutboxSending;
let table: string;
let claims: number;
let running: OutboxSender | null;

before(async () => {
  database = await createBotDatabase();
  telegram = await startTelegramSandbox({ floodControl: false });
  sim = createSim(telegram.url, '700001');
  const { pool, schemas } = database;
  const sending = createOutboxSending(pool, schemas, { instance: 'one', process: '2' });
  outbox = {
    ...{ ...createOutbox(pool, schemas), ...sending },
    claim: (...asked) => {
      claims += 1;
      return sending.claim(...asked);
    },
  };
  table = `${schemas.bot}.outbox`;
  await createTelegramApi({ token: TOKEN, apiRoot: telegram.url }).getMe();
});
beforeEach(async () => {
  await sim.reset();
  await sim.user({ id: ANNA });
  await sim.sendText(ANNA, '/start');
  for (const chatId of [GROUP, ...CROWD]) await sim.sendText(ANNA, '/start', { chatId });
  await database.pool.query(`truncate ${table}`);
  claims = 0;
});
afterEach(async () => {
  await running?.stop(1_000);
  running = null;
});
after(async () => {
  await telegram.stop();
  await database.close();
});

const message = (chatId: number, text: string, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  ...{ chatId, method: 'sendMessage', payload: { chat_id: chatId, text }, purpose: 'reply', ...more },
});
const several = (chatId: number, count: number): OutboxMessage[] =>
  Array.from({ length: count }, (_, nth) => message(chatId, `${nth}`));

async function start(pace: Pace = createPace(1_000)): Promise<OutboxSender> {
  running = createOutboxSender({
    ...{ ...UNDISTURBED, outbox, pace, log: database.log, at: noFailpoints },
    chats: createChats(database.pool, database.schemas),
    api: createTelegramApi({ token: TOKEN, apiRoot: telegram.url }),
  });
  await running.start();
  return running;
}
async function add(...messages: OutboxMessage[]): Promise<void> {
  await outbox.add(database.pool, messages);
  running?.wake();
}
/** In the order in which Telegram received them. */
async function sentTo(...chats: number[]): Promise<readonly SimCall[]> {
  const calls = await sim.calls({ method: 'sendMessage' });
  return calls.filter(({ params }) => chats.includes(Number(params['chat_id']))).toSorted((a, b) => a.id - b.id);
}
async function untilSent(chatId: number, count: number, timeoutMs = 10_000): Promise<readonly SimCall[]> {
  const probe = async (): Promise<readonly SimCall[] | null> => {
    const calls = await sentTo(chatId);
    return calls.length >= count ? calls : null;
  };
  return await waitFor(`${count} messages to ${chatId}`, probe, { timeoutMs });
}
async function rows(): Promise<readonly object[]> {
  const { rows: found } = await database.pool.query<object>(
    `select state, attempts, error_code as code from ${table} where state <> 'sent' order by id`,
  );
  return found;
}
const waiting = (count: number): object[] =>
  Array.from({ length: count }, () => ({ state: 'new', attempts: 0, code: null }));

test('more chats than places wait for their pace, and the message of another one goes between theirs', async () => {
  await add(...CROWD.flatMap((chatId) => several(chatId, FOR_EACH)));
  await start();
  await waitFor('the burst of each', async () => (await sentTo(...CROWD)).length >= CROWD.length * BURST);
  await add(message(ANNA, 'last'));
  const [last] = await untilSent(ANNA, 1);
  const through = CROWD.map(async (chatId) => (await sentTo(chatId)).filter(({ id }) => id < last!.id).length);
  const most = Math.max(...(await Promise.all(through)));
  assert.ok(most < FOR_EACH, `a chat had its ${most} messages before`);
});

test('a chat with nothing left of its burst gets the answer to a tap at once, before the messages that wait', async () => {
  const reply_markup = { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] };
  const menu = message(GROUP, 'menu', { payload: { chat_id: GROUP, text: 'menu', reply_markup } });
  await add(menu, ...several(GROUP, BURST));
  await start();
  await untilSent(GROUP, BURST);
  const tap = sim.tap(ANNA, { chatId: GROUP, data: 'go' });
  const query = await waitFor('the tap', async () =>
    (await sim.updates()).find(({ type }) => type === 'callback_query'),
  );
  const { id } = query.update['callback_query'] as { id: string };
  const payload = { callback_query_id: id, text: 'done' };
  await add(message(GROUP, '', { method: 'answerCallbackQuery', payload, purpose: 'answer' }));
  assert.equal((await tap)?.text, 'done');
  const all = await untilSent(GROUP, BURST + 1);
  const [answer] = await sim.calls({ method: 'answerCallbackQuery' });
  assert.ok(answer!.id < all[BURST]!.id, 'before the message that waited');
});

test('a person gets five messages and then one a second, a group one in three seconds, in order, and claims are few', async () => {
  await add(...several(ANNA, BURST + 3), ...several(GROUP, BURST + 1));
  const startedAt = Date.now();
  await start();
  for (const [chatId, everyMs, count] of [
    [ANNA, 1_000, BURST + 3],
    [GROUP, 3_000, BURST + 1],
  ] as const) {
    const calls = await untilSent(chatId, count);
    assert.deepEqual(
      calls.map(({ params }) => params['text']),
      several(chatId, count).map(({ payload }) => payload['text']),
    );
    for (const [nth, { at }] of calls.slice(BURST).entries()) {
      assert.ok(at - startedAt >= (nth + 1) * everyMs - 2, `${at - startedAt} ms for ${nth + 1} beyond the burst`);
    }
  }
  // One for each message, for each second, and for each end of a wait.
  assert.ok(claims <= 40, `${claims} claims for ${2 * BURST + 4} messages`);
});

test('a chat goes on when it may, not when the sender happens to look', async () => {
  const pace: Pace = { take: () => Promise.resolve(), ready: (_chatId, signal) => sleep(100, signal) };
  await add(...several(ANNA, 6));
  await start(pace);
  const calls = await untilSent(ANNA, 6);
  // It looks once a second.
  assert.ok(calls[5]!.at - calls[0]!.at < 3_500, `${calls[5]!.at - calls[0]!.at} ms for five times 100`);
});

test('a stop waits for nobody whose turn is still to come, and leaves their messages as they were', async () => {
  await add(...several(ANNA, 3), ...several(GROUP, 2));
  const aborted: number[] = [];
  const never: Pace = {
    take: () => Promise.resolve(),
    ready: (chatId, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(chatId);
          reject(new Error('stopped'));
        });
      }),
  };
  const one = await start(never);
  await Promise.all([untilSent(ANNA, 1), untilSent(GROUP, 1)]);
  await waitFor('their ends', async () => (await rows()).length === 3);
  let stopped = false;
  void one.stop(60_000).then(() => {
    stopped = true;
  });
  await waitFor('the stop', () => stopped);
  assert.deepEqual(
    aborted.toSorted((a, b) => b - a),
    [ANNA, GROUP],
  );
  assert.deepEqual(await rows(), waiting(3));
});
