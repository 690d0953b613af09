/** A broadcast on a real database and the real local Telegram, with people who have spoken to the bot. */
import { createBroadcastSending } from '../../src/adapters/postgres/broadcast-sending.ts';
import { createBroadcasts, type Broadcasts } from '../../src/adapters/postgres/broadcasts.ts';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { createPace } from '../../src/adapters/telegram/pace.ts';
import { sendBroadcast, type BroadcastDeps } from '../../src/roles/generation/broadcast.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { createBotDatabase, type BotDatabase } from './bot-database.ts';
import { strictTexts } from './texts.ts';

const BOT_ID = '700001';
const TOKEN = `${BOT_ID}:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0`;
export const ADMIN = 900_001;
const FIRST_PERSON = 10_000;

export interface BroadcastStand {
  readonly database: BotDatabase;
  readonly broadcasts: Broadcasts;
  readonly telegram: Sim;
  readonly telegramUrl: string;
  readonly deps: BroadcastDeps;
  /** New people in their own chats; every second one speaks English. */
  readonly people: (count: number) => Promise<readonly number[]>;
  /** Started by the admin, for all who are there. */
  readonly started: (text?: string) => Promise<number>;
  /** Turn after turn, as the queue would; where one must wait, `onWait` is told. */
  readonly work: (id: number, deps?: BroadcastDeps, onWait?: (seconds: number) => Promise<void>) => Promise<void>;
  /** Chat id -> state. */
  readonly recipients: (id: number) => Promise<Readonly<Record<string, string>>>;
  /** Messages that Telegram took of the broadcast, a chat id each. */
  readonly got: (text?: string) => Promise<readonly number[]>;
  /** What the outbox holds for the admin. */
  readonly reports: () => Promise<readonly string[]>;
  /** Nobody, no broadcast, no fault. */
  readonly refresh: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const TEXT = 'Новость: <b>скидки</b> & подарки';

export async function startBroadcastStand(): Promise<BroadcastStand> {
  const [database, server] = await Promise.all([
    createBotDatabase(BOT_ID),
    startTelegramSandbox({ floodControl: false }),
  ]);
  const { pool, schemas, log } = database;
  const { bot } = schemas;
  const telegram = createSim(server.url, BOT_ID);
  const api = createTelegramApi({ token: TOKEN, apiRoot: server.url });
  await api.getMe();
  const broadcasts = createBroadcasts(schemas);
  const chats = createChats(pool, schemas);
  const stopping = new AbortController();
  const deps: BroadcastDeps = {
    ...{ pool, chats, api, log, texts: strictTexts(), admins: [ADMIN] },
    broadcasts: createBroadcastSending(pool, schemas),
    people: createPeople(schemas),
    outbox: createOutbox(pool, schemas),
    pace: createPace(100_000),
    isMaintenance: () => false,
    stopping: stopping.signal,
    turnMs: 8_000,
  };
  // The share of a broadcast is 20 a second; these tests have no time for it, but for the one that measures it.
  const hurried: BroadcastDeps = { ...deps, pace: { takeBulk: () => Promise.resolve() } };
  let last = FIRST_PERSON;

  return {
    ...{ database, broadcasts, telegram, deps: hurried, telegramUrl: server.url },
    people: async (count) => {
      const ids = Array.from({ length: count }, (_, index) => last + index + 1);
      last += count;
      for (const id of ids) {
        await telegram.user({ id });
        await telegram.sendText(id, '/start');
        const language = id % 2 === 0 ? 'ru' : 'en';
        const person = { userId: id, firstName: 'Anna', username: null, language };
        await inTransaction(pool, (tx) => chats.open(tx, { id, kind: 'private' }, person));
      }
      return ids;
    },
    started: async (text = TEXT) => {
      return await inTransaction(pool, async (tx) => {
        const id = await broadcasts.create(tx, ADMIN, { text, photo: null });
        const start = await broadcasts.start(tx, id, 0, ADMIN);
        if (!start.ok) throw new Error(`not started: ${start.why}`);
        return id;
      });
    },
    work: async (id, on = hurried, onWait = () => Promise.resolve()) => {
      for (;;) {
        const outcome = await sendBroadcast(id, on);
        if (outcome.kind !== 'later') return;
        if (outcome.delaySeconds > 0) await onWait(outcome.delaySeconds);
      }
    },
    recipients: async (id) => {
      const { rows } = await pool.query<{ chat_id: string; state: string }>(
        `select chat_id, state from ${bot}.broadcast_recipient where broadcast_id = $1 order by chat_id`,
        [id],
      );
      return Object.fromEntries(rows.map(({ chat_id, state }) => [chat_id, state]));
    },
    got: async (text = TEXT) => {
      const calls = await telegram.calls({ method: 'sendMessage' });
      return calls
        .filter(({ status, params }) => status === 200 && params['text'] === text)
        .map(({ params }) => Number(params['chat_id']));
    },
    reports: async () => {
      const { rows } = await pool.query<{ text: string }>(
        `select payload ->> 'text' as text from ${bot}.outbox where chat_id = $1 order by id`,
        [ADMIN],
      );
      return rows.map(({ text }) => text);
    },
    refresh: async () => {
      await telegram.clearFaults();
      await telegram.reset();
      await pool.query(`truncate ${bot}.outbox, ${bot}.broadcast, ${bot}.chat cascade`);
      log.lines.length = 0;
    },
    close: async () => {
      stopping.abort();
      await server.stop();
      await database.close();
    },
  };
}
