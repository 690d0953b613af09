/** Bills that differ from quotes: counted, told once, and turned into prices when an admin says so. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createLiveCatalog } from '../../src/adapters/catalog/live-catalog.ts';
import { createPriceDrifts, type PriceDrifts } from '../../src/adapters/postgres/price-drift.ts';
import { createCatalog } from '../../src/domain/catalog/catalog.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import type { ModelInput } from '../../src/domain/catalog/model.ts';
import { noteDrift } from '../../src/roles/generation/drift.ts';
import { endDelivered } from '../../src/roles/generation/ending.ts';
import { imageModel, SHAPE } from '../support/chat.ts';
import { ADMIN, startGenerationStand, type GenerationStand } from '../support/generation.ts';

/** Costs 4 or 9 by its quality; the shape has no say. */
const PAINTER = imageModel(
  'test/painter',
  { quality: { type: 'string', enum: ['basic', 'high'], default: 'basic' }, aspect_ratio: SHAPE },
  {
    prices: [
      { when: { quality: 'basic' }, credits: 4, unit: 'image' },
      { when: { quality: 'high' }, credits: 9, unit: 'image' },
    ],
  },
);
/** By the length of what a person types. */
const READER = imageModel(
  'test/reader',
  { text: { type: 'string' } },
  { prices: [{ when: {}, credits: 12, unit: '1000-characters' }] },
);

let stand: GenerationStand;
let drifts: PriceDrifts;
const catalog = createCatalog([PAINTER, READER], 'a test');

before(async () => {
  stand = await startGenerationStand({ deps: { catalog } });
  drifts = createPriceDrifts(stand.database.pool, stand.database.schemas);
});
after(() => stand.close());
beforeEach(async () => {
  const { bot } = stand.database.schemas;
  await stand.database.pool.query(`truncate ${bot}.price_drift, ${bot}.price_override`);
  await stand.database.pool.query(`delete from ${bot}.outbox where chat_id = ${ADMIN}`);
});

/** A generation ends well; KIE told what it charged, or did not. */
async function delivered(input: ModelInput, charged: number | null, modelId = PAINTER.id): Promise<void> {
  const { generationId } = await stand.order({ modelId, input });
  await stand.rows.put(generationId, { state: 'delivering', credits_consumed: charged });
  const generation = await stand.deps.generations.get(stand.deps.pool, generationId);
  assert.ok(generation !== null);
  await endDelivered(generation, [], [], stand.deps);
}

const toldAdmins = async (): Promise<string[]> =>
  (await stand.rows.outbox(ADMIN)).map(({ payload }) => payload.text ?? '');

test('a bill like the quote, or none at all, is no drift', async () => {
  await delivered({ prompt: 'a' }, 4);
  await delivered({ prompt: 'a' }, 4.004);
  await delivered({ prompt: 'a' }, null);
  assert.deepEqual(await drifts.list('open', 10), []);
});

test('a drift is counted by what decides the price, and told once with both numbers', async () => {
  await delivered({ prompt: 'a secret wish', aspect_ratio: '1:1' }, 5.5);
  await delivered({ prompt: 'another', quality: 'basic', aspect_ratio: '16:9' }, 5.5);
  await delivered({ prompt: 'a third', quality: 'high' }, 12);
  const rows = await drifts.list('open', 10);
  assert.deepEqual(
    rows.map(({ modelId, parameters, quoted, charged, count }) => ({ modelId, parameters, quoted, charged, count })),
    [
      {
        ...{ modelId: PAINTER.id, parameters: { values: { quality: 'high' }, isExact: true } },
        ...{ quoted: 4, charged: 12, count: 1 },
      },
      {
        ...{ modelId: PAINTER.id, parameters: { values: { quality: 'basic' }, isExact: true } },
        ...{ quoted: 4, charged: 5.5, count: 2 },
      },
    ],
  );
  const told = await toldAdmins();
  assert.equal(told.length, 2, 'once for each set');
  assert.match(told[0] ?? '', /test\/painter.*quality = basic.*4.*5,5/s);
  assert.ok(!told.join('').includes('secret'), 'no word of a person');
  assert.ok((rows[1]?.lastSeenAt ?? 0) >= (rows[1]?.firstSeenAt ?? 1));
});

