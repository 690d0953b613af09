import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { convert } from '../../scripts/catalog/convert.ts';
import type { FactModel } from '../../scripts/catalog/facts.ts';
import { FactsFile } from '../../scripts/catalog/facts.ts';
import { properName } from '../../scripts/catalog/titles.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';

const PROMPT = { name: 'prompt', type: 'string', required: true, maxLength: 500 };
const FILES = {
  name: 'image_urls',
  type: 'array',
  required: false,
  accepts: ['image/png'],
  maxSizeMB: 10,
  maxItems: 3,
  items: { type: 'string', format: 'uri' },
};

function fact(more: Readonly<Record<string, unknown>>): FactModel {
  const base = {
    id: 'vendor/paint',
    name: 'Vendor - Paint',
    vendor: 'Vendor',
    categories: ['text-to-image'],
    endpoint: 'jobs',
    status: 'active',
    input: [PROMPT],
    output: 'image',
    prices: [{ when: {}, credits: 4, unit: 'image' }],
  };
  const [parsed] = FactsFile.parse([{ ...base, ...more }]);
  assert.ok(parsed !== undefined);
  return parsed;
}

function taken(more: Readonly<Record<string, unknown>>) {
  const { models, leftOut } = convert([fact(more)]);
  const [model] = models;
  assert.ok(model !== undefined, JSON.stringify(leftOut));
  return model;
}

const leftOutRows: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['chat', { endpoint: 'chat' }],
  ['legacy', { status: 'legacy' }],
  ['retired', { status: 'retired' }],
  ['undocumented', { status: 'undocumented' }],
  ['not createTask', { endpoint: 'omni' }],
  ['not understood', { prices: [{ when: {}, credits: 5, unit: 'fortnight' }] }],
  ['not understood', { prices: [{ when: { speed: 'fast' }, credits: 5, unit: 'image' }] }],
  ['not understood', { input: [PROMPT, { name: 'odd', type: 'tuple', required: false }] }],
  ['not understood', { rules: [{ sometimes: ['prompt'] }] }],
  ['not understood', { input: [PROMPT, { name: 'task_id', type: 'string', required: true }] }],
];
for (const [reason, more] of leftOutRows) {
  test(`left out: ${reason} ${JSON.stringify(more).slice(0, 60)}`, () => {
    const { models, leftOut } = convert([fact(more)]);
    assert.deepEqual([models.length, leftOut.map((one) => one.reason)], [0, [reason]]);
  });
}

test('parameters become JSON Schema', () => {
  const input = [
    PROMPT,
    { name: 'ratio', type: 'string', required: true, enum: ['1:1', '16:9'], default: '1:1' },
    { name: 'steps', type: 'number', required: false, min: 2, max: 250, default: 30 },
    { name: 'seconds', type: 'integer', required: false, min: 2, max: 15, allowed: [-1] },
    { name: 'length', type: 'string', required: false, min: 3, max: 5, pattern: '^[0-9]+$', default: '5' },
    { name: 'old', type: 'string', required: false, deprecated: true },
    { ...FILES, default: [], effectiveMaxItems: 1 },
    { name: 'first_frame_url', type: 'string', required: false },
    {
      name: 'turns',
      type: 'array',
      required: false,
      items: { type: 'object', properties: [{ ...PROMPT, name: 'text' }] },
    },
  ];
  assert.deepEqual(taken({ input }).input, {
    type: 'object',
    properties: {
      prompt: { type: 'string', maxLength: 500 },
      ratio: { type: 'string', enum: ['1:1', '16:9'], default: '1:1' },
      steps: { type: 'number', minimum: 2, maximum: 250, default: 30 },
      seconds: { type: 'integer', anyOf: [{ enum: [-1] }, { minimum: 2, maximum: 15 }] },
      length: { type: 'string', enum: ['3', '4', '5'], default: '5' },
      image_urls: {
        type: 'array',
        items: { type: 'string', format: 'uri', 'x-media': 'image', 'x-accepts': ['image/png'], 'x-max-size-mb': 10 },
        maxItems: 1,
      },
      first_frame_url: { type: 'string', format: 'uri', 'x-media': 'image' },
      turns: {
        type: 'array',
        items: {
          type: 'object',
          properties: { text: { type: 'string', maxLength: 500 } },
          required: ['text'],
          additionalProperties: false,
        },
      },
    },
    required: ['prompt', 'ratio'],
    additionalProperties: false,
  });
});

