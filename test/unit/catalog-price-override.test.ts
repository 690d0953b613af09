import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { Model, ModelInput } from '../../src/domain/catalog/model.ts';
import { isScalar } from '../../src/domain/catalog/fields.ts';
import { priceFields, quote } from '../../src/domain/catalog/price.ts';
import { priceParameters, withOverrides } from '../../src/domain/catalog/price-override.ts';
import { imageModel } from '../support/chat.ts';

const duration = { type: 'integer', minimum: 4, maximum: 12, default: 5 } as const;
const perSecond: Model['prices'] = [
  { when: { mode: 'std' }, credits: 2, unit: 'second' },
  { when: { mode: 'pro' }, credits: 3, unit: 'second' },
];
const MODE: Model['input']['properties'][string] = { type: 'string', enum: ['std', 'pro'], default: 'std' };

test('the parameters of a price, and whether they are all there is to it', () => {
  const video = imageModel('video', { mode: MODE, duration }, { prices: perSecond });
  const edit = imageModel('edit', { mode: MODE }, { prices: perSecond });
  const speech = imageModel(
    'speech',
    { text: { type: 'string' } },
    {
      prices: [{ when: {}, credits: 1, unit: '1000-characters' }],
    },
  );
  const withVideo = imageModel(
    'with-video',
    {},
    {
      prices: [{ when: { $videoInput: true }, credits: 1, unit: 'request' }],
    },
  );
  const rows = [
    { model: video, input: { prompt: 'a', duration: 7 }, values: { mode: 'std', duration: 7 }, isExact: true },
    { model: video, input: { prompt: 'a', mode: 'pro' }, values: { mode: 'pro', duration: 5 }, isExact: true },
    { model: edit, input: { prompt: 'a' }, values: { mode: 'std' }, isExact: false },
    { model: speech, input: { text: 'a secret' }, values: {}, isExact: false },
    { model: withVideo, input: {}, values: {}, isExact: false },
    { model: imageModel('plain'), input: { prompt: 'a' }, values: {}, isExact: true },
  ];
  for (const { model, input, values, isExact } of rows) {
    assert.deepEqual(priceParameters(model, input), { values, isExact }, model.id);
  }
});

/** An input of scalar price parameters as the schema allows them. */
function inputsOf(model: Model): fc.Arbitrary<ModelInput> {
  const fields = priceFields(model).flatMap((name) => {
    const choices = model.input.properties[name]?.['enum'];
    if (Array.isArray(choices)) return [[name, fc.constantFrom(...choices.filter(isScalar))] as const];
    return name === 'duration' ? [[name, fc.integer({ min: 4, max: 12 })] as const] : [];
  });
  return fc.record(Object.fromEntries(fields));
}

test('of every bundled model: an override is the quote of its own parameters and of no others', () => {
  let tried = 0;
  for (const model of bundledCatalog().models) {
    fc.assert(
      fc.property(inputsOf(model), inputsOf(model), (billed, other) => {
        const { values, isExact } = priceParameters(model, billed);
        if (!isExact || !quote(model, billed).ok) return;
        tried += 1;
        const [corrected] = withOverrides([model], [{ modelId: model.id, when: values, credits: 777.5 }]);
        assert.ok(corrected !== undefined);
        assert.deepEqual(quote(corrected, billed), { ok: true, credits: 777.5 });
        const isSame = JSON.stringify(priceParameters(model, other).values) === JSON.stringify(values);
        if (!isSame) assert.deepEqual(quote(corrected, other), quote(model, other));
      }),
      { numRuns: 20 },
    );
  }
  assert.ok(tried > 500, `only ${tried} inputs were tried`);
});

test('an override of a parameter that is gone, or of another model, does nothing', () => {
  const model = imageModel('plain');
  const gone = { modelId: 'plain', when: { quality: 'high' }, credits: 1 };
  const others = { modelId: 'other', when: {}, credits: 1 };
  assert.equal(withOverrides([model], [gone, others])[0], model);
});
