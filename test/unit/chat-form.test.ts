import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presetsOf, readAnswer } from '../../src/domain/chat/form/answers.ts';
import { fieldsOf, fits, type Field, type NumberField } from '../../src/domain/chat/form/fields.ts';
import { imageModel } from '../support/chat.ts';

type Property = Parameters<typeof fieldsOf>[0]['properties'][string];

function fieldOf(property: Property, required = true): Field | undefined {
  const { input } = imageModel('m', { x: property }, { required: required ? ['x'] : [] });
  return fieldsOf(input)?.find(({ name }) => name === 'x');
}

const number = (more: Partial<NumberField>): NumberField => ({
  name: 'n',
  required: true,
  default: null,
  kind: 'number',
  whole: true,
  min: null,
  max: null,
  step: null,
  ...more,
});

describe('a JSON Schema becomes questions', () => {
  test('an enum is a choice with its default', () => {
    const field = fieldOf({ type: 'string', enum: ['a', 'b', ''], default: 'b' });
    assert.ok(field?.kind === 'choice');
    assert.deepEqual(field.options, ['a', 'b']);
    assert.equal(field.default, 'b');
  });
  test('a default that the enum does not have is no default', () => {
    assert.equal(fieldOf({ type: 'string', enum: ['a'], default: 'z' })?.default, null);
  });
  test('a boolean is a choice of two', () => {
    const field = fieldOf({ type: 'boolean', default: false });
    assert.ok(field?.kind === 'choice');
    assert.deepEqual(field.options, [true, false]);
    assert.equal(field.default, false);
  });
  test('numbers keep their limits', () => {
    const field = fieldOf({ type: 'integer', minimum: 1, maximum: 6, multipleOf: 1 });
    assert.deepEqual(field, number({ name: 'x', min: 1, max: 6, step: 1 }));
  });
  test('the prompt comes first wherever the schema has it', () => {
    const { input } = imageModel('m');
    const properties = { size: { type: 'string', enum: ['a', 'b'] }, ...input.properties };
    assert.equal(fieldsOf({ ...input, properties })?.[0]?.name, 'prompt');
  });
  test('an optional file or list is left out; a required one makes the model unusable here', () => {
    const file: Property = { type: 'string', 'x-media': 'image' };
    const list: Property = { type: 'array', items: file };
    for (const property of [file, list, { type: 'object' }, {}]) {
      assert.equal(fieldOf(property, false), undefined);
      const { input } = imageModel('m', { x: property }, { required: ['x'] });
      assert.equal(fieldsOf(input), null);
    }
  });
  test('the operator’s switches are never asked', () => {
    const { input } = imageModel('m', { nsfw_checker: { type: 'boolean' } });
    assert.deepEqual(
      fieldsOf(input)?.map(({ name }) => name),
      ['prompt'],
    );
  });
});

describe('a typed answer', () => {
  const label = (option: unknown): string => (option === '16:9' ? '16:9 широкий' : String(option));
  const choice: Field = { name: 'x', required: true, default: null, kind: 'choice', options: ['1:1', '16:9', true, 2] };
  for (const [typed, value] of [
    ['16:9', '16:9'],
    ['16:9  ШИРОКИЙ', '16:9'],
    ['16х9', '16:9'],
    [' 16 / 9 ', '16:9'],
    ['True', true],
    ['2', 2],
  ] as const) {
    test(`to a choice: ${JSON.stringify(typed)}`, () => {
      assert.deepEqual(readAnswer(choice, typed, label), { ok: true, value });
    });
  }
  test('that no option has', () => {
    assert.deepEqual(readAnswer(choice, '4:3', label), { ok: false, problem: 'not-a-choice' });
  });

  const text: Field = { name: 'x', required: true, default: null, kind: 'text', minLength: 3, maxLength: 5 };
  test('is measured in code points, as JSON Schema does', () => {
    assert.deepEqual(readAnswer(text, '🐈🐈🐈🐈🐈', label), { ok: true, value: '🐈🐈🐈🐈🐈' });
    const tooLong = { ok: false, problem: 'too-long', length: 6, limit: 5 };
    assert.deepEqual(readAnswer(text, '🐈🐈🐈🐈🐈🐈', label), tooLong);
    assert.deepEqual(readAnswer(text, 'ab', label), { ok: false, problem: 'too-short', length: 2, limit: 3 });
  });
  test('of nothing but spaces and NUL is empty', () => {
    assert.deepEqual(readAnswer(text, ' \u0000\n', label), { ok: false, problem: 'empty' });
  });

  const steps = number({ whole: false, min: 0, max: 1, step: 0.1 });
  for (const [typed, expected] of [
    ['0,3', { ok: true, value: 0.3 }],
    ['1', { ok: true, value: 1 }],
    ['0.35', { ok: false, problem: 'out-of-range' }],
    ['-1', { ok: false, problem: 'out-of-range' }],
    ['много', { ok: false, problem: 'not-a-number' }],
    ['1e3', { ok: false, problem: 'not-a-number' }],
    ['0x1', { ok: false, problem: 'not-a-number' }],
  ] as const) {
    test(`to a number: ${typed}`, () => {
      assert.deepEqual(readAnswer(steps, typed, label), expected);
    });
  }
});

describe('presets of a number', () => {
  test('a short range has them all', () => {
    assert.deepEqual(presetsOf(number({ min: 1, max: 6 })), [1, 2, 3, 4, 5, 6]);
  });
  test('a long range has a few, the default among them, all of them valid', () => {
    const field = number({ min: 2, max: 250, default: 30 });
    const presets = presetsOf(field);
    assert.ok(presets.length <= 6 && presets.includes(30));
    assert.ok(presets.every((preset) => fits(field, preset)));
  });
  test('a seed has none', () => {
    assert.deepEqual(presetsOf(number({ min: 0, max: 2_147_483_647 })), []);
  });
});
