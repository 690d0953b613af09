/** The outbox before a Telegram that refuses, slows down or loses its answers: rows T2, T4 and T5 of the fault list. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createOutbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import { createOutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import { createOutboxSender } from '../../src/roles/polling/outbox-sender.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { waitFor } from '../support/wait-for.ts';
import { UNDISTURBED } from '../support/sender.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const [ANNA, BORIS] = [4_301, 4_302];

let database: BotDatabase;
let telegram: TelegramSandbox;
let sim: Sim;
let bot: string;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  telegram = await startTelegramSandbox({ floodControl: false });
  sim = createSim(telegram.url, '700001');
  await createTelegramApi({ token: TOKEN, apiRoot: telegram.url }).getMe();
});
beforeEach(async () => {
  await sim.clearFaults();
  await sim.reset();
  for (const id of [ANNA, BORIS]) await sim.user({ id }).then(() => sim.sendText(id, '/start'));
  await database.pool.query(`truncate ${bot}.outbox, ${bot}.chat cascade`);
  database.log.lines.length = 0;
});
after(async () => {
  await telegram.stop();
  await database.close();
});

const message = (chatId: number, text: string): OutboxMessage => ({
  ...{ chatId, method: 'sendMessage', payload: { chat_id: chatId, text }, purpose: 'reply' },
});
const seen = async (chatId: number): Promise<string[]> =>
  (await sim.transcript(chatId)).messages.filter(({ from }) => from === 'bot').map(({ text }) => text ?? '');

interface Row {
  readonly text: string;
  readonly state: string;
  readonly code: string | null;
  /** Until it is tried again. */
  readonly seconds: number;
}
async function rowOf(text: string): Promise<Row | undefined> {
  const { rows } = await database.pool.query<Row>(
    `select payload ->> 'text' as text, state, error_code as code,
       extract(epoch from not_before - clock_timestamp())::float8 as seconds
     from ${bot}.outbox where payload ->> 'text' = $1`,
    [text],
  );
  return rows[0];
}

/** A sender at work while `run` looks on. */
async function whileSending(messages: readonly OutboxMessage[], run: (wake: () => void) => Promise<void>) {
  const { pool, schemas, log } = database;
  const outbox = createOutbox(pool, schemas);
  await outbox.add(pool, messages);
  const sender = createOutboxSender({
    ...{ outbox: createOutboxSending(pool, schemas, { instance: 'one', process: '2' }), log, at: noFailpoints },
    ...{ chats: createChats(pool, schemas) },
    api: createTelegramApi({ token: TOKEN, apiRoot: telegram.url }),
    ...UNDISTURBED,
  });
  await sender.start();
  try {
    await run(() => sender.wake());
  } finally {
    await sender.stop(1_000);
  }
}

for (const seconds of [1, 60, 3_600]) {
  test(`T2: 429 for ${seconds} s in one chat: its messages wait in their order, another chat goes on`, async () => {
    await sim.fault({ method: 'sendMessage', retryAfter: seconds });
    await whileSending([message(ANNA, 'a1'), message(ANNA, 'a2')], async (wake) => {
      const refused = await waitFor('the refusal', async () => {
        const row = await rowOf('a1');
        return row?.code === 'TELEGRAM_FLOOD' ? row : null;
      });
      assert.ok(refused.seconds <= seconds && refused.seconds > seconds - 30, `${refused.seconds} s`);
      await createOutbox(database.pool, database.schemas).add(database.pool, [message(BORIS, 'b1')]);
      wake();
      await waitFor('the other chat', async () => (await seen(BORIS)).length === 1);
      if (seconds > 1) {
        assert.deepEqual(await seen(ANNA), [], 'not before its time, and nothing overtakes');
        await database.pool.query(`update ${bot}.outbox set not_before = now() where state = 'new'`); // the time has come
      }
      await waitFor('the first chat', async () => {
        wake();
        return (await seen(ANNA)).length === 2;
      });
      assert.deepEqual(await seen(ANNA), ['a1', 'a2']);
    });
  });
}

