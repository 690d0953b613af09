import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { learnPrices } from '../../src/domain/catalog/learn/learn-prices.ts';
import type { InputSchema, Model, PriceRule } from '../../src/domain/catalog/model.ts';
import { pricingProse } from '../../src/sandbox/kie/pricing.ts';
import { assertInNoTime } from '../support/in-no-time.ts';

const catalog = bundledCatalog();

function bundled(id: string): Model {
  const model = catalog.byId(id);
  assert.ok(model !== undefined, id);
  return model;
}

/** As of a model that is new: nothing is known of its prices. */
function learned(id: string, pricing: string | null, known: readonly PriceRule[] = []) {
  const { vendor, title, input } = bundled(id);
  return learnPrices({ id, vendor, pricing }, [title], input, known);
}

const by = (name: string, rows: Readonly<Record<string, number>>, unit: PriceRule['unit']): readonly PriceRule[] =>
  Object.entries(rows).map(([value, credits]) => ({ when: { [name]: value }, credits, unit }));

/** Sentences of KIE's own pages, as other clients quote them. */
const understood: readonly (readonly [id: string, prose: string, rules: readonly PriceRule[]])[] = [
  [
    'kling/v2-1-master-text-to-video',
    'A 5-second video costs 160 credits (0.80 USD), and a 10-second video costs 320 credits (1.60 USD).',
    by('duration', { 5: 160, 10: 320 }, 'video'),
  ],
  ['nano-banana-2-lite', '4 credits ($0.02)', [{ when: {}, credits: 4, unit: 'request' }]],
  [
    'nano-banana-2',
    'Nano Banana 2 — now just 8 credits ($0.04) for 1 K, 12 credits ($0.06) for 2 K, and 18 credits ($0.09) for 4 K,',
    by('resolution', { '1K': 8, '2K': 12, '4K': 18 }, 'request'),
  ],
  [
    'happyhorse-1-1/text-to-video',
    '22.5 credits/s ($0.1125) for 720 p or 29 credits/s ($0.145) for 1080 p',
    by('resolution', { '720p': 22.5, '1080p': 29 }, 'second'),
  ],
  [
    'grok-imagine/text-to-video',
    '• 480p Output: 2.4 credits / sec   • 720p Output: 4.5 credits / sec   • 1080p Output: 8 credits / sec\n' +
      'High-tier top-ups (+10% bonus) bring effective pricing down to ~10% off the above rates.',
    by('resolution', { '480p': 2.4, '720p': 4.5, '1080p': 8 }, 'second'),
  ],
  [
    'bytedance/v1-lite-text-to-video',
    'For Seedance V1 Lite, generating 1 second of video costs about 2 credits ($0.010) at 480p, 4.5 credits ' +
      '($0.0225) at 720p, and 10 credits ($0.050) at 1080p.',
    by('resolution', { '480p': 2, '720p': 4.5, '1080p': 10 }, 'second'),
  ],
  [
    'google/nano-banana',
    'Nano Banana API costs 4 credits per image (~$0.02).',
    [{ when: {}, credits: 4, unit: 'image' }],
  ],
  [
    'recraft/remove-background',
    'Kie.ai Recraft Remove-Background: 1 credit ($0.005) per output image.',
    [{ when: {}, credits: 1, unit: 'image' }],
  ],
  [
    'z-image',
    'flat 0.8 Kie credits per image (≈ $0.004) — simple, all-inclusive pricing.',
    [{ when: {}, credits: 0.8, unit: 'image' }],
  ],
  [
    'ai-music-api/generate',
    'Generate Music costs 12 credits per request (≈ $0.06). \nHigh-tier top-ups (+10% bonus) bring effective pricing ' +
      'down to ~$0.054 per request.',
    [{ when: {}, credits: 12, unit: 'request' }],
  ],
  ['ai-music-api/generate-persona', 'Generate Persona is free.', [{ when: {}, credits: 0, unit: 'request' }]],
  [
    'bytedance/seedance-1.5-pro',
    '480p: 1.75 credits/s no audio, 3.5 credits/s with audio;\n1080p: 7.5 credits/s no audio, 15 credits/s with audio.',
    [
      { when: { resolution: '480p', generate_audio: false }, credits: 1.75, unit: 'second' },
      { when: { resolution: '480p', generate_audio: true }, credits: 3.5, unit: 'second' },
      { when: { resolution: '1080p', generate_audio: false }, credits: 7.5, unit: 'second' },
      { when: { resolution: '1080p', generate_audio: true }, credits: 15, unit: 'second' },
    ],
  ],
  [
    'bytedance/seedance-2',
    '480P — 11.5 credits/s ($0.0575/s, with video input) / 19 credits/s ($0.095/s, no video input)',
    [
      { when: { resolution: '480p', $videoInput: true }, credits: 11.5, unit: 'second' },
      { when: { resolution: '480p', $videoInput: false }, credits: 19, unit: 'second' },
      { when: { resolution: '480p', $videoInput: true }, credits: 11.5, unit: 'input-second' },
    ],
  ],
  [
    'veo-3-1',
    'Lite mode (text-to-video / image-to-video/ reference-to-video): 720P — 30 credits (≈ $0.15) per video; ' +
      '4K — 150 credits (≈ $0.75) per video.\nQuality mode (text-to-video / image-to-video): 720P — 250 credits ' +
      '(≈ $1.25) per video; 4K — 370 credits (≈ $1.85) per video.\n\nHigh-tier top-ups (+10% bonus) reduce the ' +
      'effective cost by about 10%.',
    [
      { when: { model: 'veo3_lite', resolution: '720p' }, credits: 30, unit: 'video' },
      { when: { model: 'veo3_lite', resolution: '4k' }, credits: 150, unit: 'video' },
      { when: { model: 'veo3', resolution: '720p' }, credits: 250, unit: 'video' },
      { when: { model: 'veo3', resolution: '4k' }, credits: 370, unit: 'video' },
    ],
  ],
];
for (const [id, prose, rules] of understood) {
  test(`price of ${id}: ${prose.slice(0, 50)}`, () => {
    assert.deepEqual(learned(id, prose), { prices: rules, notes: [] });
  });
}