test('what has no price yet, or needs files, is taken all the same', () => {
  const model = taken({ input: [{ ...FILES, required: true }], prices: [], categories: ['image-edit'] });
  assert.deepEqual([model.prices, model.tasks, model.input.required], [[], ['image-to-image'], ['image_urls']]);
});

test('a model that answers with words is for text, whatever it looks at', () => {
  assert.deepEqual(taken({ categories: ['segmentation'], output: 'text' }).tasks, ['text']);
});

test('a parameter that names an earlier work says of which models, and one that nobody can fill is dropped', () => {
  const task = { name: 'task_id', type: 'string', required: true };
  const upscale = taken({ id: 'veo/get-4k-video', input: [task], categories: ['upscale'], output: 'video' });
  assert.deepEqual(upscale.input.properties['task_id'], {
    type: 'string',
    'x-source': { what: 'task', models: ['veo-3-1', 'veo/extend'] },
  });
  const rules = [{ exactlyOne: ['prompt', 'task_id'] }];
  const odd = taken({
    input: [
      { ...PROMPT, required: false },
      { ...task, required: false },
    ],
    rules,
  });
  assert.deepEqual(Object.keys(odd.input.properties), ['prompt']);
  assert.deepEqual([odd.input.required, odd.rules], [['prompt'], undefined]);
});

test('an optional parameter that decides the price and has no default gets one, and stays optional', () => {
  const model = taken({
    input: [
      PROMPT,
      { name: 'rendering_speed', type: 'string', required: false, enum: ['TURBO', 'BALANCED'] },
      { name: 'pro', type: 'boolean', required: false },
      { name: 'n', type: 'integer', required: false, min: 1, max: 4 },
      { name: 'seed', type: 'integer', required: false },
    ],
    prices: [
      { when: { rendering_speed: 'BALANCED', pro: false }, credits: 7, unit: 'image' },
      { when: { rendering_speed: 'TURBO', pro: false }, credits: 3.5, unit: 'image' },
    ],
  });
  assert.deepEqual(model.input.required, ['prompt']);
  assert.deepEqual(
    ['rendering_speed', 'pro', 'n', 'seed'].map((name) => model.input.properties[name]?.['default']),
    ['BALANCED', false, 1, undefined],
  );
  assert.deepEqual(quote(model, { prompt: 'x' }), { ok: true, credits: 7 });
});

test('price values take the declared type, and units their own names', () => {
  const model = taken({
    input: [PROMPT, { name: 'duration', type: 'string', required: true, enum: ['5', '10'] }, FILES],
    prices: [
      { when: { duration: 5 }, credits: 30, unit: 'video' },
      { when: { $inputImage: true }, credits: 0.5, unit: 'input image' },
    ],
  });
  assert.deepEqual(model.prices, [
    { when: { duration: '5' }, credits: 30, unit: 'video' },
    { when: {}, credits: 0.5, unit: 'input-image' },
  ]);
});

test('families that bill the seconds of an uploaded video get a surcharge for them', () => {
  const model = taken({
    id: 'bytedance/seedance-2',
    input: [
      PROMPT,
      {
        name: 'reference_video_urls',
        type: 'array',
        required: false,
        accepts: ['video/mp4'],
        items: { type: 'string' },
      },
    ],
    prices: [
      { when: { $videoInput: false }, credits: 41, unit: 'second' },
      { when: { $videoInput: true }, credits: 25, unit: 'second' },
    ],
  });
  assert.deepEqual(model.prices[2], { when: { $videoInput: true }, credits: 25, unit: 'input-second' });
  const facts = { outputSeconds: 5, inputSeconds: 4 };
  assert.deepEqual(quote(model, { reference_video_urls: ['https://example.com/a.mp4'] }, facts), {
    ok: true,
    credits: 225,
  });
  assert.deepEqual(quote(model, {}, facts), { ok: true, credits: 205 });
});

