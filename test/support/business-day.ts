/** A small business on the local stand: its people, its admin, and what they do all day. */
import assert from 'node:assert/strict';
import pg from 'pg';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { createCustomer, type Customer } from './customer.ts';
import { inParallel } from './in-parallel.ts';
import { childPid } from './process-tree.ts';
import { openStand, POLLING, type ServiceStand } from './service.ts';
import { waitFor } from './wait-for.ts';

export const ADMIN = 900_001;
export const FIRST = 860_001;
export const PEOPLE = 200;
/** At once: most of the time is Telegram's one message a second in a chat. */
export const AT_ONCE = 50;
export const FREE_A_DAY = 1;
export const FREE_BUTTON = 'Создать бесплатно';
export const PAID_BUTTON = 'Создать за';

export interface BusinessDay {
  readonly stand: ServiceStand;
  readonly database: pg.Pool;
  readonly admin: Customer;
  readonly people: readonly Customer[];
  readonly customer: (id: number) => Customer;
  /** The service that runs now. */
  readonly bot: () => BotProcess;
  /** A new instance beside the running one, which then ends. */
  readonly deploy: (env: Readonly<Record<string, string>>) => Promise<void>;
  /** `b` stands for the bot's schema. */
  readonly query: <R extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<readonly R[]>;
  /** In minor units. */
  readonly availableOf: (one: Customer) => Promise<bigint>;
  /** The admin opens the card of somebody. */
  readonly opensCard: (id: number) => Promise<void>;
  readonly killGeneration: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** From a prompt to the confirmed order; what happens next is somebody else's matter. */
export async function orders(one: Customer, prompt: string, button: string): Promise<void> {
  await one.say(prompt);
  await one.touch(button);
}

export async function hasResults(one: Customer, count: number): Promise<void> {
  await waitFor(`${count} results of ${one.id}`, async () => (await one.results()).length >= count, {
    ...{ timeoutMs: 90_000, everyMs: 60 },
  });
}

/** Prompt, too little money, an invoice, paid. */
export async function buys(one: Customer, prompt: string): Promise<void> {
  await one.say(prompt);
  await one.tap('Пополнить баланс');
  await one.touch('⭐ 100');
  assert.equal((await one.pay()).status, 'paid');
}

/** The money is there: back to the order. */
export async function confirms(one: Customer): Promise<void> {
  await one.reads('Теперь на балансе');
  await one.tap('Вернуться к заказу');
  await one.touch(PAID_BUTTON);
}

const ENV = {
  ...{ FREE_DAILY_LIMIT: String(FREE_A_DAY), FREE_MAX_CREDITS: '4', REFERRAL_BONUS: '2', CATALOG_SYNC_MINUTES: '0' },
  ...{ KIE_TASKS_PER_10_SECONDS: '10000', TELEGRAM_MESSAGES_PER_SECOND: '1000', PAYMENT_DETAILS: 'Card 0000 0000' },
  // What a kill leaves unknown and no callback clears up is submitted again soon.
  UNKNOWN_OUTCOME_GRACE: '3',
};

export async function openBusinessDay(): Promise<BusinessDay> {
  const stand = await openStand({ kieLatencyMs: 100, floodControl: false });
  await stand.kie.settings({ rateLimit: false, startCredits: 1_000_000, shape: 'september' });
  const database = new pg.Pool({ connectionString: stand.databaseUrl, max: 4 });
  let bot = stand.start({ env: ENV });
  await bot.line(POLLING, 60_000);
  const customer = (id: number): Customer => createCustomer({ sim: stand.telegram, id });
  const ids = Array.from({ length: PEOPLE }, (_, index) => FIRST + index);
  await inParallel([ADMIN, ...ids], AT_ONCE, async (id) => {
    await stand.telegram.user({ id, firstName: `Человек ${id}`, languageCode: 'ru' });
  });
  const admin = customer(ADMIN);
  const query: BusinessDay['query'] = async <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await database.query<R>(text.replaceAll(/\bb\./g, 'bot_700001.'), values)).rows;
  const generationPid = (): number | null => {
    try {
      return childPid(bot.pid, 'generation');
    } catch {
      return null; // between two lives
    }
  };

  return {
    ...{ stand, database, admin, customer, query, people: ids.map(customer) },
    bot: () => bot,
    deploy: async (env) => {
      const next = stand.start({ env: { ...ENV, ...env } });
      await next.line('lease.standby', 60_000);
      assert.equal(await bot.stop(), 0);
      bot = next;
      await bot.line(POLLING, 30_000);
    },
    availableOf: async (one) => {
      const [row] = await query<{ available: string }>(`select available from b.wallet where user_id = $1`, [one.id]);
      return BigInt(row?.available ?? -1);
    },
    opensCard: async (id) => {
      await admin.say('/admin');
      await admin.tap('Люди');
      await admin.say(String(id));
      await admin.tap(`Человек ${id}`);
    },
    killGeneration: async () => {
      const pid = await waitFor('a generation child', generationPid);
      process.kill(pid, 'SIGKILL');
      await waitFor('the next generation child', () => {
        const next = generationPid();
        return next !== null && next !== pid;
      });
    },
    close: async () => {
      await database.end();
      await stand.close();
    },
  };
}
