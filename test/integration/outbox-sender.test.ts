/** The sender between a real outbox and the local Telegram: what people see, and what the rows say afterwards. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type pg from 'pg';
import { createChats, type Chats } from '../../src/adapters/postgres/chats.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createOutbox, type Outbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import { createOutboxSending, type OutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import type { Pace } from '../../src/adapters/telegram/pace.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { createOutboxSender, roomAt, type OutboxSender } from '../../src/roles/polling/outbox-sender.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { AppError } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';
import { UNDISTURBED } from '../support/sender.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const [ANNA, BORIS] = [4_201, 4_202];
const OWN = { instance: 'one', process: '2' };

let database: BotDatabase;
let telegram: TelegramSandbox;
let sim: Sim;
let outbox: Outbox & OutboxSending;
let chats: Chats;
let table: string;

before(async () => {
  database = await createBotDatabase();
  telegram = await startTelegramSandbox({ floodControl: false });
  sim = createSim(telegram.url, '700001');
  const { pool, schemas } = database;
  outbox = { ...createOutbox(pool, schemas), ...createOutboxSending(pool, schemas, OWN) };
  chats = createChats(database.pool, database.schemas);
  table = `${database.schemas.bot}.outbox`;
  await createTelegramApi({ token: TOKEN, apiRoot: telegram.url }).getMe();
});
beforeEach(async () => {
  await sim.clearFaults();
  await sim.reset();
  for (const id of [ANNA, BORIS]) await sim.user({ id }).then(() => sim.sendText(id, '/start'));
  await database.pool.query(`truncate ${table}, ${database.schemas.bot}.chat cascade`);
  database.log.lines.length = 0;
});
after(async () => {
  await telegram.stop();
  await database.close();
});

const message = (chatId: number, text: string, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  ...{ chatId, method: 'sendMessage', payload: { chat_id: chatId, text }, purpose: 'reply', ...more },
});
const add = (...messages: OutboxMessage[]): Promise<void> => outbox.add(database.pool, messages);
const seen = async (chatId: number): Promise<string[]> =>
  (await sim.transcript(chatId)).messages.filter(({ from }) => from === 'bot').map(({ text }) => text ?? '');

async function rows(): Promise<Record<string, string>> {
  const found = await database.pool.query<{ text: string; state: string; code: string | null }>(
    `select payload ->> 'text' as text, state, error_code as code from ${table} order by id`,
  );
  return Object.fromEntries(
    found.rows.map(({ text, state, code }) => [text, code === null ? state : `${state} ${code}`]),
  );
}

function sender(more: Partial<Parameters<typeof createOutboxSender>[0]> = {}): OutboxSender {
  return createOutboxSender({
    ...{ outbox, chats, log: database.log, at: noFailpoints },
    api: createTelegramApi({ token: TOKEN, apiRoot: telegram.url }),
    ...UNDISTURBED,
    ...more,
  });
}
/** The outbox of the same process over a network that can fail. */
async function behindProxy(t: TestContext, connections: number): Promise<{ proxy: TcpProxy; behind: OutboxSending }> {
  const proxy = await startTcpProxy(database.url);
  t.after(() => proxy.close());
  return { proxy, behind: createOutboxSending(database.newPool(connections, proxy.url), database.schemas, OWN) };
}
/** Runs a sender until everything is settled. */
async function sendAll(one = sender()): Promise<void> {
  await one.start();
  await waitFor('the outbox to be empty', async () => {
    one.wake();
    return (await outbox.depth()) === 0;
  });
  await one.stop(1_000);
}

test('each chat gets its messages in order, many chats at once', async () => {
  const texts = Array.from({ length: 8 }, (_, index) => `${index}`);
  await add(...texts.flatMap((text) => [message(ANNA, `a${text}`), message(BORIS, `b${text}`)]));
  await sendAll();
  assert.deepEqual(
    await seen(ANNA),
    texts.map((text) => `a${text}`),
  );
  assert.deepEqual(
    await seen(BORIS),
    texts.map((text) => `b${text}`),
  );
});

test('asked to slow down, a chat waits as long as told with its order kept, and another does not', async () => {
  await add(message(ANNA, 'a1'), message(ANNA, 'a2'));
  await sim.fault({ method: 'sendMessage', errorCode: 429, description: 'Too Many Requests', retryAfter: 1 });
  const one = sender();
  await one.start();
  await waitFor('the refusal', async () => (await rows())['a1'] === 'new TELEGRAM_FLOOD');
  await add(message(BORIS, 'b1'));
  one.wake();
  await waitFor('the other chat', async () => (await seen(BORIS)).length === 1);
  assert.deepEqual(await seen(ANNA), []);
  await waitFor('the first chat', async () => (await seen(ANNA)).length === 2);
  assert.deepEqual(await seen(ANNA), ['a1', 'a2']);
  const calls = (await sim.calls({ method: 'sendMessage' })).filter(({ params }) => params['text'] === 'a1');
  assert.ok(calls[1]!.at - calls[0]!.at >= 1_000, `${calls[1]!.at - calls[0]!.at} ms`);
  await one.stop(1_000);
});