/** A word that is not known, a price that does not add up, or one that could be meant in two ways. */
const notUnderstood: readonly (readonly [id: string, prose: string])[] = [
  ['nano-banana-2', 'From 8 credits ($0.04) for 1K'],
  ['nano-banana-2', '8 credits ($0.04) for 1K, ask for 4K'],
  ['nano-banana-2', '8 credits ($0.05) for 1K'],
  ['nano-banana-2', '8 credits ($0.04) for 1K, 9 credits ($0.045) for 1K'],
  ['nano-banana-2', '8 credits ($0.04) for 1K, 12 credits ($0.06)'],
  ['nano-banana-2', '8 credits ($0.04) for 1K 2K'],
  ['nano-banana-2', '8 credits ($0.04) for 8K'],
  ['nano-banana-2', '8 credits per 6 images'],
  ['nano-banana-2', '4K: 8 credits for 1K'],
  ['nano-banana-2', 'Each second costs 8 credits per image'],
  [
    'bytedance/seedance-2-5',
    '480P: 17 credits/s ($0.085/s, with video)\n💰 Limited-Time 1080P Offer: 28% OFF until Sep 17',
  ],
  ['kling-3.0/video', '14 credits'],
  ['google/nano-banana', 'Free for the first 10 images, then 4 credits per image'],
  ['google/nano-banana', 'contact us'],
  ['google/nano-banana', 'Nothing here is free'],
  ['google/nano-banana', 'The first image is free'],
  ['google/nano-banana', '1,5 credits per image'],
];
for (const [id, prose] of notUnderstood) {
  test(`no price in: ${prose.slice(0, 70)}`, () => {
    const { prices, notes } = learned(id, prose);
    assert.deepEqual(prices, []);
    assert.equal(notes[0], `not sold, the price was not understood: ${prose.replaceAll(/\s+/g, ' ')}`);
  });
}

const SIZES = by('resolution', { '1K': 8, '2K': 12, '4K': 18 }, 'image');

test('known prices stay, in their order, when the prose says the same', () => {
  const prose = '18 credits per image for 4K, 12 credits per image for 2K, 8 credits per image for 1K';
  assert.deepEqual(learned('nano-banana-2', prose, SIZES), { prices: SIZES, notes: [] });
});

