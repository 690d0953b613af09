import assert from 'node:assert/strict';
import test from 'node:test';
import type { FieldSchema } from '../../src/domain/catalog/fields.ts';
import type { ModelInput, PriceRule } from '../../src/domain/catalog/model.ts';
import type { Quote, QuoteFacts } from '../../src/domain/catalog/price.ts';
import { priceFields, quote } from '../../src/domain/catalog/price.ts';

const VIDEO: FieldSchema = { type: 'string', format: 'uri', 'x-media': 'video' };
const IMAGES: FieldSchema = { type: 'array', items: { type: 'string', format: 'uri', 'x-media': 'image' } };

function model(properties: Record<string, FieldSchema>, prices: PriceRule[]) {
  return { input: { type: 'object' as const, properties, required: [] }, prices };
}
const per = (unit: PriceRule['unit'], credits: number, when: PriceRule['when'] = {}): PriceRule => ({
  when,
  credits,
  unit,
});
const costs = (credits: number): Quote => ({ ok: true, credits });
const refused = (reason: Extract<Quote, { ok: false }>['reason']): Quote => ({ ok: false, reason });

interface Row {
  readonly name: string;
  readonly model: ReturnType<typeof model>;
  readonly input: ModelInput;
  readonly facts?: QuoteFacts;
  readonly expected: Quote;
}

const RESOLUTION: FieldSchema = { type: 'string', enum: ['1K', '2K'], default: '1K' };
const byResolution = [per('image', 4, { resolution: '1K' }), per('image', 8, { resolution: '2K' })];
const seedance = model({ resolution: RESOLUTION, duration: { type: 'integer', default: 5 }, clip: VIDEO }, [
  per('second', 41, { resolution: '1K', $videoInput: false }),
  per('second', 25, { resolution: '1K', $videoInput: true }),
  per('input-second', 25, { resolution: '1K', $videoInput: true }),
]);

