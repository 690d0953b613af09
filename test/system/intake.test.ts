/**
 * Row K1 of the fault list in whole services: one whose KIE key is refused and one whose account is empty take no orders,
 * and take them again by themselves. The schedule's minute is a real one: pg-boss knows no shorter.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { CHECK_BOOKS } from '../../src/adapters/queue/queues.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { freePort } from '../../src/sandbox/free-port.ts';
import { createCustomer, type Customer } from '../support/customer.ts';
import { logLines, openStand, POLLING, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const [EMPTY_KEY, REFUSED_KEY] = ['fake-kie-key-of-an-empty-account', 'fake-kie-key-that-is-refused'];
/** As the alert says it: a look falls due each minute, and pg-boss notices within half of one. */
const PROMISED_MS = 120_000;

interface Service {
  readonly botId: string;
  readonly bot: BotProcess;
  readonly buyer: Customer;
  readonly late: Customer;
}

let stand: ServiceStand;
let client: pg.Client;
let empty: Service;
let refused: Service;

async function service(botId: string, key: string): Promise<Service> {
  const port = String(await freePort());
  const token = `${botId}:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake1`;
  const bot = stand.start({
    env: { TELEGRAM_BOT_TOKEN: token, KIE_API_KEY: key, PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` },
  });
  await bot.line(POLLING, 150_000);
  const sim = stand.telegramOf(botId);
  const [buyer, late] = [880_001, 880_002].map((id) => createCustomer({ sim, id }));
  assert.ok(buyer !== undefined && late !== undefined);
  for (const { id } of [buyer, late]) await sim.user({ id, firstName: 'Оля', languageCode: 'ru' });
  return { botId, bot, buyer, late };
}

const messages = ({ bot }: Service): readonly unknown[] => logLines(bot).map(({ message }) => message);

/** The books are read at a start and every ten minutes, and that look would open the intake as well. */
async function leaveToTheMinute({ botId }: Service): Promise<void> {
  const queue = `bot_${botId}_queue`;
  await waitFor(
    'the look of the start',
    async () => {
      const { rows } = await client.query<{ state: string }>(`select state from ${queue}.job where name = $1`, [
        CHECK_BOOKS,
      ]);
      return rows.length > 0 && rows.every(({ state }) => state === 'completed');
    },
    { timeoutMs: 90_000, everyMs: 100 },
  );
  await client.query(`delete from ${queue}.schedule where name = $1`, [CHECK_BOOKS]);
}

before(async () => {
  stand = await openStand({ kieLatencyMs: 200 });
  client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  [empty, refused] = await Promise.all([service('700001', EMPTY_KEY), service('700002', REFUSED_KEY)]);
  for (const each of [empty, refused]) await leaveToTheMinute(each);
});
after(async () => {
  await client.end();
  await stand.close();
});

/** The first order is refused by KIE, the second by the bot. */
async function stop(each: Service): Promise<void> {
  const { buyer, late, bot } = each;
  await buyer.say('Картина для первого');
  await late.say('Картина для второго');
  await buyer.touch('✅');
  await bot.line('intake.stopped', 30_000);
  await buyer.reads('Ничего не списано');
  await late.touch('✅');
  await late.reads('сейчас на паузе', 'Ничего не списано');
}

test('K1: 402 and 401 stop the intake, and with it the orders of others', async () => {
  await stand.kie.credits(0, EMPTY_KEY);
  await stop(empty);
  for (const path of ['createTask', 'chat/credit']) await stand.kie.fault({ path, code: 401, times: 1_000 });
  await stop(refused);
  for (const each of [empty, refused]) assert.ok(!messages(each).includes('intake.opened'));
});

test('K1: both open within the two minutes that the admins were promised, and nobody ordered, wrote or called', async (t) => {
  await stand.kie.credits(1_000, EMPTY_KEY);
  await stand.kie.clearFaults();
  const mendedAt = performance.now();
  const opened = async ({ bot, botId }: Service): Promise<void> => {
    await bot.line('intake.opened', PROMISED_MS);
    t.diagnostic(`${botId} after ${Math.round((performance.now() - mendedAt) / 1_000)} s`);
  };
  const tasks = (await stand.kie.tasks()).length;
  await Promise.all([empty, refused].map(opened));
  assert.equal((await stand.kie.tasks()).length, tasks, 'without an order');
  for (const { late } of [empty, refused]) {
    await late.touch('✅');
    await waitFor('the picture', async () => (await late.results()).length === 1, { timeoutMs: 30_000 });
  }
});
