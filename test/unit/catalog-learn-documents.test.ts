import assert from 'node:assert/strict';
import test from 'node:test';
import type { CatalogFacts } from '../../src/domain/catalog/learn/learn-model.ts';
import { learnModel } from '../../src/domain/catalog/learn/learn-model.ts';
import { safePattern } from '../../src/domain/catalog/learn/pattern.ts';
import type { Document, Schema } from '../support/catalog-learn.ts';
import { documentOf, FACTS, inputWith, learned, PROMPT, validateInput } from '../support/catalog-learn.ts';
import { assertInNoTime } from '../support/in-no-time.ts';

const fieldOf = (schema: unknown, more: Schema = {}) =>
  learned(documentOf(inputWith({ field: schema }), more)).input.properties['field'];

test('a new model takes its name from its id, and everything else from what KIE says', () => {
  const model = learned(documentOf(inputWith({ prompt: PROMPT }, ['prompt'])));
  assert.deepEqual(model, {
    id: 'x/paint',
    key: 'x-paint',
    title: { ru: 'X Paint', en: 'X Paint' },
    vendor: 'X',
    tasks: ['text-to-image'],
    input: { type: 'object', properties: { prompt: PROMPT }, required: ['prompt'], additionalProperties: false },
    output: 'image',
    prices: [{ when: {}, credits: 4, unit: 'image' }],
    usualSeconds: 30,
  });
});

const titles: readonly (readonly [id: string, ru: string])[] = [
  ['wan/2-8-text-to-video', 'Wan 2.8: видео по описанию'],
  ['kling/v4-1-master-image-to-video', 'Kling 4.1 Master: видео по описанию'],
  ['qwen9', 'Qwen9'],
];
for (const [id, ru] of titles) {
  test(`title of ${id}`, () => {
    const document = documentOf(inputWith({ prompt: PROMPT }));
    const text = JSON.stringify(document).replaceAll('x/paint', id);
    const model = learned(JSON.parse(text) as Document, { id, taskTypes: ['Text to Video'] });
    assert.equal(model.title.ru, ru);
  });
}

/** Keywords as KIE's pages and generators of OpenAPI write them, and what our forms get. */
const fields: readonly (readonly [what: string, said: unknown, ours: unknown])[] = [
  ['unknown keywords', { ...PROMPT, 'x-apidog-enum': [], examples: ['a'], nullable: true }, PROMPT],
  ['null beside a type', { type: ['string', 'null'], maxLength: 5 }, { type: 'string', maxLength: 5 }],
  ['null as an alternative', { anyOf: [{ type: 'null' }, { type: 'boolean' }] }, { type: 'boolean' }],
  ['no type, but choices', { enum: ['a', 'b'] }, { type: 'string', enum: ['a', 'b'] }],
  ['one constant', { const: 'a' }, { type: 'string', enum: ['a'] }],
  [
    'numbers for text',
    { type: 'string', enum: [5, 10], default: 5 },
    { type: 'string', enum: ['5', '10'], default: '5' },
  ],
  ['text for numbers', { type: 'integer', enum: ['5'], default: '5' }, { type: 'integer', enum: [5], default: 5 }],
  ['a default that is no choice', { type: 'string', enum: ['a'], default: 'b' }, { type: 'string', enum: ['a'] }],
  ['an empty choice and default', { type: 'string', enum: ['', 'a'], default: '' }, { type: 'string', enum: ['a'] }],
  [
    'limits',
    { type: 'number', minimum: 0, maximum: 1, multipleOf: 0.1 },
    { type: 'number', minimum: 0, maximum: 1, multipleOf: 0.1 },
  ],
  [
    'limits of OpenAPI 3.0',
    { type: 'number', minimum: 0, exclusiveMinimum: true },
    { type: 'number', exclusiveMinimum: 0 },
  ],
  ['a broken pattern', { type: 'string', pattern: '(' }, { type: 'string' }],
  ...['^[0-9]+$', '^#[0-9a-fA-F]{6}$', '^\\d{1,2}:\\d{2}$', '^https://.*$'].map((pattern) => {
    return [`the pattern ${pattern}`, { type: 'string', pattern }, { type: 'string', pattern }] as const;
  }),
  ...['^(a+)+$', '^(a|a)*$', 'a?a?a?aaa', '.*.*.*x', '(?=a*)b', `^${'[a-z]'.repeat(30)}$`].map((pattern) => {
    return [`no pattern that may take for ever: ${pattern}`, { type: 'string', pattern }, { type: 'string' }] as const;
  }),
  ['a default below the least', { type: 'integer', minimum: 5, default: 3 }, { type: 'integer', minimum: 5 }],
  ['a default above the most', { type: 'number', maximum: 1, default: 1.5 }, { type: 'number', maximum: 1 }],
  [
    'a default at an open end',
    { type: 'number', exclusiveMinimum: 0, default: 0 },
    { type: 'number', exclusiveMinimum: 0 },
  ],
  ['a default that is too long', { type: 'string', maxLength: 2, default: 'abc' }, { type: 'string', maxLength: 2 }],
  [
    'an address by format',
    { type: 'string', format: 'uri', default: 'https://e.com' },
    { type: 'string', format: 'uri', 'x-media': 'document' },
  ],
  ['parts that all hold', { allOf: [{ type: 'string' }, { maxLength: 3 }] }, { type: 'string', maxLength: 3 }],
  [
    'a range with a value beside it',
    { type: 'integer', oneOf: [{ const: -1 }, { minimum: 4, maximum: 15 }] },
    { type: 'integer', anyOf: [{ enum: [-1] }, { minimum: 4, maximum: 15 }] },
  ],
  [
    'files that only the description tells of',
    {
      type: 'array',
      description: 'Up to 3 images, image/png or image/jpeg. Max size: 10.0MB',
      items: { type: 'string', format: 'uri' },
      maxItems: 3,
    },
    {
      type: 'array',
      items: {
        type: 'string',
        format: 'uri',
        'x-media': 'image',
        'x-accepts': ['image/png', 'image/jpeg'],
        'x-max-size-mb': 10,
      },
      maxItems: 3,
    },
  ],
];
for (const [what, said, ours] of fields) {
  test(`a parameter: ${what}`, () => {
    assert.deepEqual(fieldOf(said), ours);
  });
}