test('twenty bills at once make one row and one message', async () => {
  const { generationId } = await stand.order({ modelId: PAINTER.id });
  await stand.rows.put(generationId, { credits_consumed: 7 });
  const generation = await stand.deps.generations.get(stand.deps.pool, generationId);
  assert.ok(generation !== null);
  await Promise.all(Array.from({ length: 20 }, () => noteDrift(generation, stand.deps)));
  const [row, ...others] = await drifts.list('open', 10);
  assert.deepEqual([row?.count, others.length], [20, 0]);
  assert.equal((await toldAdmins()).length, 1);
});

test('an accepted drift is the price of exactly these parameters', async (t) => {
  await delivered({ prompt: 'a', quality: 'high' }, 12);
  const [row] = await drifts.list('open', 10);
  assert.equal(await drifts.accept(row?.id ?? 0), 'done');
  const overrides = await drifts.overrides();
  assert.deepEqual(overrides, [{ modelId: PAINTER.id, when: { quality: 'high' }, credits: 12 }]);
  const live = createLiveCatalog({
    bundled: catalog,
    read: async () => ({ entries: [], overrides: await drifts.overrides(), runSeconds: new Map() }),
    subscribe: () => () => undefined,
    log: stand.deps.log,
  });
  t.after(() => live.stop());
  await live.start();
  const priceOf = (input: ModelInput) => quote(live.catalog.byId(PAINTER.id) ?? PAINTER, input);
  assert.deepEqual(priceOf({ prompt: 'a', quality: 'high' }), { ok: true, credits: 12 });
  assert.deepEqual(priceOf({ prompt: 'a' }), { ok: true, credits: 4 });
  assert.equal(live.catalog.byId(READER.id), READER, 'the others are the same objects');

  assert.equal(await drifts.reject(row?.id ?? 0), 'done');
  await live.refresh();
  assert.deepEqual(priceOf({ prompt: 'a', quality: 'high' }), { ok: true, credits: 9 }, 'and taken back');
});

test('a decision holds until the bill changes', async () => {
  await delivered({ prompt: 'a' }, 5);
  const [row] = await drifts.list('open', 10);
  assert.equal(await drifts.reject(row?.id ?? 0), 'done');
  await delivered({ prompt: 'a' }, 5);
  assert.deepEqual(await drifts.list('open', 10), []);
  assert.equal((await toldAdmins()).length, 1);
  await delivered({ prompt: 'a' }, 6);
  assert.deepEqual(
    (await drifts.list('open', 10)).map(({ charged }) => charged),
    [6],
  );
  assert.equal((await toldAdmins()).length, 2);
});

test('a price by the length of a text is told, without the text, and cannot be a rule', async () => {
  await delivered({ prompt: 'a', text: 'something private' }, 1, READER.id);
  await delivered({ prompt: 'a', text: 'something else' }, 2, READER.id);
  const [row, ...others] = await drifts.list('open', 10);
  assert.deepEqual([row?.parameters, others.length], [{ values: {}, isExact: false }, 0]);
  assert.equal(await drifts.accept(row?.id ?? 0), 'not-exact');
  assert.equal((await toldAdmins()).length, 1);
  assert.equal(await drifts.accept(999_999), 'no-such-drift');
  assert.equal(await drifts.reject(999_999), 'no-such-drift');
});

test('statistics that cannot be written do not disturb a delivery', async () => {
  const { generationId } = await stand.order({ modelId: PAINTER.id });
  const generation = await stand.deps.generations.get(stand.deps.pool, generationId);
  assert.ok(generation !== null);
  const broken = { ...stand.deps.drifts, observe: () => Promise.reject(new Error('no database')) };
  await noteDrift({ ...generation, creditsConsumed: 99 }, { ...stand.deps, drifts: broken });
  assert.ok(stand.printed.join('').includes('price.compare.failed'));
});