test('other prices in the prose win, and an admin is told', () => {
  const { prices, notes } = learned('nano-banana-2', '9 credits for 1K, 12 credits for 2K, 18 credits for 4K', SIZES);
  assert.deepEqual(prices, by('resolution', { '1K': 9, '2K': 12, '4K': 18 }, 'image'));
  assert.match(notes.join(), /price changed: 8 per image, 12 per image, 18 per image before, 9 per image/);
});

test('prose that says less than was known, or is not understood, leaves the known prices', () => {
  for (const prose of ['8 credits per image', '8 credits for 1K, 12 credits for 2K', 'at 1K just 8 bucks']) {
    assert.deepEqual(learned('nano-banana-2', prose, SIZES).prices, SIZES, prose);
  }
  assert.deepEqual(learned('nano-banana-2', 'Only 8 credits today', SIZES).notes, []);
  assert.match(learned('nano-banana-2', 'Only 7 credits today', SIZES).notes.join(), /the known one stays: Only 7/);
});

test('a price per second says what every length costs', () => {
  const known = by('duration', { 5: 10, 10: 20 }, 'video');
  assert.deepEqual(learned('kling/v2-1-standard', '3 credits/s', known).prices, [
    { when: {}, credits: 3, unit: 'second' },
  ]);
});

test('surcharges that the prose does not speak of stay', () => {
  const known: readonly PriceRule[] = [...SIZES, { when: {}, credits: 1, unit: 'input-image' }];
  const { prices } = learned('nano-banana-2', '9 credits for 1K, 12 credits for 2K, 18 credits for 4K', known);
  assert.deepEqual(prices.at(-1), { when: {}, credits: 1, unit: 'input-image' });
});

test('without prose the known prices stay, and a new model is not sold', () => {
  assert.deepEqual(learned('nano-banana-2', ' ', SIZES), { prices: SIZES, notes: [] });
  assert.deepEqual(learned('nano-banana-2', null), { prices: [], notes: ['not sold, KIE names no price'] });
});

test('the prose of the local KIE, of all bundled models, is understood as the bundled prices or not at all', () => {
  const same = (rules: readonly PriceRule[]) =>
    rules.map(({ when, credits, unit }) => JSON.stringify([Object.entries(when).toSorted(), credits, unit])).toSorted();
  const sold = catalog.models.filter(({ prices }) => prices.length > 0);
  const read = sold.filter((model) => {
    const { prices } = learned(model.id, pricingProse(model));
    if (prices.length > 0) assert.deepEqual(same(prices), same(model.prices), model.id);
    return prices.length > 0;
  });
  assert.ok(read.length >= 150, `${read.length} of ${sold.length}`);
});

const ENDLESS: readonly (readonly [things: string, prose: (times: number) => string])[] = [
  ['ways', (times) => `(text-to-video${' text-to-video'.repeat(times)}!`],
  ['space within the brackets of a price', (times) => `1 credit ($1 per${' '.repeat(times)},${' '.repeat(times)}!(`],
];
for (const [things, prose] of ENDLESS) {
  test(`a price text with a lot of ${things} is read in no time`, async () => {
    await assertInNoTime([20, 22, 24, 27, 100, 200, 280], (times) => {
      assert.deepEqual(learned('google/nano-banana', prose(times)).prices, []);
    });
    await assertInNoTime([1_900], (times) => learned('google/nano-banana', prose(times)));
  });
}

test('no prose makes it throw, or gives a price by a value that the schema does not have', () => {
  const input: InputSchema = {
    type: 'object',
    properties: { resolution: { type: 'string', enum: ['1K', '2K'] }, sound: { type: 'boolean' } },
    required: [],
  };
  const word = fc.constantFrom(
    '8 credits',
    '2 credits/s',
    '($0.04)',
    '1K',
    '2k',
    'with',
    'no',
    'audio',
    'for',
    ',',
    '.',
    '\n',
    '§0',
    '(',
    ')',
  );
  const prose = fc.oneof(
    fc.string(),
    fc.array(word).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(prose, (pricing) => {
      const { prices } = learnPrices({ id: 'x/y', vendor: 'X', pricing }, [], input, []);
      for (const { when, credits } of prices) {
        assert.ok(credits >= 0);
        for (const [name, value] of Object.entries(when)) {
          assert.ok(name === 'sound' ? typeof value === 'boolean' : ['1K', '2K'].includes(String(value)), pricing);
        }
      }
    }),
  );
});
