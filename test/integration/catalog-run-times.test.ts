/** How long a model usually takes, learned from its own delivered runs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { roughSeconds } from '../../src/adapters/catalog/live-catalog.ts';
import { createStoredCatalog } from '../../src/adapters/catalog/stored-catalog.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { medianRunSeconds } from '../../src/adapters/postgres/run-times.ts';
import { createCatalog } from '../../src/domain/catalog/catalog.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { imageModel } from '../support/chat.ts';

let database: BotDatabase;

before(async () => {
  database = await createBotDatabase();
  const { bot } = database.schemas;
  await database.pool.query(`insert into ${bot}.app_user (user_id, first_name) values (1, 'Anna')`);
  await database.pool.query(`insert into ${bot}.chat (chat_id, kind) values (1, 'private')`);
});
after(() => database.close());

let count = 0;

/** Runs of one model, the oldest first, each of which took so many seconds. */
async function runs(modelId: string, seconds: readonly number[], state = 'delivered'): Promise<void> {
  for (const length of seconds) {
    count += 1;
    await database.pool.query(
      `insert into ${database.schemas.bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input,
         credits, state, deadline_at, submitted_at, finished_at)
       select $1, 1, 1, gen_random_uuid(), 'ru', $2, '{}', 4, $3, now(), at - $4 * interval '1 second', at
       from (select now() + $5 * interval '1 minute' as at) as moment`,
      [String(count).padStart(12, 'a'), modelId, state, length, count],
    );
  }
}

test('the median of the last fifty runs, from five on', async () => {
  await runs('few', [10, 10, 10, 10]);
  await runs('some', [30, 10, 20, 500, 40]);
  await runs('many', [...Array.from({ length: 60 }, () => 900), ...Array.from({ length: 50 }, () => 7)]);
  await runs('failing', [10, 10, 10, 10, 10, 10], 'failed');
  const medians = await medianRunSeconds(database.pool, database.schemas, ['few', 'some', 'many', 'failing', 'none']);
  assert.deepEqual([...medians].toSorted(), [
    ['many', 7],
    ['some', 30],
  ]);
});

test('a running process shows it, in steps, and keeps the object while the step stays', async (t) => {
  const { pool, schemas, log } = database;
  const bundled = createCatalog([imageModel('some'), imageModel('none')], 'a test');
  const listener = createListener({ url: database.url, log, name: 'test-listen' });
  const live = createStoredCatalog({ pool, schemas, listener, bundled, log });
  t.after(() => live.stop());
  assert.equal(live.catalog.byId('some')?.usualSeconds, 25);
  await live.start();
  const learned = live.catalog.byId('some');
  const { models } = live.catalog;
  assert.equal(learned?.usualSeconds, 30);
  assert.equal(live.catalog.byId('none'), bundled.byId('none'));
  await runs('some', [31, 31, 31]);
  await live.refresh();
  assert.equal(live.catalog.byId('some'), learned);
  assert.equal(live.catalog.models, models);
});

test('without a database the catalog stays as it was', async (t) => {
  const { schemas, log } = database;
  const bundled = createCatalog([imageModel('some')], 'a test');
  const pool = database.newPool(1, 'postgresql://nobody@127.0.0.1:1/none');
  const listener = createListener({ url: database.url, log, name: 'test-listen' });
  const live = createStoredCatalog({ pool, schemas, listener, bundled, log });
  t.after(() => live.stop());
  await live.start();
  assert.equal(live.catalog.models, bundled.models);
  const line = log.lines.find(({ message }) => message === 'catalog.refresh.failed');
  assert.equal(line?.level, 'warn');
});

test('the steps', () => {
  const rows = [
    [0.2, 1],
    [7.4, 7],
    [23, 25],
    [70, 75],
    [800, 780],
  ] as const;
  for (const [seconds, rough] of rows) assert.equal(roughSeconds(seconds), rough);
});