test('references are literal: encoded, with slashes, tildes, blanks at the end, and references behind them', () => {
  const schemas = {
    'aspect ratio ': { $ref: '#/components/schemas/a~1b~0c%20d' },
    'a/b~c d': { type: 'string', enum: ['1:1'] },
  };
  const said = { $ref: '#/components/schemas/aspect%20ratio%20', default: '1:1' };
  assert.deepEqual(fieldOf(said, { components: { schemas } }), { type: 'string', enum: ['1:1'], default: '1:1' });
});

test('a parameter may be called like a keyword, and keeps the blank behind its name', () => {
  const schemas = { Text: { type: 'string' } };
  const properties = {
    default: { $ref: '#/components/schemas/Text' },
    'video_urls ': { type: 'string', format: 'uri' },
  };
  const { input } = learned(documentOf(inputWith(properties, ['video_urls ']), { components: { schemas } }));
  assert.deepEqual(input.properties, {
    default: { type: 'string' },
    'video_urls ': { type: 'string', format: 'uri', 'x-media': 'video' },
  });
  assert.deepEqual(input.required, ['video_urls ']);
});

test('a parameter that is on its way out is left out, even where it is required', () => {
  const { input } = learned(documentOf(inputWith({ prompt: PROMPT, old: { ...PROMPT, deprecated: true } }, ['old'])));
  assert.deepEqual([Object.keys(input.properties), input.required], [['prompt'], []]);
});

test('branches of the input become its parameters, and a rule that says which go together', () => {
  const branch = (name: string, title?: string) => ({ title, ...inputWith({ [name]: { type: 'string' } }, [name]) });
  const { input, rules } = learned(
    documentOf({ ...inputWith({ prompt: PROMPT }, ['prompt']), oneOf: [branch('text', 'By text'), branch('url')] }),
  );
  assert.deepEqual(Object.keys(input.properties), ['prompt', 'text', 'url']);
  assert.deepEqual(input.required, ['prompt']);
  assert.deepEqual(rules, [
    { rule: 'exclusive', groups: [['text'], ['url']] },
    {
      rule: 'one-of',
      branches: [
        { title: 'By text', fields: ['prompt', 'text'], required: ['prompt', 'text'] },
        { title: 'prompt, url', fields: ['prompt', 'url'], required: ['prompt', 'url'] },
      ],
    },
  ]);
});

test('branches that only name what must be there are a plain choice', () => {
  const properties = { a: { type: 'string' }, b: { type: 'string' } };
  const of = [{ required: ['a'] }, { required: ['b'] }];
  assert.deepEqual(learned(documentOf({ ...inputWith(properties), allOf: [{ anyOf: of }] })).rules, [
    { rule: 'at-least-one', of: ['a', 'b'] },
  ]);
  assert.deepEqual(learned(documentOf({ ...inputWith(properties), oneOf: of })).rules, [
    { rule: 'exactly-one', of: ['a', 'b'] },
  ]);
});

test('a way in that needs the id of an earlier task of unknown models is closed', () => {
  const ways = ['task_id', 'image_url'].map((name) => inputWith({ [name]: { type: 'string' } }, [name]));
  const { input, rules } = learned(documentOf({ type: 'object', oneOf: ways }));
  assert.deepEqual([Object.keys(input.properties), input.required, rules], [['image_url'], ['image_url'], undefined]);
});

