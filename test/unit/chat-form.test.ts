import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { optionsOf, readAnswer } from '../../src/domain/chat/form/answers.ts';
import type { Field, NumberField, ScalarField } from '../../src/domain/chat/form/fields.ts';
import { fits } from '../../src/domain/chat/form/fits.ts';
import { fieldsOf, unaskable } from '../../src/domain/chat/form/read-fields.ts';
import { imageModel, one, pictures } from '../support/chat.ts';

type Property = Parameters<typeof fieldsOf>[0]['properties'][string];

function fieldOf(property: Property, required = true): Field | undefined {
  const { input } = imageModel('m', { x: property }, { required: required ? ['x'] : [] });
  return fieldsOf(input).find(({ name }) => name === 'x');
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
  const namesOf = (properties: Readonly<Record<string, Property>>, required: readonly string[] = []): string[] => {
    const { input } = imageModel('m', properties, { required });
    return fieldsOf(input).map(({ name }) => name);
  };

  test('earlier works and files come first, then the prompt, then the rest as the schema has it', () => {
    const { input } = imageModel('m');
    const task = { type: 'string', 'x-source': { what: 'task', models: ['m'] } };
    const properties = {
      ...{ size: { type: 'string', enum: ['a', 'b'] }, ...input.properties },
      ...{ image_url: one('image'), seed: { type: 'integer' }, task_id: task },
    };
    assert.deepEqual(
      fieldsOf({ ...input, properties }).map(({ name }) => name),
      ['task_id', 'image_url', 'prompt', 'size', 'seed'],
    );
  });
  test('a file keeps its kind, types and size; a list of files its numbers', () => {
    const file = one('video', { 'x-accepts': ['video/mp4'], 'x-max-size-mb': 10 });
    const base = { name: 'x', required: true, default: null, kind: 'file', maxSizeMb: 10 };
    const video = { media: 'video', accepts: ['video/mp4'] };
    assert.deepEqual(fieldOf(file), { ...base, ...video, many: false, min: 1, max: 1 });
    const list = { type: 'array', items: file, minItems: 2, maxItems: 3 };
    assert.deepEqual(fieldOf(list), { ...base, ...video, many: true, min: 2, max: 3 });
  });
  test('a list of files without an end takes ten', () => {
    const field = fieldOf({ type: 'array', items: one('image') });
    assert.deepEqual(field?.kind === 'file' && [field.many, field.max], [true, 10]);
  });
  test('words and numbers in a list are a list', () => {
    const field = fieldOf({ type: 'array', items: { type: 'integer', minimum: 1, maximum: 9 }, maxItems: 4 });
    assert.ok(field?.kind === 'list' && field.item.kind === 'number');
    assert.deepEqual([field.min, field.max], [0, 4]);
  });
  test('objects are parts with questions of their own, alone or several', () => {
    const shot = { type: 'object', properties: { image: one('image'), text: { type: 'string' } }, required: ['text'] };
    const alone = fieldOf(shot);
    assert.ok(alone?.kind === 'group' && !alone.many);
    assert.deepEqual(
      alone.fields.map(({ name, kind, required }) => [name, kind, required]),
      [
        ['image', 'file', false],
        ['text', 'text', true],
      ],
    );
    const several = fieldOf({ type: 'array', items: shot, maxItems: 5 });
    assert.ok(several?.kind === 'group' && several.many);
    assert.equal(several.max, 5);
  });
  test('what cannot be asked is left out; a required one without a default makes the model unusable here', () => {
    const deep = { type: 'object', properties: { a: {} }, required: ['a'] };
    for (const property of [{ type: 'object' }, {}, { type: 'array' }, deep, { type: 'array', items: pictures(2) }]) {
      assert.equal(fieldOf(property, false), undefined);
      const { input } = imageModel('m', { x: property }, { required: ['x'] });
      assert.deepEqual(unaskable(input, fieldsOf(input)), ['x']);
      const usual = imageModel('m', { x: { ...property, default: 'y' } }, { required: ['x'] }).input;
      assert.deepEqual(unaskable(usual, fieldsOf(usual)), []);
    }
  });
  test('the operator’s switches are never asked', () => {
    assert.deepEqual(namesOf({ nsfw_checker: { type: 'boolean' } }), ['prompt']);
  });
  test('names that mean something to JavaScript are names like others', () => {
    const properties = Object.fromEntries(['constructor', 'toString'].map((name) => [name, { type: 'string' }]));
    assert.deepEqual(namesOf(properties), ['prompt', 'constructor', 'toString']);
  });
  test('but an answer under __proto__ could not be stored, so it is not asked', () => {
    assert.deepEqual(namesOf(JSON.parse('{"__proto__": {"type": "string"}}') as Record<string, Property>), ['prompt']);
  });
  test('a number with a value beside its range is asked for within the range', () => {
    const field = fieldOf({ type: 'integer', anyOf: [{ enum: [-1] }, { minimum: 4, maximum: 15 }] });
    assert.deepEqual(field, number({ name: 'x', min: 4, max: 15 }));
  });
});

describe('a typed answer', () => {
  const label = (option: unknown): string => (option === '16:9' ? '16:9 широкий' : String(option));
  const choice: ScalarField = {
    name: 'x',
    required: true,
    default: null,
    kind: 'choice',
    options: ['1:1', '16:9', true, 2],
  };
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
  test('with either decimal mark, whichever the buttons show', () => {
    const factors: ScalarField = { ...choice, options: [0.5, '1.5K'] };
    for (const labelled of [(option: unknown) => String(option).replace('.', ','), String]) {
      for (const typed of ['0,5', '0.5'])
        assert.deepEqual(readAnswer(factors, typed, labelled), { ok: true, value: 0.5 });
      assert.deepEqual(readAnswer(factors, '1,5k', labelled), { ok: true, value: '1.5K' });
    }
  });
  test('that no option has', () => {
    assert.deepEqual(readAnswer(choice, '4:3', label), { ok: false, problem: 'not-a-choice' });
  });

  const text: ScalarField = { name: 'x', required: true, default: null, kind: 'text', minLength: 3, maxLength: 5 };
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
    ['-0', { ok: true, value: 0 }],
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
    assert.deepEqual(optionsOf(number({ min: 1, max: 6 })), [1, 2, 3, 4, 5, 6]);
  });
  test('a long range has a few, the default among them, all of them valid', () => {
    const field = number({ min: 2, max: 250, default: 30 });
    const presets = optionsOf(field);
    assert.ok(presets.length <= 6 && presets.includes(30));
    assert.ok(presets.every((preset) => fits(field, preset)));
  });
  test('a seed has none', () => {
    assert.deepEqual(optionsOf(number({ min: 0, max: 2_147_483_647 })), []);
  });
});
