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
