import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { FieldSchema } from '../../src/domain/catalog/fields.ts';
import { buildInput } from '../../src/domain/catalog/input.ts';
import type { Model, ModelInput } from '../../src/domain/catalog/model.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { decidesPrice, priceFrom, priceWith } from '../../src/domain/catalog/price-range.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';
import { leastInput, sampleFile, sampleValue } from '../support/model-input.ts';

type Json = ModelInput[string];
const catalog = bundledCatalog();
const validate = createValidateInput();
function model(id: string): Model {
  const found = catalog.byId(id);
  assert.ok(found, id);
  return found;
}

const FROM: Readonly<Record<string, number | null>> = {
  'google/nano-banana': 4,
  'nano-banana-pro': 18,
  'kling-2.6/text-to-video': 55,
  'ai-music-api/generate-lyrics': 0.4,
  'elevenlabs/text-to-dialogue-v3': 14,
  // The shortest there is.
  'grok-imagine/text-to-video': 14.4,
  'kling/v3-turbo-text-to-video': 18 * 3,
  'kling/ai-avatar-pro': 16,
  // With a video four seconds cost 11.5 each, and so does its own second.
  'bytedance/seedance-2': 11.5 * 5,
  // A picture is always among the inputs.
  'qwen3/image-to-image': 5.3,
  'minimax-h3/image-to-video': 8 * 4 + 4,
  'seedream/5-pro-image-to-image': 7,
  'happyhorse/video-edit': 28 * 2,
  // One of its branches is as long as the video.
  'kling-3.0-omni/reference-to-video': 14,
  'veo/extend': 30,
  'grok-imagine/extend': 14.4,
  // 580p has a price and is no choice.
  'wan/2-2-a14b-text-to-video-turbo': 40,
  // Nothing in the input tells what it costs.
  'flux1-kontext': null,
  'ai-music-api/separate-vocals': null,
  'google/gemini-3-8-flash-tts': null,
  'runway/extend-ai-video': null,
};
for (const [id, credits] of Object.entries(FROM)) {
  test(`${id} costs from ${credits ?? 'nothing: it is not sold'}`, () => {
    assert.equal(priceFrom(model(id)), credits);
  });
}

const NOT_SOLD = [
  'ai-music-api/check-voice',
  'ai-music-api/create-voice',
  'ai-music-api/regenerate-phrase',
  'ai-music-api/separate-vocals',
  'ai-music-api/suno-recovery-audio',
  'ai-music-api/validation-phrase',
  'flux1-kontext',
  'google/gemini-2-5-pro-tts',
  'google/gemini-3-1-flash-tts',
  'google/gemini-3-8-flash-lite-tts',
  'google/gemini-3-8-flash-tts',
  'grok-imagine-image-2-0/segment-edit',
  'omnihuman-1-5/human-identification',
  'runway/extend-ai-video',
  'seedream/5-flash-layer-decomposition',
  'wan/2-6-flash-image-to-video',
  'wan/2-6-flash-video-to-video',
];
test('no other model is without a price, and what has one can be bought with the least input there is', () => {
  const without = catalog.models.filter((one) => priceFrom(one) === null).map(({ id }) => id);
  assert.deepEqual(without.toSorted(), NOT_SOLD);
  // By default the size of the layers is left to the model; an enlargement from 720p must go to 1080p.
  const chosen: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'seedream/5-pro-layer-decomposition': { size: '1K' },
    'grok-imagine/upscale': { resolution: '1080p' },
  };
  for (const one of catalog.models) {
    const input = leastInput(one, chosen[one.id], { resolution: '720p', tier: 'fast' });
    assert.deepEqual(validate(one, input), { ok: true }, one.id);
    const made = quote(one, input);
    assert.equal(made.ok, !NOT_SOLD.includes(one.id), `${one.id} ${JSON.stringify(made)}`);
  }
});

function anyValue(field: FieldSchema): fc.Arbitrary<Json> {
  const facts = fc.record({
    seconds: fc.double({ min: 0.1, max: 40, noNaN: true }),
    width: fc.integer({ min: 1, max: 5_000 }),
    height: fc.integer({ min: 1, max: 5_000 }),
    resolution: fc.constantFrom('360p', '480p', '720p', '1080p'),
    tier: fc.constantFrom('lite', 'fast', 'quality'),
  });
  if (Array.isArray(field['enum'])) return fc.constantFrom(...field['enum']);
  if (field['type'] === 'boolean') return fc.boolean();
  if (field['type'] === 'integer' || field['type'] === 'number') {
    return fc.oneof(fc.integer({ min: -1, max: 15 }), fc.constant(sampleValue(field)));
  }
  const sample = facts.map((given) => sampleValue(field, given));
  if (field['type'] !== 'array') return sample;
  return fc.array(sample, { minLength: 1, maxLength: 3 }).map((lists) => lists.flatMap((list): Json => list) as Json);
}

const anyOrder = fc.constantFrom(...catalog.models).chain((chosen) => {
  const entries = Object.entries(chosen.input.properties).map(([name, field]) => [name, anyValue(field)] as const);
  return fc.record({
    model: fc.constant(chosen),
    values: fc.record<Record<string, Json>>(Object.fromEntries(entries), {
      requiredKeys: chosen.input.required,
      noNullPrototype: true,
    }),
  });
});

test('no valid input costs less than the price from, and a model without one has no valid input with a price', () => {
  let priced = 0;
  fc.assert(
    fc.property(anyOrder, ({ model: chosen, values }) => {
      const input = buildInput(chosen, values);
      const made = validate(chosen, input).ok ? quote(chosen, input) : null;
      if (made?.ok !== true) return;
      priced += 1;
      const from = priceFrom(chosen);
      assert.ok(from !== null && from <= made.credits, `${chosen.id}: from ${from}, is ${made.credits}`);
    }),
    { numRuns: 1_500 },
  );
  assert.ok(priced > 200, `only ${priced} inputs had a price`);
});

test('the price beside a value is that of the input with this value', () => {
  const veo = model('veo-3-1');
  const input = buildInput(veo, { prompt: 'x' });
  assert.equal(priceWith(veo, input, 'model', 'veo3'), 250);
  assert.equal(priceWith(veo, input, 'resolution', '4k'), 180);
  assert.equal(priceWith(veo, input, 'resolution', '8k'), null, 'no such price');
  const edit = model('happyhorse/video-edit');
  assert.equal(priceWith(edit, { video_url: sampleFile('video', { seconds: 2 }) }, 'resolution', '720p'), 112);
});

test('only what a price hangs on decides it', () => {
  const veo = model('veo-3-1');
  assert.deepEqual(
    ['model', 'resolution', 'aspect_ratio', 'prompt', 'nothing'].map((name) => decidesPrice(veo, name)),
    [...[true, true, false, false, false]],
  );
});