test('an answer that was lost: a message is sent once more and no third time, a progress edit not at all', async () => {
  await sim.fault({ behaviour: 'accept-then-drop', method: 'sendMessage', times: 2 });
  await sim.fault({ behaviour: 'reset', method: 'editMessageText', times: 1 });
  await add(
    message(ANNA, 'twice'),
    message(BORIS, 'progress', {
      ...{
        method: 'editMessageText',
        payload: { chat_id: BORIS, message_id: 1, text: 'progress' },
        purpose: 'progress',
      },
    }),
  );
  await sendAll();
  assert.deepEqual(await seen(ANNA), ['twice', 'twice']);
  assert.equal((await sim.calls({ method: 'editMessageText' })).length, 1);
  assert.deepEqual(await rows(), {
    twice: 'dead TELEGRAM_OUTCOME_UNKNOWN',
    progress: 'dead TELEGRAM_OUTCOME_UNKNOWN',
  });
});

test('what a killed sender left is sent by the next one, before anything later of the chat', async () => {
  await add(message(ANNA, 'a1'), message(ANNA, 'a2'));
  await createOutboxSending(database.pool, database.schemas, { instance: 'one', process: '1' }).claim(1, []);
  await sendAll();
  assert.deepEqual(await seen(ANNA), ['a1', 'a2']);
  assert.deepEqual(
    database.log.lines.map(({ message: text, fields }) => [text, fields]),
    [['outbox.orphans', { resent: 1, dropped: 0 }]],
  );
});

test('an edit of a message that the person deleted is sent anew, and the chat learns the new message', async () => {
  const person = { userId: ANNA, firstName: 'A', username: null, language: null };
  await inTransaction(database.pool, async (tx) => {
    await chats.open(tx, { id: ANNA, kind: 'private' }, person);
    await chats.save(tx, new Map([[ANNA, { ...initialState, rev: 5, screenMessageId: 9_999 }]]));
  });
  const payload = { chat_id: ANNA, message_id: 9_999, text: 'screen' };
  await add(message(ANNA, 'screen', { method: 'editMessageText', payload, screenRev: 5 }));
  await sendAll();
  assert.deepEqual(await seen(ANNA), ['screen']);
  const shown = (await sim.transcript(ANNA)).messages.find(({ from }) => from === 'bot');
  const { rows: found } = await database.pool.query(
    `select state -> 'screenMessageId' as id from ${database.schemas.bot}.chat`,
  );
  assert.deepEqual(found, [{ id: shown?.messageId }]);
});

test('a person who blocked the bot costs one call a message, and the next chat nothing', async () => {
  await sim.block(ANNA, true);
  await add(message(ANNA, 'a1'), message(BORIS, 'b1'));
  await sendAll();
  assert.deepEqual(await rows(), { a1: 'dead TELEGRAM_BLOCKED', b1: 'sent' });
  assert.ok(database.log.messages().includes('message.not-sent'));
});

test('a database that is away after the send delays the mark and costs no second message', async () => {
  let failures = 2;
  const flaky: OutboxSending = {
    ...outbox,
    settle: async (row, end) => {
      failures -= 1;
      if (failures >= 0) throw new AppError('DB_UNAVAILABLE', 'away');
      await outbox.settle(row, end);
    },
  };
  await add(message(ANNA, 'a1'), message(ANNA, 'a2'));
  await sendAll(sender({ outbox: flaky }));
  assert.deepEqual(await seen(ANNA), ['a1', 'a2']);
  assert.deepEqual(await rows(), { a1: 'sent', a2: 'sent' });
});

test('a term that ends while the database is away: what was sent is known, and the next term goes on behind it at once', async (t) => {
  const { proxy, behind } = await behindProxy(t, 2);
  const cutAfter = (point: string): Promise<void> => {
    if (point === 'outbox.sent') proxy.cut();
    return Promise.resolve();
  };
  await add(message(ANNA, 'a1'), message(ANNA, 'a2'));
  const before = sender({ outbox: behind, at: cutAfter });
  await before.start();
  await waitFor('the first message', async () => (await seen(ANNA)).length === 1);
  await before.stop(0);
  proxy.pass();
  const next = sender({ outbox: behind });
  await next.start();
  await waitFor('the outbox to be empty', async () => (await outbox.depth()) === 0, { timeoutMs: 5_000 });
  await next.stop(1_000);
  assert.deepEqual(await seen(ANNA), ['a1', 'a2']);
  assert.deepEqual(await rows(), { a1: 'sent', a2: 'sent' });
});

