import assert from 'node:assert/strict';
import test from 'node:test';
import { buildInput } from '../../src/domain/catalog/input.ts';

const model = {
  input: {
    type: 'object' as const,
    properties: {
      prompt: { type: 'string' },
      ratio: { type: 'string', default: '1:1' },
      resolution: { type: 'string', enum: ['1K', '2K'], default: '1K' },
      steps: { type: 'integer', default: 30 },
      strength: { type: 'number' },
      count: { type: 'string', enum: ['1', '2'] },
      safe: { type: 'boolean' },
      urls: { type: 'array', items: { type: 'string' } },
    },
    required: ['prompt', 'ratio'],
  },
  prices: [{ when: { resolution: '1K' }, credits: 1, unit: 'image' as const }],
};

test('required defaults and those that decide the price are written out, other defaults are not', () => {
  assert.deepEqual(buildInput(model, { prompt: 'cat' }), { prompt: 'cat', ratio: '1:1', resolution: '1K' });
});

test('empty optional values are left out, false and zero are values', () => {
  const made = buildInput(model, { prompt: 'cat', count: '', strength: null, urls: [], safe: false, steps: 0 });
  assert.deepEqual(made, { prompt: 'cat', ratio: '1:1', resolution: '1K', steps: 0, safe: false });
});

test('values become the declared type', () => {
  const made = buildInput(model, { prompt: 7, steps: '12', strength: ' 0.5 ', count: 2, safe: 'true' });
  assert.deepEqual(made, {
    prompt: '7',
    ratio: '1:1',
    resolution: '1K',
    steps: 12,
    strength: 0.5,
    count: '2',
    safe: true,
  });
});

test('what cannot be read as the declared type is kept for the validation to name', () => {
  const made = buildInput(model, { prompt: 'cat', steps: 'many', safe: 'yes' });
  assert.deepEqual([made['steps'], made['safe']], ['many', 'yes']);
});

test('the order is the schema’s, and unknown names are dropped', () => {
  const made = buildInput(model, { resolution: '2K', toString: 'x', old_field: 1, prompt: 'cat' });
  assert.deepEqual(Object.keys(made), ['prompt', 'ratio', 'resolution']);
});

const deep = {
  input: {
    type: 'object' as const,
    properties: {
      clips: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            url: { type: 'string' },
            start: { type: 'number', default: 0 },
            note: { type: 'string' },
            cuts: { type: 'array', items: { type: 'integer' } },
          },
          required: ['url', 'start'],
        },
      },
      boxes: { type: 'array', items: { type: 'array', items: { type: 'array', items: { type: 'integer' } } } },
      camera: { type: 'object', properties: { zoom: { type: 'number' }, name: { type: 'string' } } },
      free: { type: 'object' },
    },
    required: [],
  },
  prices: [],
};

test('objects in lists get the declared types and order, and lose what is empty or unknown', () => {
  const clip = { note: '', cuts: ['1', '', 2], start: '1.5', url: 'u', old: 1 };
  assert.deepEqual(buildInput(deep, { clips: [clip] }), { clips: [{ url: 'u', start: 1.5, cuts: [1, 2] }] });
  const [made] = buildInput(deep, { clips: [clip] })['clips'] as readonly object[];
  assert.deepEqual(Object.keys(made ?? {}), ['url', 'start', 'cuts']);
});

test('a required default is written into an object that is given, and an empty object is none', () => {
  assert.deepEqual(buildInput(deep, { clips: [{ url: 'u' }, {}, { note: '' }, null] }), {
    clips: [{ url: 'u', start: 0 }],
  });
  assert.deepEqual(buildInput(deep, { clips: [{}], camera: { zoom: '', name: null } }), {});
});

test('objects that are no item of a list, and what cannot be read, at every depth', () => {
  assert.deepEqual(buildInput(deep, { camera: { name: 7, zoom: '2' }, free: { a: '' } }), {
    camera: { zoom: 2, name: '7' },
    free: { a: '' },
  });
  assert.deepEqual(buildInput(deep, { camera: 'x', clips: ['y', { url: 'u', cuts: 'z' }] }), {
    camera: 'x',
    clips: ['y', { url: 'u', start: 0, cuts: 'z' }],
  });
});

test('in a list of lists an empty one keeps its place', () => {
  const boxes = [[], [['1', '2', 3, 4]], []];
  assert.deepEqual(buildInput(deep, { boxes }), { boxes: [[], [[1, 2, 3, 4]], []] });
  assert.deepEqual(buildInput(deep, { boxes: [] }), {});
});

const branched = {
  input: {
    type: 'object' as const,
    properties: {
      video: { type: 'string' },
      images: { type: 'array', items: { type: 'string' } },
      duration: { type: 'integer', default: 5 },
      version: { type: 'string', default: 'V6' },
    },
    required: [],
  },
  prices: [{ when: {}, credits: 1, unit: 'second' as const }],
  rules: [
    {
      rule: 'one-of' as const,
      branches: [
        { title: 'video', fields: ['video', 'version'], required: ['video', 'version'] },
        { title: 'images', fields: ['images', 'duration'], required: ['images'] },
      ],
    },
  ],
};

test('only the chosen branch’s defaults are written out', () => {
  assert.deepEqual(buildInput(branched, { video: 'v' }), { video: 'v', version: 'V6' });
  assert.deepEqual(buildInput(branched, { images: ['i'] }), { images: ['i'], duration: 5 });
  assert.deepEqual(buildInput(branched, {}), { duration: 5 }, 'no branch yet');
});

test('what is given stays, also when it belongs to another branch', () => {
  assert.deepEqual(buildInput(branched, { video: 'v', duration: 3 }), { video: 'v', duration: 3, version: 'V6' });
});

test('the type does not depend on the prototype: a parameter may be called like a part of it', () => {
  const odd = JSON.parse('{"__proto__": {"type": "integer"}, "toString": {"type": "string"}}') as Record<
    string,
    { type: string }
  >;
  const made = buildInput({ input: { type: 'object', properties: odd, required: [] }, prices: [] }, { toString: 5 });
  assert.deepEqual(Object.entries(made), [['toString', '5']]);
});
