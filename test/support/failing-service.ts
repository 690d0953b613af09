/** A service whose children die at named places, and people who order from it and pay. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import type { FailAction, Place } from '../../src/shared/failpoint.ts';
import { grant } from './billing.ts';
import { brokenMoneyRules } from './money-invariants.ts';
import { childPid } from './process-tree.ts';
import { openStand, order, POLLING, said, type ServiceStand } from './service.ts';
import { waitFor } from './wait-for.ts';

const BOT = '700001';
const START = 10_000n;
/** 4 KIE credits at 0.005 USD, 90 roubles and a markup of 2, in kopecks. */
const PRICE = 360n;
const PATIENT = { timeoutMs: 120_000, everyMs: 50 };

/** How the life of one order ended, as the database, Telegram and KIE saw it. */
export interface Ended {
  readonly state: string;
  /** KIE tasks that were made for it. */
  readonly tasks: number;
  /** Messages with the result that the person can see. */
  readonly copies: number;
  /** Sends of its result of which nobody knew how they ended. */
  readonly unknownSends: number;
  readonly spent: bigint;
}

export const DELIVERED: Ended = { state: 'delivered', tasks: 1, copies: 1, unknownSends: 0, spent: PRICE };
export const FAILED: Ended = { state: 'failed', tasks: 1, copies: 0, unknownSends: 0, spent: 0n };

export interface FailingService {
  readonly stand: ServiceStand;
  readonly bot: () => BotProcess;
  readonly restart: () => Promise<void>;
  /** Somebody new with money. */
  readonly person: () => Promise<number>;
  /** Orders one picture; resolves once the offer has been confirmed. */
  readonly orders: (id: number) => Promise<void>;
  /** The next one who comes to this place (of this chat, if one is named) fails there. */
  readonly arm: (place: Place, action: FailAction, chatId?: number) => Promise<void>;
  /** Somebody has come to the place. */
  readonly fired: (place: Place, chatId?: number) => Promise<void>;
  readonly kill: (child: 'polling' | 'generation') => void;
  /** Waits for the end of the order and tells it. Fails if the person's updates made anything but one order. */
  readonly end: (id: number) => Promise<Ended>;
  /** Of each message to the person, once all have ended: how often somebody claimed it to send it. */
  readonly tries: (id: number) => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

export async function openFailingService(): Promise<FailingService> {
  const stand = await openStand({ kieLatencyMs: 50, floodControl: false });
  // Without callbacks nothing heals what a crash made unknown: the hardest case.
  await stand.kie.settings({ rateLimit: false, callbacks: 'off', startCredits: 1_000_000 });
  const directory = await mkdtemp(join(tmpdir(), 'kie-ai-bot-fail-'));
  const database = new pg.Pool({ connectionString: stand.databaseUrl, max: 4 });
  const env = {
    ...{ FAIL_AT: directory, UNKNOWN_OUTCOME_GRACE: '2', FREE_DAILY_LIMIT: '0', CATALOG_SYNC_MINUTES: '0' },
    ...{ KIE_TASKS_PER_10_SECONDS: '10000', TELEGRAM_MESSAGES_PER_SECOND: '1000', RESTARTS_PER_MINUTE: '100' },
  };
  let bot = stand.start({ env });
  await bot.line(POLLING, 90_000);
  let people = 880_000;

  const fileOf = (place: Place, chatId?: number): string =>
    join(directory, chatId === undefined ? place : `${place}@${chatId}`);
  const rows = async <R extends pg.QueryResultRow>(sql: string, id: number): Promise<R[]> =>
    (await database.query<R>(sql.replaceAll(/\bb\./g, `bot_${BOT}.`), [id])).rows;
  const promptOf = (id: number): string => `Картина для ${id}`;

  return {
    stand,
    bot: () => bot,
    restart: async () => {
      bot = stand.start({ env });
      await bot.line(POLLING, 90_000);
    },
    person: async () => {
      people += 1;
      const id = people;
      await stand.telegram.user({ id, firstName: `Ч${id}`, languageCode: 'ru' });
      await stand.telegram.sendText(id, '/start');
      await waitFor('a greeting', async () => (await said(stand.telegram, id)).length > 0, PATIENT);
      await grant(database, schemaNames(BOT), id, START);
      return id;
    },
    orders: (id) => order(stand.telegram, id, promptOf(id), PATIENT.timeoutMs),
    arm: (place, action, chatId) => writeFile(fileOf(place, chatId), action),
    fired: async (place, chatId) => {
      await waitFor(`somebody at ${place}`, () => !existsSync(fileOf(place, chatId)), PATIENT);
    },
    kill: (child) => void process.kill(childPid(bot.pid, child), 'SIGKILL'),
    end: async (id) => {
      const ended = await waitFor(
        `the end of the order of ${id}`,
        async () => {
          const [found, ...others] = await rows<{ state: string; unknownSends: number }>(
            `select state, unknown_sends as "unknownSends" from b.generation where user_id = $1`,
            id,
          );
          assert.deepEqual(others, [], 'one tap makes one order');
          return found?.state === 'delivered' || found?.state === 'failed' ? found : undefined;
        },
        PATIENT,
      );
      const open = await rows(
        `select 1 from b.inbox where chat_id = $1 and (processed_at is null or parked_code is not null)`,
        id,
      );
      assert.deepEqual(open, [], 'every update is done, and none was set aside');
      const [wallet] = await rows<{ available: string; held: string }>(
        `select available, held from b.wallet where user_id = $1`,
        id,
      );
      assert.equal(wallet?.held, '0');
      const tasks = await stand.kie.tasks();
      return {
        ...ended,
        spent: START - BigInt(wallet.available),
        tasks: tasks.filter(({ input }) => String(input['prompt']).includes(promptOf(id))).length,
        copies: (await said(stand.telegram, id)).filter(({ media }) => media !== null).length,
      };
    },
    tries: (id) =>
      waitFor(
        `the end of the messages to ${id}`,
        async () => {
          const found = await rows<{ state: string; attempts: number }>(
            `select state, attempts from b.outbox where chat_id = $1 order by id`,
            id,
          );
          return found.every(({ state }) => state === 'sent') ? found.map(({ attempts }) => attempts) : null;
        },
        PATIENT,
      ),
    close: async () => {
      assert.deepEqual(await brokenMoneyRules(database, `bot_${BOT}`, 0), []);
      await database.end();
      await stand.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
