/**
 * A day of a small business on the local stand: two hundred people, free and paid generations, failures, Stars bought,
 * delivered twice, lost and refunded, transfers, promo codes and invitations honest and not, an admin at work, a killed
 * child and a deploy in the middle. In the evening every rule of the books must hold.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { encodePng } from '../../src/sandbox/kie/media/png.ts';
import { paintBackdrop } from '../../src/sandbox/kie/media/backdrop.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { createCustomer, wordsOf, type Customer } from '../support/customer.ts';
import { inParallel } from '../support/in-parallel.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { childPid } from '../support/process-tree.ts';
import { openStand, POLLING, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const ADMIN = 900_001;
const FIRST = 860_001;
const PEOPLE = 200;
/** At once: the local Telegram, the service and this test share two cores. */
const AT_ONCE = 16;
const FREE_A_DAY = 1;
/** Takes only a prompt, costs 4 credits, and fails all day long. */
const FAILING = { id: 'google/nano-banana', key: 'nano-banana' };

let stand: ServiceStand;
let bot: BotProcess;
let database: pg.Pool;
let admin: Customer;
let people: readonly Customer[];

const ENV = {
  ...{ FREE_DAILY_LIMIT: String(FREE_A_DAY), FREE_MAX_CREDITS: '4', REFERRAL_BONUS: '2', CATALOG_SYNC_MINUTES: '0' },
  ...{ KIE_TASKS_PER_10_SECONDS: '10000', TELEGRAM_MESSAGES_PER_SECOND: '1000', PAYMENT_DETAILS: 'Card 0000 0000' },
};

async function query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<readonly R[]> {
  return (await database.query<R>(text.replaceAll(/\bb\./g, 'bot_700001.'), values)).rows;
}
const customer = (id: number): Customer => createCustomer({ sim: stand.telegram, id });
const person = (index: number): Customer => people[index]!;

before(async () => {
  stand = await openStand({ kieLatencyMs: 100, floodControl: false });
  await stand.kie.settings({ rateLimit: false, startCredits: 1_000_000 });
  database = new pg.Pool({ connectionString: stand.databaseUrl, max: 4 });
  bot = stand.start({ env: ENV });
  await bot.line(POLLING, 60_000);
  const ids = Array.from({ length: PEOPLE }, (_, index) => FIRST + index);
  await inParallel([ADMIN, ...ids], AT_ONCE, async (id) => {
    await stand.telegram.user({ id, firstName: `Человек ${id}`, languageCode: 'ru' });
  });
  people = ids.map(customer);
  admin = customer(ADMIN);
});
after(async () => {
  await database.end();
  await stand.close();
});

const free = 'Создать бесплатно';
const paid = 'Создать за';

/** From a prompt to the confirmed order; what happens next is somebody else's matter. */
async function orders(one: Customer, prompt: string, button: string): Promise<void> {
  await one.say(prompt);
  await one.touch(button);
}

async function hasResults(one: Customer, count: number): Promise<void> {
  await waitFor(`${count} results of ${one.id}`, async () => (await one.results()).length >= count, {
    ...{ timeoutMs: 90_000, everyMs: 60 },
  });
}

/** Prompt, too little money, Stars, back to the order, confirmed. */
async function buysAndOrders(one: Customer, prompt: string): Promise<void> {
  await one.say(prompt);
  await one.tap('Пополнить баланс');
  await one.touch('⭐ 100');
  assert.deepEqual((await one.pay()).status, 'paid');
}

async function confirms(one: Customer): Promise<void> {
  await one.reads('Теперь на балансе');
  await one.tap('Вернуться к заказу');
  await one.touch(paid);
}

describe('the day', () => {
  test('everybody starts and gets the free one of the day, and no second one', async () => {
    await inParallel(people, AT_ONCE, async (one) => {
      await one.say('/start');
      await orders(one, `Картина для ${one.id}`, free);
      await hasResults(one, 1);
    });
    const [row] = await query<{ count: string }>(`select count(*) from b.generation where state = 'delivered'`);
    assert.equal(Number(row?.count), PEOPLE);
  });

  test('eighty buy Stars and pay; ten payments come twice', async () => {
    await inParallel(people.slice(0, 80), AT_ONCE, async (one, index) => {
      await buysAndOrders(one, `За деньги ${one.id}`);
      if (index < 10) await twice(one);
      await confirms(one);
      await hasResults(one, 2);
    });
  });

  test('the generation child is killed while thirty people pay for more', async () => {
    await Promise.all([
      inParallel(people.slice(0, 30), AT_ONCE, async (one) => {
        await orders(one, `Ещё одна ${one.id}`, paid);
        await hasResults(one, 3);
      }),
      (async () => {
        for (let kill = 0; kill < 3; kill += 1) {
          await new Promise((resolve) => setTimeout(resolve, 700));
          process.kill(childPid(bot.pid, 'generation'), 'SIGKILL');
          await waitFor('the next generation child', () => {
            try {
              return childPid(bot.pid, 'generation') > 0;
            } catch {
              return false;
            }
          });
        }
      })(),
    ]);
  });

  test('twenty paid orders fail: everybody is told, and nobody pays', async () => {
    await stand.kie.failModel(FAILING.id, { failCode: '500', failMsg: 'Internal Error, please try again later' });
    await inParallel(people.slice(30, 50), AT_ONCE, async (one) => {
      const before = await availableOf(one);
      await orders(one, `Не выйдет ${one.id}`, paid);
      await one.reads('не получилось', 'Ничего не списано');
      await waitFor('the money to be back', async () => (await availableOf(one)) === before);
    });
    await stand.kie.failModel(FAILING.id, null);
  });
});

async function availableOf(one: Customer): Promise<string> {
  const [row] = await query<{ available: string }>(`select available from b.wallet where user_id = $1`, [one.id]);
  return row?.available ?? '';
}
