import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { createCatalog, loadSnapshot } from '../../src/domain/catalog/catalog.ts';
import { priceFrom } from '../../src/domain/catalog/price-range.ts';
import { modelKey } from '../../src/domain/catalog/key.ts';
import { Task } from '../../src/domain/catalog/model.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';
import { WorkSource } from '../../src/domain/catalog/work-ref.ts';
import { hasCode } from '../../src/shared/errors.ts';

const catalog = bundledCatalog();

test('every active model of the task API is bundled, and each task has one that is sold', () => {
  assert.equal(catalog.models.length, 184);
  for (const task of Task.options) {
    const models = catalog.modelsFor(task);
    assert.ok(
      models.some((model) => priceFrom(model) !== null),
      task,
    );
    for (const model of models) assert.ok(model.tasks.includes(task), model.id);
  }
});

test('the bundled file is what the schema of a snapshot says, so that no start need check it', () => {
  const file = new URL('../../src/domain/catalog/snapshot.json', import.meta.url);
  assert.deepEqual(loadSnapshot(JSON.parse(readFileSync(file, 'utf8'))).models, catalog.models);
});

test('every bundled schema can be compiled', () => {
  const validateInput = createValidateInput();
  for (const model of catalog.models) {
    const result = validateInput(model, {});
    assert.ok(result.ok || result.problems.every(({ rule }) => rule !== 'schema'), model.id);
  }
});

/** Lists of ids from calls of their own, not of earlier tasks. */
const OTHER_IDS = ['audio_ids', 'character_ids', 'persona_id', 'template_id'];

test('every parameter that names an earlier work says whose, and those are models we know', () => {
  const named = catalog.models.flatMap((model) =>
    Object.entries(model.input.properties)
      .filter(([name, field]) => /id$|ids$/i.test(name) && field['x-media'] === undefined && !OTHER_IDS.includes(name))
      .map(([name, field]) => ({ model, name, source: WorkSource.parse(field['x-source']) })),
  );
  assert.equal(new Set(named.map(({ model }) => model.id)).size, 23);
  for (const { model, name, source } of named) {
    assert.equal(source.what, /audio/i.test(name) ? 'track' : 'task', model.id);
    for (const id of source.models) assert.ok(catalog.byId(id) !== undefined, `${model.id} ${id}`);
  }
});

test('the default image model needs a prompt only and is within the free allowance', () => {
  const [first] = catalog.modelsFor('text-to-image');
  assert.ok(first !== undefined);
  assert.deepEqual(first.input.required, ['prompt']);
  const made = quote(first, { prompt: 'x' });
  assert.ok(made.ok && made.credits <= 4);
});

test('titles are proper names in both languages, each of one model only', () => {
  const titles = catalog.models.map((model) => model.title);
  const pageNoise =
    /text.to.(image|video|speech)|jobs form|^Google|^Bytedance|Kling V\d| - |\/|\s{2}|\d-\d|Voice Create Voice/i;
  for (const { ru, en } of titles) {
    assert.doesNotMatch(en, pageNoise);
    assert.doesNotMatch(ru, pageNoise);
    assert.doesNotMatch(en, /[а-я]/i);
    assert.ok(ru.length > 0 && ru.length <= 45, ru);
  }
  assert.equal(new Set(titles.map(({ ru }) => ru)).size, titles.length);
  assert.equal(new Set(titles.map(({ en }) => en)).size, titles.length);
});

test('models are found by id, by key and by task', () => {
  for (const model of catalog.models) {
    assert.equal(catalog.byId(model.id), model);
    assert.equal(catalog.byKey(model.key), model);
    assert.equal(model.key, modelKey(model.id));
  }
  assert.equal(catalog.byId('toString'), undefined);
});

test('a snapshot that is not one, or holds a model twice, is refused', () => {
  const models = catalog.models.slice(0, 1);
  const unexpected = (thrown: unknown): boolean => hasCode(thrown, 'UNEXPECTED');
  assert.throws(() => loadSnapshot({ takenFrom: 'x', models: [{ id: 'a' }] }), unexpected);
  assert.throws(() => loadSnapshot(null), unexpected);
  assert.throws(() => loadSnapshot({ takenFrom: 'x', models: [...models, ...models] }), unexpected);
  assert.equal(loadSnapshot({ takenFrom: 'x', models }).models.length, 1);
});

test('a withdrawn model has a name and is offered to nobody', () => {
  const [first, second] = catalog.models;
  assert.ok(first !== undefined && second !== undefined);
  const withdrawn = { ...first, status: 'withdrawn' as const };
  const some = createCatalog([withdrawn, second], 'x');
  assert.deepEqual(some.models, [second]);
  for (const task of first.tasks) assert.ok(!some.modelsFor(task).includes(withdrawn));
  assert.equal(some.byId(first.id), withdrawn);
  assert.equal(some.byKey(first.key), withdrawn);
});

test('a model whose every price needs more than the input is not sold', () => {
  const price = (when: Record<string, string | boolean>) => ({ when, credits: 1, unit: 'image' as const });
  const input = { type: 'object' as const, properties: {}, required: [] };
  assert.equal(priceFrom({ input, prices: [] }), null);
  assert.equal(priceFrom({ input, prices: [price({ $tier: 'pro' })] }), null);
  assert.equal(priceFrom({ input, prices: [price({ $tier: 'pro' }), price({ $videoInput: false })] }), 1);
});

test('a key fits deep links and callback data whatever the id', () => {
  assert.equal(modelKey('google/nano-banana'), 'google-nano-banana');
  assert.equal(modelKey('seedream/4.5-text-to-image'), 'seedream-4-5-text-to-image');
  const long = ['elevenlabs/text-to-speech-multilingual-v2', 'elevenlabs/text-to-speech-multilingual-v3'].map(modelKey);
  assert.notEqual(long[0], long[1]);
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (id) => {
      assert.match(modelKey(id), /^[a-z0-9][a-z0-9-]{0,39}$/);
      assert.equal(modelKey(id), modelKey(id));
    }),
  );
});
