/** What the admins are told of: once, again while it lasts, and when it is over. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createAlerts, type Alerts } from '../../src/adapters/postgres/alerts.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { createStandingAlerts } from '../../src/roles/polling/standing-alerts.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { strictTexts } from '../support/texts.ts';
import { waitFor } from '../support/wait-for.ts';

const [RUSSIAN, ENGLISH] = [900_001, 900_002];
let database: BotDatabase;
let bot: string;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  await database.pool.query(
    `insert into ${bot}.app_user (user_id, first_name, client_language) values (${ENGLISH}, 'Ann', 'en')`,
  );
});
beforeEach(async () => {
  await database.pool.query(`delete from ${bot}.alert`);
  await database.pool.query(`delete from ${bot}.outbox`);
});
after(() => database.close());

function alertsOn(pool = database.pool): Alerts {
  const outbox = createOutbox(pool, database.schemas);
  const { schemas, log } = database;
  return createAlerts({ pool, schemas, outbox, log, texts: strictTexts(), admins: [RUSSIAN, ENGLISH] });
}
const said = async (chatId = ENGLISH): Promise<string[]> => {
  const sql = `select payload ->> 'text' as text from ${bot}.outbox where chat_id = $1 order by id`;
  return (await database.pool.query<{ text: string }>(sql, [chatId])).rows.map(({ text }) => text);
};
const pass = (hours: number): Promise<unknown> =>
  database.pool.query(
    `update ${bot}.alert set raised_at = raised_at - $1 * interval '1 hour',
       told_at = told_at - $1 * interval '1 hour', cleared_at = cleared_at - $1 * interval '1 hour'`,
    [hours],
  );
const LOW = { subject: 'low-credits', credits: 10, threshold: 1_000 } as const;

test('every admin hears of a trouble once, in their own language', async () => {
  await alertsOn().raise(LOW);
  await alertsOn().raise(LOW);
  const [english] = await said();
  const [russian] = await said(RUSSIAN);
  assert.match(english ?? '', /10 credits are left/);
  assert.match(russian ?? '', /осталось 10 кредитов/);
  assert.equal((await said()).length, 1);
});

test('processes that see it at the same moment tell it once', async () => {
  const processes = Array.from({ length: 8 }, () => alertsOn(database.newPool(1)));
  await Promise.all(processes.map((one) => one.raise(LOW)));
  assert.equal((await said()).length, 1);
  await Promise.all(processes.map((one) => one.clear('low-credits')));
  assert.equal((await said()).length, 2);
});

test('while it lasts it is told again after hours, with how often it was seen', async () => {
  await alertsOn().raise(LOW);
  await pass(5);
  await alertsOn().raise(LOW);
  assert.equal((await said()).length, 1);
  await pass(2);
  await alertsOn().raise(LOW);
  const [, again] = await said();
  assert.match(again ?? '', /still goes on: 7 h, seen 3 times/);
});

test('its end is told once, and nothing is said where nothing was wrong', async () => {
  await alertsOn().clear('low-credits', 'conflict');
  assert.deepEqual(await said(), []);
  await alertsOn().raise(LOW);
  await pass(3);
  await alertsOn().clear('low-credits');
  await alertsOn().clear('low-credits');
  assert.equal((await said()).length, 2);
  assert.match((await said())[1] ?? '', /Over: few KIE AI credits\. It lasted 3 h/);
});

test('what comes and goes all the time is told at most once in ten minutes', async () => {
  for (let round = 0; round < 5; round += 1) {
    await alertsOn().raise(LOW);
    await alertsOn().clear('low-credits');
  }
  assert.equal((await said()).length, 2);
  await pass(1);
  await alertsOn().raise(LOW);
  assert.equal((await said()).length, 3);
});

test('an outbox that fails changes nothing for who raised it', async () => {
  const broken = database.newPool(1, 'postgresql://nobody:fake@127.0.0.1:1/none');
  await alertsOn(broken).raise(LOW);
  await alertsOn(broken).clear('low-credits');
  assert.deepEqual(await said(), []);
});

test('a foreign poller is gone after a minute of polling, a crash loop after ten', async () => {
  let now = 0;
  await alertsOn().raise({ subject: 'gave-up' });
  const standing = createStandingAlerts(alertsOn(), () => now);
  standing.conflicted();
  await waitFor('the alert', async () => (await said()).length === 2);
  const polledAt = (ms: number): void => {
    now = ms;
    standing.polled();
  };
  polledAt(1_000);
  polledAt(60_000);
  assert.equal((await said()).length, 2);
  polledAt(61_000);
  await waitFor('the end of the conflict', async () => (await said()).length === 3);
  polledAt(601_000);
  await waitFor('the end of the crashes', async () => (await said()).length === 4);
  assert.match((await said())[2] ?? '', /somebody else polling/);
});