const leftOut: readonly (readonly [what: string, facts: Partial<CatalogFacts>, reason: string, detail: RegExp])[] = [
  ['no document', { openapi: null }, 'no document', /no document/],
  ['another path', { openapi: { paths: { '/claude/v1/messages': {} } } }, 'not createTask', /claude/],
  ['no path', { openapi: {} }, 'not createTask', /no path/],
  ['no request', { openapi: { paths: { '/api/v1/jobs/createTask': { get: {} } } } }, 'not understood', /no request/],
  ['no input', { openapi: documentOf('text') }, 'not understood', /no input/],
  ['no parameters', { openapi: documentOf(inputWith({})) }, 'not understood', /no parameters/],
  [
    'a page of another model',
    { id: 'y', openapi: documentOf(inputWith({ a: PROMPT })) },
    'not understood',
    /about x\/paint/,
  ],
  ['a lost reference', { openapi: documentOf({ $ref: '#/components/schemas/None' }) }, 'not understood', /None/],
  ['a reference out of the document', { openapi: documentOf({ $ref: 'https://e.com/a' }) }, 'not understood', /e\.com/],
  [
    'an undescribed parameter',
    { openapi: documentOf(inputWith({ a: PROMPT }, ['b'])) },
    'not understood',
    /b is required/,
  ],
  ['a required tuple', { openapi: documentOf(inputWith({ a: { type: 'tuple' } }, ['a'])) }, 'not understood', /tuple/],
  [
    'an unknown task',
    { taskTypes: ['Telepathy'], openapi: documentOf(inputWith({ a: PROMPT })) },
    'not understood',
    /Telepathy/,
  ],
  [
    'the id of an earlier task of unknown models',
    { openapi: documentOf(inputWith({ task_id: PROMPT }, ['task_id'])) },
    'not understood',
    /task_id/,
  ],
  [
    'a circle',
    {
      openapi: documentOf(inputWith({ a: { $ref: '#/components/a' } }), {
        components: { a: { items: { $ref: '#/components/a' } } },
      }),
    },
    'not understood',
    /back to itself/,
  ],
];
for (const [what, facts, reason, detail] of leftOut) {
  test(`left out: ${what}`, () => {
    const result = learnModel({ ...FACTS, ...facts }, undefined, validateInput);
    assert.ok(result.kind === 'left-out');
    assert.equal(result.reason, reason);
    assert.match(result.detail, detail);
  });
}

test('a document that grows with every reference is not followed to its end', () => {
  const twice = (name: string) => ({
    properties: { a: { $ref: `#/components/${name}` }, b: { $ref: `#/components/${name}` } },
  });
  const components = Object.fromEntries(Array.from({ length: 40 }, (_, step) => [`s${step}`, twice(`s${step + 1}`)]));
  const openapi = documentOf({ $ref: '#/components/s0' }, { components: { ...components, s40: PROMPT } });
  const result = learnModel({ ...FACTS, openapi }, undefined, validateInput);
  assert.ok(result.kind === 'left-out' && result.detail.includes('too large'));
});

/** Every process holds what was learned, and compiles a schema in one go. */
const LARGE: readonly (readonly [what: string, field: unknown])[] = [
  ['as many choices as nobody reads', { type: 'string', enum: Array.from({ length: 9_000 }, (_, n) => `style ${n}`) }],
  ['lists of lists of lists', Array.from({ length: 30 }).reduce<Schema>((items) => ({ type: 'array', items }), PROMPT)],
];
for (const [what, field] of LARGE) {
  test(`a schema of ${what} is left out`, () => {
    const result = learnModel({ ...FACTS, openapi: documentOf(inputWith({ field })) }, undefined, validateInput);
    assert.deepEqual(result, { kind: 'left-out', reason: 'not understood', detail: 'its schema is too large' });
  });
}

test('an optional parameter that is not understood is left out, and an admin is told', () => {
  const openapi = documentOf(inputWith({ prompt: PROMPT, odd: { type: 'tuple' } }));
  const result = learnModel({ ...FACTS, openapi }, undefined, validateInput);
  assert.ok(result.kind === 'model');
  assert.deepEqual(Object.keys(result.model.input.properties), ['prompt']);
  assert.match(result.notes.join(), /odd has the type tuple/);
});

test('a new model without a price is learned, not sold, and its prose kept for an admin', () => {
  const openapi = documentOf(inputWith({ prompt: PROMPT }));
  const result = learnModel({ ...FACTS, openapi, pricing: 'Contact sales' }, undefined, validateInput);
  assert.ok(result.kind === 'model');
  assert.deepEqual(
    [result.model.prices, result.notes],
    [[], ['not sold, the price was not understood: Contact sales']],
  );
});

test('a pattern of many classes is judged in no time, and one that leaves characters out is kept', async () => {
  await assertInNoTime([14, 16, 18, 20, 24], (count) => {
    assert.equal(safePattern(`${'[^a]'.repeat(count)}(`), undefined);
  });
  for (const pattern of ['^[^a]{3}[^b^]*$', '[^]', '[\\^]']) assert.equal(safePattern(pattern), pattern);
});