test('T2: 429 for everybody: each chat waits, none loses or swaps a message', async () => {
  const chats = [ANNA, BORIS];
  await sim.fault({ method: 'sendMessage', retryAfter: 1, times: 6 });
  const messages = chats.flatMap((chat) => ['1', '2', '3'].map((text) => message(chat, text)));
  await whileSending(messages, async (wake) => {
    for (const chat of chats) {
      await waitFor(`everything for ${chat}`, async () => {
        wake();
        return (await seen(chat)).length === 3;
      });
      assert.deepEqual(await seen(chat), ['1', '2', '3']);
    }
  });
});

for (const behaviour of ['accept-then-drop', 'truncated'] as const) {
  test(`T4: sent, and the answer lost by ${behaviour}, always: two copies and never a third; the next message comes`, async () => {
    await sim.fault({ method: 'sendMessage', behaviour, times: 2 });
    await whileSending([message(ANNA, 'first'), message(ANNA, 'next')], async (wake) => {
      await waitFor('the next message', async () => {
        wake();
        return (await rowOf('next'))?.state === 'sent';
      });
    });
    assert.deepEqual(await seen(ANNA), ['first', 'first', 'next']);
    assert.equal((await rowOf('first'))?.code, 'TELEGRAM_OUTCOME_UNKNOWN');
  });
}

const REFUSED = [
  ['403: the person blocked the bot', 403, 'Forbidden: bot was blocked by the user', 'TELEGRAM_BLOCKED', true],
  ['400: chat not found', 400, 'Bad Request: chat not found', 'TELEGRAM_BLOCKED', true],
  ['400: wrong file', 400, 'Bad Request: wrong file identifier/HTTP URL specified', 'TELEGRAM_REJECTED', false],
  ['413: too large', 413, 'Request Entity Too Large', 'TELEGRAM_REJECTED', false],
] as const;
for (const [name, errorCode, description, code, isBlocked] of REFUSED) {
  test(`T5: ${name}: ${code}, one call, told to the operator, and only this message is given up`, async () => {
    const person = { userId: ANNA, firstName: 'A', username: null, language: null };
    const chats = createChats(database.pool, database.schemas);
    await inTransaction(database.pool, async (tx) => {
      await chats.open(tx, { id: ANNA, kind: 'private' }, person);
      await chats.save(tx, new Map([[ANNA, initialState]]));
    });
    await sim.fault({ method: 'sendMessage', errorCode, description });
    await whileSending([message(ANNA, 'refused')], async () => {
      await waitFor('its end', async () => (await rowOf('refused'))?.state === 'dead');
    });
    assert.equal((await rowOf('refused'))?.code, code);
    assert.equal((await sim.calls({ method: 'sendMessage' })).length, 1);
    assert.ok(database.log.messages().includes('message.not-sent'));
    const { rows } = await database.pool.query<{ blocked: boolean }>(
      `select blocked_at is not null as blocked from ${bot}.chat where chat_id = $1`,
      [ANNA],
    );
    assert.equal(rows[0]?.blocked, isBlocked);
    await whileSending([message(ANNA, 'afterwards')], async () => {
      await waitFor('the next message', async () => (await seen(ANNA)).length === 1);
    });
  });
}

test('T5: 401: the token was revoked: the message waits, and arrives once when there is a token again', async () => {
  await sim.fault({ method: 'sendMessage', errorCode: 401, description: 'Unauthorized', times: 2 });
  await whileSending([message(ANNA, 'first'), message(ANNA, 'next')], async (wake) => {
    await waitFor('the refusal', async () => (await rowOf('first'))?.code === 'TELEGRAM_UNAUTHORIZED');
    await waitFor('both', async () => {
      wake();
      return (await rowOf('next'))?.state === 'sent';
    });
  });
  assert.deepEqual(await seen(ANNA), ['first', 'next']);
});
