/** Two services with different tokens on one machine and one database: they never touch each other's data. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { freePort } from '../../src/sandbox/free-port.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { openStand, order, POLLING, results, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const OTHER_TOKEN = '700002:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake1';
const PERSON = { id: 820_001, firstName: 'Пётр', languageCode: 'ru' };

let stand: ServiceStand;
let other: Sim;
let bots: BotProcess[];

before(async () => {
  stand = await openStand({ kieLatencyMs: 300 });
  other = stand.telegramOf('700002');
  const port = String(await freePort());
  const env = { TELEGRAM_BOT_TOKEN: OTHER_TOKEN, PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  bots = [stand.start(), stand.start({ env })];
  await Promise.all(bots.map((bot) => bot.line(POLLING, 40_000)));
  await Promise.all([stand.telegram.user(PERSON), other.user(PERSON)]);
});
after(async () => stand.close());

test('the same person gets from each bot what was asked of that bot', async () => {
  await Promise.all([
    order(stand.telegram, PERSON.id, 'Картина для первого'),
    order(other, PERSON.id, 'Картина для второго'),
  ]);
  for (const sim of [stand.telegram, other]) {
    await waitFor('one picture', async () => ((await results(sim, PERSON.id)).length === 1 ? true : null));
  }
  const prompts = (await stand.kie.tasks()).map((task) => task.input['prompt']);
  assert.deepEqual(prompts.toSorted(), ['Картина для второго', 'Картина для первого']);
});

test('each bot has schemas of its own, and each row lies in the right one', async () => {
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  try {
    for (const [schema, prompt] of [
      ['bot_700001', 'Картина для первого'],
      ['bot_700002', 'Картина для второго'],
    ] as const) {
      // The picture is in the chat a moment before its row says so.
      const found = await waitFor(`the delivered generation of ${schema}`, async () => {
        const { rows } = await client.query<{ prompt: string; state: string }>(
          `select input ->> 'prompt' as prompt, state from ${schema}.generation`,
        );
        return rows.every((row) => row.state === 'delivered') ? rows : null;
      });
      assert.deepEqual(found, [{ prompt, state: 'delivered' }]);
    }
  } finally {
    await client.end();
  }
});

test('stopping one leaves the other at work', async () => {
  assert.equal(await bots[0]!.stop(), 0);
  await order(other, PERSON.id, 'Ещё одна');
  await waitFor('the second picture', async () => ((await results(other, PERSON.id)).length === 2 ? true : null));
});