test('claimed, and the answer that says so is lost: it was sent to nobody, so it is sent soon, once and in order', async (t) => {
  const { proxy, behind } = await behindProxy(t, 1);
  await add(message(ANNA, 'a1'), message(ANNA, 'a2'), message(BORIS, 'b1', { purpose: 'progress' }));
  const one = sender({ outbox: behind });
  t.after(() => one.stop(0));
  proxy.loseAnswerTo('outbox.claim', 1);
  await one.start();
  await waitFor('the outbox to be empty', async () => (await outbox.depth()) === 0, { timeoutMs: 5_000 });
  assert.equal(proxy.isWaiting(), false, 'there was such a claim');
  assert.deepEqual([await seen(ANNA), await seen(BORIS)], [['a1', 'a2'], ['b1']]);
  assert.deepEqual(await rows(), { a1: 'sent', a2: 'sent', b1: 'sent' });
  assert.equal((await database.pool.query(`select from ${table} where attempts <> 1`)).rowCount, 0);
});

test('a message that is claimed anew before its postponement was heard of is in hand, and nobody gives it back', async () => {
  const late = Promise.withResolvers<undefined>();
  const slow = {
    query: async (query: pg.QueryConfig) => {
      const answer = await database.pool.query(query);
      if (query.text.includes('set not_before')) await late.promise;
      return answer;
    },
  } as unknown as pg.Pool;
  const sending = createOutboxSending(slow, database.schemas, OWN);
  await add(message(ANNA, 'a1'));
  const [first] = await sending.claim(1, []);
  const postponing = sending.postpone(first!.id, 0, 'TELEGRAM_FLOOD');
  await waitFor('the postponement', async () => (await rows())['a1'] === 'new TELEGRAM_FLOOD');
  assert.equal((await sending.claim(1, [])).length, 1);
  late.resolve(undefined);
  await postponing;
  assert.deepEqual(await sending.adoptOrphans(), { resent: 0, dropped: 0 });
});

test('a stop while a message waits for its turn gives it back, and the next sender sends it once', async () => {
  const waiting = Promise.withResolvers<undefined>();
  const pace: Pace = {
    ...UNDISTURBED.pace,
    take: (_chatId, signal) =>
      new Promise((_resolve, reject) => {
        waiting.resolve(undefined);
        signal?.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  };
  await add(message(ANNA, 'a1'));
  const first = sender({ pace });
  await first.start();
  await waiting.promise;
  await first.stop(1_000);
  assert.deepEqual(await rows(), { a1: 'new STOPPING' });
  await sendAll();
  assert.deepEqual(await seen(ANNA), ['a1']);
});

test('two senders at once, as for a moment at a hand-over, send each message once', async () => {
  const both = [sender(), sender()];
  await Promise.all(both.map((one) => one.start()));
  await add(...Array.from({ length: 20 }, (_, index) => message(index % 2 === 0 ? ANNA : BORIS, `m${index}`)));
  await waitFor('the outbox to be empty', async () => {
    for (const one of both) one.wake();
    return (await outbox.depth()) === 0;
  });
  await Promise.all(both.map((one) => one.stop(1_000)));
  const all = [...(await seen(ANNA)), ...(await seen(BORIS))];
  assert.equal(all.length, 20);
  assert.equal(new Set(all).size, 20);
});

test('a sender that has just begun has one message in flight, and more with its age', async () => {
  await add(...Array.from({ length: 9 }, (_, index) => message(5_000 + index, `to ${index}`)));
  const answered = Promise.withResolvers<{ messageId: number }>();
  const held: string[] = [];
  const call = (method: string): Promise<{ messageId: number }> => {
    held.push(method);
    return answered.promise;
  };
  const one = sender({ api: { call } });
  await one.start();
  await waitFor('the first call', () => held.length > 0);
  assert.deepEqual(held, ['sendMessage']);
  await waitFor('more of them', () => held.length > 3);
  assert.ok(held.length < 9, `${held.length} at once after a second or two`);
  answered.resolve({ messageId: 1 });
  await waitFor('the rest', () => held.length === 9);
  await one.stop(1_000);
  assert.deepEqual([0, 249, 250, 7_749, 7_750, 1e9].map(roomAt), [1, 1, 2, 31, 32, 32]);
});