const rows: readonly Row[] = [
  { name: 'no prices at all', model: model({}, []), input: {}, expected: refused('no-price') },
  { name: 'a price for every call', model: model({}, [per('request', 8)]), input: {}, expected: costs(8) },
  {
    name: 'an absent parameter counts with its default',
    model: model({ resolution: RESOLUTION }, byResolution),
    input: { prompt: 'x' },
    expected: costs(4),
  },
  {
    name: 'a given parameter wins over the default',
    model: model({ resolution: RESOLUTION }, byResolution),
    input: { resolution: '2K' },
    expected: costs(8),
  },
  {
    name: 'an empty value is an absent one',
    model: model({ resolution: RESOLUTION }, byResolution),
    input: { resolution: '' },
    expected: costs(4),
  },
  {
    name: 'a value without a row has no price, never the cheapest one',
    model: model({ resolution: RESOLUTION }, byResolution),
    input: { resolution: '4K' },
    expected: refused('no-matching-rule'),
  },
  {
    name: 'no default and no value: no price',
    model: model({ resolution: { type: 'string' } }, byResolution),
    input: {},
    expected: refused('no-matching-rule'),
  },
  {
    name: 'text that looks like the number of a rule is not that number',
    model: model({ duration: { type: 'integer' } }, [per('video', 30, { duration: 5 })]),
    input: { duration: '5' },
    expected: refused('no-matching-rule'),
  },
  {
    name: 'the rule with the most conditions wins',
    model: model({ a: {}, b: {} }, [per('video', 9), per('video', 5, { a: 1 }), per('video', 7, { a: 1, b: 2 })]),
    input: { a: 1, b: 2 },
    expected: costs(7),
  },
  {
    name: 'two equally specific rules that differ are a contradiction',
    model: model({ a: {}, b: {} }, [per('video', 5, { a: 1 }), per('video', 7, { b: 2 })]),
    input: { a: 1, b: 2 },
    expected: refused('not-computable'),
  },
  {
    name: 'two equally specific rules that agree are one price',
    model: model({ a: {}, b: {} }, [per('video', 5, { a: 1 }), per('video', 5, { b: 2 })]),
    input: { a: 1, b: 2 },
    expected: costs(5),
  },
  {
    name: 'equal credits per different units are a contradiction',
    model: model({ duration: { default: 5 } }, [per('video', 5), per('second', 5)]),
    input: {},
    expected: refused('not-computable'),
  },
  {
    name: 'images are counted, also when the number is text',
    model: model({ num_images: { type: 'string', default: '1' } }, [per('image', 3.5)]),
    input: { num_images: '3' },
    expected: costs(10.5),
  },
  {
    name: 'a tenth three times is three tenths',
    model: model({ n: { type: 'integer' } }, [per('image', 0.1)]),
    input: { n: 3 },
    expected: costs(0.3),
  },
  {
    name: 'an unknown number of images has no price',
    model: model({ n: { type: 'integer' } }, [per('image', 4.8)]),
    input: {},
    expected: refused('not-computable'),
  },
  {
    name: 'half an image has no price',
    model: model({ n: { type: 'number' } }, [per('image', 4.8)]),
    input: { n: 1.5 },
    expected: refused('not-computable'),
  },
  {
    name: 'seconds given as text',
    model: model({ duration: { type: 'string' } }, [per('second', 22.5)]),
    input: { duration: '5' },
    expected: costs(112.5),
  },
  {
    name: 'a duration that the model chooses has no price',
    model: model({ duration: { type: 'integer' } }, [per('second', 8)]),
    input: { duration: -1 },
    expected: refused('not-computable'),
  },
  {
    name: 'a duration of zero means that of the given file',
    model: model({ duration: { type: 'integer', default: 0 } }, [per('second', 16)]),
    input: {},
    facts: { outputSeconds: 3 },
    expected: costs(48),
  },
  {
    name: 'a begun second is a whole one, of the result',
    model: model({}, [per('second', 16)]),
    input: {},
    facts: { outputSeconds: 2.001 },
    expected: costs(48),
  },
  {
    name: 'a begun second is a whole one, also of a chosen duration',
    model: model({ duration: { type: 'number' } }, [per('second', 16)]),
    input: { duration: 2.5 },
    expected: costs(48),
  },
  {
    name: 'frames make the length whatever the files are',
    model: model({ num_frames: { default: 81 }, frames_per_second: { default: 16 } }, [per('second', 12)]),
    input: {},
    facts: { outputSeconds: 30 },
    expected: costs(72),
  },
  {
    name: 'seconds from frames',
    model: model({ num_frames: { default: 80 }, frames_per_second: { default: 16 } }, [per('second', 12)]),
    input: {},
    expected: costs(60),
  },
  {
    name: 'frames at no frames per second have no length',
    model: model({ num_frames: {}, frames_per_second: {} }, [per('second', 12)]),
    input: { num_frames: 80, frames_per_second: 0 },
    expected: refused('not-computable'),
  },
  {
    name: 'a minute is sixty seconds',
    model: model({}, [per('minute', 3.5)]),
    input: {},
    facts: { outputSeconds: 90 },
    expected: costs(5.25),
  },
  {
    name: 'a third of a thousandth of a credit is rounded up',
    model: model({}, [per('minute', 1)]),
    input: {},
    facts: { outputSeconds: 20 },
    expected: costs(0.334),
  },
  {
    name: 'every begun thousand of characters is paid',
    model: model({ text: { type: 'string' } }, [per('1000-characters', 12)]),
    input: { text: 'я'.repeat(1_001) },
    expected: costs(24),
  },
  {
    name: 'an emoji is one character',
    model: model({ text: { type: 'string' } }, [per('1000-characters', 12)]),
    input: { text: '🎨'.repeat(1_000) },
    expected: costs(12),
  },
  {
    name: 'the turns of a dialogue are counted together',
    model: model({ dialogue: { type: 'array' } }, [per('1000-characters', 14)]),
    input: {
      dialogue: [
        { text: 'a'.repeat(600), voice: 'x' },
        { text: 'b'.repeat(600), voice: 'y' },
      ],
    },
    expected: costs(28),
  },
  {
    name: 'no text, no price',
    model: model({ text: { type: 'string' } }, [per('1000-characters', 12)]),
    input: {},
    expected: refused('not-computable'),
  },
  {
    name: 'a size word is a megapixel',
    model: model({ image_size: { type: 'string', default: 'square_hd' } }, [per('megapixel', 4)]),
    input: {},
    expected: costs(4),
  },
  {
    name: 'megapixels of several images',
    model: model({ image_size: { type: 'string' }, num_images: { type: 'string' } }, [per('megapixel', 5)]),
    input: { image_size: 'landscape_16_9', num_images: '4' },
    expected: costs(20),
  },
  {
    name: 'an unknown size word has no price',
    model: model({ image_size: { type: 'string' } }, [per('megapixel', 4)]),
    input: { image_size: 'constructor' },
    expected: refused('not-computable'),
  },
  {
    name: 'without a video the dearer second and no surcharge',
    model: seedance,
    input: {},
    expected: costs(205),
  },
  {
    name: 'with a video its seconds are billed too',
    model: seedance,
    input: { clip: 'https://example.com/a.mp4' },
    facts: { inputSeconds: 3 },
    expected: costs(200),
  },
  {
    name: 'a video of unknown length has no price',
    model: seedance,
    input: { clip: 'https://example.com/a.mp4' },
    expected: refused('not-computable'),
  },
  {
    name: 'every input image costs',
    model: model({ image_urls: IMAGES }, [per('image', 4.8), per('input-image', 0.5)]),
    input: { image_urls: ['https://example.com/1', 'https://example.com/2'] },
    expected: costs(5.8),
  },
  {
    name: 'the first input image is free',
    model: model({ image_urls: IMAGES }, [per('image', 7), per('input-image-after-first', 0.5)]),
    input: { image_urls: ['https://example.com/1', 'https://example.com/2', 'https://example.com/3'] },
    expected: costs(8),
  },
  {
    name: 'a surcharge alone is no price',
    model: model({ image_urls: IMAGES }, [per('input-image', 0.5)]),
    input: {},
    expected: refused('no-matching-rule'),
  },
  {
    name: 'a condition that nobody knows makes the price unknown',
    model: model({}, [per('image', 5, { $tier: 'pro' }), per('image', 10, { $tier: 'max' })]),
    input: {},
    expected: refused('not-computable'),
  },
  {
    name: 'a condition that is told decides',
    model: model({}, [per('image', 5, { $tier: 'pro' }), per('image', 10, { $tier: 'max' })]),
    input: {},
    facts: { conditions: { $tier: 'max' } },
    expected: costs(10),
  },
];

for (const row of rows) {
  test(`quote: ${row.name}`, () => {
    assert.deepEqual(quote(row.model, row.input, row.facts), row.expected);
  });
}

test('priceFields names the parameters a price hangs on, and no others', () => {
  const priced = model({ prompt: {}, n: {}, resolution: RESOLUTION }, [
    ...byResolution,
    per('image', 1, { $tier: 'x' }),
  ]);
  assert.deepEqual(priceFields(priced).toSorted(), ['n', 'resolution']);
});
