/** Row D1 of the fault list: PostgreSQL is stopped under a service at work, and comes back with no session left. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { startBot, type BotProcess } from '../../src/sandbox/bot-process.ts';
import { createKieSim } from '../../src/sandbox/kie/sim-client.ts';
import { startPostgres, type LocalPostgres } from '../../src/sandbox/postgres.ts';
import { startStand, type Stand } from '../../src/sandbox/stand.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { childrenOf } from '../support/process-tree.ts';
import { logLines, order, POLLING, results, said } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const PEOPLE = Array.from({ length: 5 }, (_, index) => ({
  ...{ id: 850_001 + index, firstName: `Р${index}`, languageCode: 'ru' },
}));
const DOWN_MS = 8_000;
const PATIENCE = { timeoutMs: 60_000 };

let postgres: LocalPostgres;
let stand: Stand;
let sim: Sim;
let bot: BotProcess;

before(async () => {
  postgres = await startPostgres();
  stand = await startStand({ given: { DATABASE_URL: postgres.url }, kieLatencyMs: 6_000 });
  assert.ok(stand.telegramUrl !== null && stand.kieUrl !== null);
  sim = createSim(stand.telegramUrl, stand.botId);
  await createKieSim(stand.kieUrl).settings({ rateLimit: false });
  bot = startBot({ role: 'web', env: { ...stand.env, LOG_FORMAT: 'json', LOG_LEVEL: 'info' } });
  await bot.line(POLLING, 60_000);
  await Promise.all(PEOPLE.map((person) => sim.user(person)));
});
after(async () => {
  await bot.stop();
  await stand.stop();
  await postgres.stop();
});

test('D1: a restart of the database costs nothing but time: no child, no update, no generation, no second copy', async () => {
  const children = childrenOf(bot.pid).map(({ pid }) => pid);
  await Promise.all(PEOPLE.map((person) => order(sim, person.id, `Картина для ${person.id}`)));
  const restarted = postgres.restart(DOWN_MS);
  await Promise.all(PEOPLE.map((person) => sim.sendText(person.id, '/help')));
  await restarted;
  for (const { id } of PEOPLE) {
    await waitFor(
      `the picture and the answer of ${id}`,
      async () => {
        const help = (await said(sim, id)).some(
          ({ text }) => text?.includes('/balance') === true || text?.includes('/menu') === true,
        );
        return (await results(sim, id)).length > 0 && help ? true : null;
      },
      PATIENCE,
    );
  }
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await waitFor(
      'the end of everything',
      async () => {
        const { rows } = await client.query<{ open: string }>(
          `select (select count(*) from bot_700001.generation where state <> 'delivered')
           + (select count(*) from bot_700001.inbox where processed_at is null) as open`,
        );
        return rows[0]?.open === '0' ? true : null;
      },
      PATIENCE,
    );
    const counted = await client.query('select from bot_700001.generation');
    assert.equal(counted.rowCount, PEOPLE.length);
    assert.deepEqual(await brokenMoneyRules(client, 'bot_700001', 10), []);
  } finally {
    await client.end();
  }
  for (const { id } of PEOPLE) assert.equal((await results(sim, id)).length, 1, 'one copy');
  assert.deepEqual(
    childrenOf(bot.pid).map(({ pid }) => pid),
    children,
    'no child was replaced',
  );
  assert.ok(!logLines(bot).some(({ message }) => message === 'child.exited'));
});
