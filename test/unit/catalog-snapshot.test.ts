import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { loadSnapshot, sold } from '../../src/domain/catalog/catalog.ts';
import { mediaField } from '../../src/domain/catalog/fields.ts';
import { modelKey } from '../../src/domain/catalog/key.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { hasCode } from '../../src/shared/errors.ts';

const catalog = bundledCatalog();

test('every bundled model makes images from text, is sold, and needs no file', () => {
  assert.ok(catalog.models.length >= 30);
  for (const model of catalog.models) {
    assert.ok(model.tasks.includes('text-to-image') && model.output === 'image', model.id);
    assert.ok(sold(model), model.id);
    const needed = model.input.required.map((name) => model.input.properties[name]);
    for (const field of needed) assert.ok(field !== undefined && mediaField(field) === null, model.id);
  }
});

test('every bundled model can be given a prompt, and must be', () => {
  for (const model of catalog.models) assert.ok(model.input.required.includes('prompt'), model.id);
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
  for (const { ru, en } of titles) {
    assert.doesNotMatch(en, /text.to.image|jobs form|^Google| - |\s{2}/i);
    assert.ok(ru.length > 0 && ru.length <= 40, ru);
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
  assert.deepEqual(catalog.modelsFor('text-to-video'), []);
});

test('a snapshot that is not one, or holds a model twice, is refused', () => {
  const models = catalog.models.slice(0, 1);
  const unexpected = (thrown: unknown): boolean => hasCode(thrown, 'UNEXPECTED');
  assert.throws(() => loadSnapshot({ takenFrom: 'x', models: [{ id: 'a' }] }), unexpected);
  assert.throws(() => loadSnapshot(null), unexpected);
  assert.throws(() => loadSnapshot({ takenFrom: 'x', models: [...models, ...models] }), unexpected);
  assert.equal(loadSnapshot({ takenFrom: 'x', models }).models.length, 1);
});

test('a model whose every price needs more than the input is not sold', () => {
  const price = (when: Record<string, string | boolean>) => ({ when, credits: 1, unit: 'image' as const });
  assert.equal(sold({ prices: [] }), false);
  assert.equal(sold({ prices: [price({ $tier: 'pro' })] }), false);
  assert.equal(sold({ prices: [price({ $tier: 'pro' }), price({ $videoInput: false })] }), true);
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
