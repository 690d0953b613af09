/** SIGKILL of each child in turn while twenty generations are running. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { childPid } from '../support/process-tree.ts';
import { openStand, order, POLLING, results, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const PEOPLE = Array.from({ length: 10 }, (_, index) => ({
  id: 840_001 + index,
  firstName: `К${index}`,
  languageCode: 'ru',
}));
const EACH = 2;

let stand: ServiceStand;
let bot: BotProcess;

before(async () => {
  // Long enough that everything is running while the children die.
  stand = await openStand({ kieLatencyMs: 6_000 });
  bot = stand.start({ env: { KIE_TASKS_PER_10_SECONDS: '1000' } });
  await stand.kie.settings({ rateLimit: false });
  await bot.line(POLLING, 30_000);
  await Promise.all(PEOPLE.map((person) => stand.telegram.user(person)));
});
after(async () => stand.close());

/** Kills the poller; milliseconds until the next one has finished a getUpdates that began after the kill. */
async function pollsAgain(): Promise<number> {
  const killedAt = Date.now();
  process.kill(childPid(bot.pid, 'polling'), 'SIGKILL');
  await waitFor('a new getUpdates', async () =>
    (await stand.telegram.calls({ method: 'getUpdates' })).some((call) => call.at >= killedAt && call.status === 200),
  );
  return Date.now() - killedAt;
}

test('every result is delivered exactly once, no update is lost, polling is back', async (t) => {
  await Promise.all(
    PEOPLE.map(async (person) => {
      for (let nth = 0; nth < EACH; nth += 1) await order(stand.telegram, person.id, `Картина ${nth} для ${person.id}`);
    }),
  );
  await waitFor(
    'twenty running tasks',
    async () => ((await stand.kie.tasks()).length === PEOPLE.length * EACH ? true : null),
    {
      timeoutMs: 30_000,
    },
  );

  process.kill(childPid(bot.pid, 'generation'), 'SIGKILL');
  process.kill(childPid(bot.pid, 'health'), 'SIGKILL');
  const backAfterMs = await pollsAgain();
  t.diagnostic(`polling again after ${Math.round(backAfterMs)} ms`);
  await Promise.all(PEOPLE.map((person) => stand.telegram.sendText(person.id, '/help')));

  for (const person of PEOPLE) {
    await waitFor(
      `both pictures of ${person.id}`,
      async () => ((await results(stand.telegram, person.id)).length >= EACH ? true : null),
      { timeoutMs: 60_000 },
    );
  }
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  // A picture is in the chat a moment before its row says so.
  const rows = await waitFor('every generation to end', async () => {
    const states = await client.query<{ state: string; count: string }>(
      'select state, count(*) from bot_700001.generation group by state',
    );
    return states.rows.some((row) => row.state === 'delivering') ? null : states.rows;
  });
  const waiting = await waitFor('a worked-off inbox', async () => {
    const open = await client.query('select 1 from bot_700001.inbox where processed_at is null');
    return open.rowCount === 0 ? 'none' : null;
  });
  await client.end();
  assert.equal(waiting, 'none');
  assert.deepEqual(rows, [{ state: 'delivered', count: String(PEOPLE.length * EACH) }]);
  for (const person of PEOPLE) assert.equal((await results(stand.telegram, person.id)).length, EACH, 'exactly once');
  assert.equal((await stand.kie.tasks()).length, PEOPLE.length * EACH, 'no task was paid for twice');
});