test('rules of every kind are translated, and mean what they say', () => {
  const validateInput = createValidateInput();
  const model = taken({
    input: [
      { ...PROMPT, required: false },
      { name: 'resolution', type: 'string', required: false, enum: ['1K', '4K'], default: '1K' },
      { name: 'sound', type: 'boolean', required: false },
      { name: 'multi', type: 'boolean', required: false },
      { ...FILES, name: 'a_urls' },
      { ...FILES, name: 'b_urls' },
    ],
    rules: [
      { forbid: [{ resolution: '4K', sound: [true] }] },
      { requires: { b_urls: ['a_urls'] } },
      { maxItemsWhen: { resolution: '4K', a_urls: 1 } },
      { whenTrue: { multi: { use: 'prompt', sound: true } } },
      { quota: { max: 3, a_urls: 1, b_urls: 2 } },
    ],
    variants: [
      { title: 'words', fields: ['prompt'], required: ['prompt'] },
      { title: 'files', fields: ['a_urls'], required: ['a_urls'] },
    ],
  });
  const url = 'https://example.com/a.png';
  const broken = (input: Record<string, string | boolean | string[]>): readonly string[] => {
    const result = validateInput(model, input);
    return result.ok ? [] : result.problems.map((problem) => problem.rule);
  };
  assert.deepEqual(broken({ prompt: 'x' }), []);
  assert.deepEqual(broken({}), ['one-of']);
  assert.deepEqual(broken({ prompt: 'x', resolution: '4K', sound: true }), ['forbid']);
  assert.deepEqual(broken({ prompt: 'x', b_urls: [url] }), ['requires']);
  assert.deepEqual(broken({ a_urls: [url, url], resolution: '4K' }), ['max-items']);
  assert.deepEqual(broken({ a_urls: [url], multi: true, sound: true }), ['implies']);
  assert.deepEqual(broken({ a_urls: [url, url], b_urls: [url] }), ['quota']);
});

const names: readonly (readonly [string, string])[] = [
  ['Google - Nano Banana 2', 'Nano Banana 2'],
  ['Google - imagen4-ultra', 'Imagen 4 Ultra'],
  ['Seedream5.0 Lite - Text to Image', 'Seedream 5.0 Lite'],
  ['GPT Image-1.5 - Text to Image', 'GPT Image 1.5'],
  ['GPT Image 2.5 Flare - text-to-image', 'GPT Image 2.5 Flare'],
  ['Bytedance Seedance 2.0', 'Seedance 2.0'],
  ['Veo 3.1 (jobs form)', 'Veo 3.1'],
  ['Text to Image', 'Text to Image'],
];
for (const [name, expected] of names) {
  test(`proper name of "${name}"`, () => {
    assert.equal(properName({ id: 'some/id', name }), expected);
  });
}

test('models with one proper name are told apart by what they do', () => {
  const { models } = convert([
    fact({ id: 'a/text', name: 'Paint' }),
    fact({ id: 'a/image', name: 'Paint', categories: ['image-to-image'] }),
  ]);
  assert.deepEqual(models.map((model) => model.title.ru).toSorted(), [
    'Paint: картинка из картинки',
    'Paint: картинка по описанию',
  ]);
});

test('two ids with one key both stay out', () => {
  const { models, leftOut } = convert([fact({ id: 'a/b' }), fact({ id: 'a-b' }), fact({ id: 'c' })]);
  assert.deepEqual([models.map((model) => model.id), leftOut.map((one) => one.id)], [['c'], ['a-b', 'a/b']]);
});

test('the order is by popularity, whatever the order of the facts', () => {
  const ids = [
    'zzz',
    'nano-banana-2',
    'seedream/5-pro-text-to-image',
    'google/nano-banana',
    'nano-banana-2-lite',
    'aaa',
  ];
  const facts = ids.map((id) => fact({ id }));
  const expected = convert(facts);
  assert.deepEqual(convert(facts.toReversed()), expected);
  assert.deepEqual(
    expected.models.map((model) => model.id),
    ['google/nano-banana', 'nano-banana-2-lite', 'nano-banana-2', 'seedream/5-pro-text-to-image', 'aaa', 'zzz'],
  );
});

test('catalog:sync writes the same bytes twice, and says what it left out and why', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const from = join(folder, 'facts.json');
  const facts = [fact({}), fact({ id: 'vendor/old', status: 'retired' })];
  await writeFile(from, JSON.stringify(facts));
  const script = join(import.meta.dirname, '../../scripts/catalog-sync.ts');
  const sync = async (to: string) =>
    await promisify(execFile)(process.execPath, [script, '--from', from, '--to', join(folder, to)]);
  const { stdout } = await sync('one.json');
  await sync('two.json');
  assert.match(stdout, /taken: 1\n {2}vendor-paint {2}vendor\/paint .* 4 per image/);
  assert.match(stdout, /left out, retired: 1\n {2}vendor\/old/);
  const text = await readFile(join(folder, 'one.json'), 'utf8');
  assert.equal(await readFile(join(folder, 'two.json'), 'utf8'), text);
  assert.doesNotMatch(text, new RegExp(folder));
});
