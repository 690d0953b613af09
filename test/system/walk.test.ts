/**
 * Every model through the whole service: from the menu to a delivered result, by people who see nothing but the chat,
 * with real processes, a real PostgreSQL, and the local Telegram and KIE AI.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { loadTexts } from '../../src/adapters/texts/fluent.ts';
import type { Model } from '../../src/domain/catalog/model.ts';
import { WorkSource } from '../../src/domain/catalog/work-ref.ts';
import { orderModel, type Person } from '../../src/sandbox/person/order.ts';
import { createLogList } from '../support/list-log.ts';
import { NEVER_QUOTED } from '../support/never-quoted.ts';
import { openStand, POLLING, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const { models } = bundledCatalog();
const t = loadTexts().ru;
/** Telegram takes one message a second in a chat, so the chats are many. */
const PEOPLE = 40;
const PATIENCE_MS = 60_000;
/** What an operator has set for the models that have no price, or none that is known before. */
const OPERATORS_PRICE = 7;

const unpriced = models.filter(({ id, prices }) => prices.length === 0 || NEVER_QUOTED.includes(id));

let stand: ServiceStand;
let database: pg.Pool;

before(async () => {
  stand = await openStand({ kieLatencyMs: 50, floodControl: false });
  await stand.kie.settings({ rateLimit: false, shape: 'september', startCredits: 1_000_000 });
  database = new pg.Pool({ connectionString: stand.databaseUrl, max: 2 });
  await migrate({ url: stand.databaseUrl, schemas: schemaNames(stand.botId), log: createLogList() });
  for (const model of unpriced) {
    const priced = { ...model, prices: [{ when: {}, credits: OPERATORS_PRICE, unit: 'request' }] };
    await database.query(`insert into kie_shared.catalog_model (id, state, model) values ($1, 'offered', $2)`, [
      model.id,
      JSON.stringify(priced),
    ]);
  }
  const bot = stand.start({
    env: {
      ...{
        FREE_DAILY_LIMIT: '1000',
        FREE_MAX_CREDITS: '100000',
        MAX_RUNNING_PER_USER: '100',
        CATALOG_SYNC_MINUTES: '0',
      },
      ...{ KIE_TASKS_PER_10_SECONDS: '10000', TELEGRAM_MESSAGES_PER_SECOND: '1000' },
    },
  });
  await bot.line(POLLING, 60_000);
});
after(async () => {
  await database.end();
  await stand.close();
});

/** Ids of the models that a model must go on from. */
function sourcesOf(model: Model): readonly string[] {
  return model.input.required.flatMap((name) => {
    const source = WorkSource.safeParse(model.input.properties[name]?.['x-source']);
    return source.success ? source.data.models : [];
  });
}

/** The shortest way to something that it can go on from, the beginning first. */
function forerunners(model: Model): readonly Model[] {
  const sources = sourcesOf(model).flatMap((id) => models.find((one) => one.id === id && id !== model.id) ?? []);
  const [nearest] = sources
    .map((source) => [...forerunners(source), source])
    .toSorted((one, other) => one.length - other.length);
  return nearest ?? [];
}

async function delivered(chatId: number, model: Model): Promise<boolean> {
  const { rows } = await database.query(
    `select 1 from bot_${stand.botId}.generation where chat_id = $1 and model_id = $2 and state = 'delivered'`,
    [chatId, model.id],
  );
  return rows.length > 0;
}

/** One model after the other; of what a model goes on from, the person makes one of each first. */
async function orderAll(person: Person, share: readonly Model[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const model of share) {
    try {
      for (const source of forerunners(model)) {
        if (await delivered(person.id, source)) continue;
        await orderModel(person, source.title.ru);
        await waitFor(`${source.id} for ${model.id}`, () => delivered(person.id, source), { timeoutMs: PATIENCE_MS });
      }
      await orderModel(person, model.title.ru);
    } catch (error) {
      failures.push(`${model.id}: ${String(error)}`);
    }
  }
  return failures;
}

interface Row {
  readonly model_id: string;
  readonly state: string;
  readonly failure: string | null;
  readonly failure_detail: string | null;
  readonly credits: string;
  readonly credits_consumed: string | null;
}

test('184 of 184 models: ordered from the menu, submitted, billed as quoted, delivered', async () => {
  const failures = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, index) => {
      const id = 830_001 + index;
      const share = models.filter((_model, place) => place % PEOPLE === index);
      await stand.telegram.user({ id, firstName: 'Аня', languageCode: 'ru' });
      return await orderAll({ sim: stand.telegram, id, t, patienceMs: PATIENCE_MS }, share);
    }),
  );
  assert.deepEqual(failures.flat(), []);

  const select = `select model_id, state, failure, failure_detail, credits, credits_consumed
    from bot_${stand.botId}.generation order by model_id`;
  const rows = await waitFor(
    'the end of every generation',
    async () => {
      const found = (await database.query<Row>(select)).rows;
      return found.every(({ state }) => ['delivered', 'failed'].includes(state)) ? found : undefined;
    },
    { timeoutMs: PATIENCE_MS },
  );
  const undelivered = rows.filter(({ state }) => state !== 'delivered');
  assert.deepEqual(undelivered, []);
  const made = new Set(rows.map(({ model_id }) => model_id));
  assert.deepEqual(
    models.filter(({ id }) => !made.has(id)),
    [],
  );
  assert.equal(made.size, 184);
  // Suno's records do not tell what they cost.
  const priced = rows.filter(({ model_id }) => !unpriced.some(({ id }) => id === model_id));
  const told = priced.filter(({ credits_consumed }) => credits_consumed !== null);
  assert.deepEqual(
    new Set(
      priced.filter(({ credits_consumed }) => credits_consumed === null).map(({ model_id }) => model_id.split('/')[0]),
    ),
    new Set(['ai-music-api']),
  );
  const drifted = told.filter(({ credits, credits_consumed }) => Number(credits) !== Number(credits_consumed));
  assert.deepEqual(drifted, []);
});
