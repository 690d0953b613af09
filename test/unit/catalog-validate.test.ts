import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { InputRule, ModelInput } from '../../src/domain/catalog/model.ts';
import { buildInput } from '../../src/domain/catalog/input.ts';
import { quote } from '../../src/domain/catalog/price.ts';
import { priceFrom } from '../../src/domain/catalog/price-range.ts';
import type { InputProblem } from '../../src/domain/catalog/validate.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';

const validateInput = createValidateInput();
const files = {
  type: 'array',
  items: { type: 'string', format: 'uri', 'x-media': 'image', 'x-accepts': ['image/png'] },
};
const input = {
  type: 'object' as const,
  properties: {
    prompt: { type: 'string', minLength: 3, maxLength: 10 },
    ratio: { type: 'string', enum: ['1:1', '16:9'], default: '1:1' },
    steps: { type: 'integer', minimum: 1, maximum: 4 },
    safe: { type: 'boolean' },
    seconds: { type: 'integer', anyOf: [{ enum: [-1] }, { minimum: 2, maximum: 15 }] },
    urls: { ...files, minItems: 1, maxItems: 2 },
    frame: { type: 'string', format: 'uri', 'x-media': 'image', 'x-max-size-mb': 10 },
  },
  required: ['prompt'],
  additionalProperties: false,
};

type Found = Partial<InputProblem>;
function problems(given: ModelInput, rules: InputRule[] = []): readonly Found[] {
  const result = validateInput({ input, rules }, given);
  return result.ok ? [] : result.problems.map(({ field, rule, limit }) => ({ field, rule, limit }));
}

const schemaRows: readonly (readonly [string, ModelInput, readonly Found[]])[] = [
  ['a complete input is fine', { prompt: 'cat', ratio: '16:9', steps: 4, safe: true, seconds: -1 }, []],
  ['missing', {}, [{ field: 'prompt', rule: 'required', limit: null }]],
  ['too short', { prompt: 'ab' }, [{ field: 'prompt', rule: 'min-length', limit: 3 }]],
  ['too long', { prompt: 'x'.repeat(11) }, [{ field: 'prompt', rule: 'max-length', limit: 10 }]],
  ['ten emojis are ten characters', { prompt: '🎨'.repeat(10) }, []],
  ['not a choice', { prompt: 'cat', ratio: '2:1' }, [{ field: 'ratio', rule: 'choice', limit: null }]],
  ['too small', { prompt: 'cat', steps: 0 }, [{ field: 'steps', rule: 'minimum', limit: 1 }]],
  ['too large', { prompt: 'cat', steps: 5 }, [{ field: 'steps', rule: 'maximum', limit: 4 }]],
  ['a number as text', { prompt: 'cat', steps: '2' }, [{ field: 'steps', rule: 'type', limit: null }]],
  ['an unknown name', { prompt: 'cat', promt: 'cat' }, [{ field: 'promt', rule: 'unknown-field', limit: null }]],
  ['no item', { prompt: 'cat', urls: [] }, [{ field: 'urls', rule: 'min-items', limit: 1 }]],
  ['not an address', { prompt: 'cat', urls: ['data:;base64,'] }, [{ field: 'urls', rule: 'format', limit: null }]],
  ['an address', { prompt: 'cat', frame: 'https://example.com/a.png' }, []],
  [
    'several at once',
    { steps: 9 },
    [
      { field: 'prompt', rule: 'required', limit: null },
      { field: 'steps', rule: 'maximum', limit: 4 },
    ],
  ],
];
for (const [name, given, expected] of schemaRows) {
  test(`validate: ${name}`, () => {
    assert.deepEqual(problems(given), expected);
  });
}

test('a value outside the allowed one and the range is a problem of its field', () => {
  assert.ok(problems({ prompt: 'cat', seconds: 1 }).every(({ field }) => field === 'seconds'));
  assert.notDeepEqual(problems({ prompt: 'cat', seconds: 1 }), []);
});

test('a schema that cannot be compiled makes every input invalid, each time it is asked', () => {
  const broken = { input: { ...input, properties: { prompt: { type: 'strnig' } } } };
  const expected = { ok: false, problems: [{ field: '', rule: 'schema', limit: null, fields: [] }] };
  assert.deepEqual(validateInput(broken, { prompt: 'cat' }), expected);
  assert.deepEqual(validateInput(broken, { prompt: 'cat' }), expected);
});

const url = 'https://example.com/a.png';
interface RuleRow {
  readonly rule: InputRule;
  readonly kept: readonly ModelInput[];
  readonly broken: readonly ModelInput[];
}
const ruleRows: readonly RuleRow[] = [
  {
    rule: { rule: 'at-least-one', of: ['frame', 'urls'] },
    kept: [{ frame: url }, { frame: url, urls: [url] }],
    broken: [{}],
  },
  {
    rule: { rule: 'exactly-one', of: ['frame', 'urls'] },
    kept: [{ urls: [url] }],
    broken: [{}, { frame: url, urls: [url] }],
  },
  {
    rule: { rule: 'exclusive', groups: [['frame', 'steps'], ['urls']] },
    kept: [{}, { frame: url, steps: 1 }, { urls: [url] }],
    broken: [{ frame: url, urls: [url] }],
  },
  {
    rule: { rule: 'requires', field: 'frame', needs: ['urls'] },
    kept: [{}, { urls: [url] }, { frame: url, urls: [url] }],
    broken: [{ frame: url }],
  },
  {
    rule: { rule: 'forbid', when: { ratio: ['1:1'], steps: [3, 4] } },
    kept: [{}, { steps: 2 }, { ratio: '16:9', steps: 4 }],
    // The absent ratio counts as its default.
    broken: [{ steps: 3 }, { ratio: '1:1', steps: 4 }],
  },
  {
    rule: { rule: 'quota', max: 3, weights: { urls: 2, frame: 1 } },
    kept: [{ urls: [url], frame: url }],
    broken: [{ urls: [url, url] }],
  },
  {
    rule: { rule: 'max-items', when: { ratio: ['16:9'] }, field: 'urls', max: 1 },
    kept: [{ urls: [url, url] }, { ratio: '16:9', urls: [url] }],
    broken: [{ ratio: '16:9', urls: [url, url] }],
  },
  {
    rule: { rule: 'implies', when: { safe: [true] }, present: ['frame'], values: { ratio: '16:9' } },
    kept: [{}, { safe: false }, { safe: true, frame: url, ratio: '16:9' }],
    broken: [{ safe: true }, { safe: true, frame: url }, { safe: true, ratio: '16:9' }],
  },
  {
    rule: {
      rule: 'one-of',
      branches: [
        { title: 'a', fields: ['frame'], required: ['frame'] },
        { title: 'b', fields: ['urls', 'steps'], required: ['urls', 'steps'] },
      ],
    },
    kept: [{ frame: url }, { urls: [url], steps: 1 }],
    broken: [{}, { urls: [url] }],
  },
];
for (const { rule, kept, broken } of ruleRows) {
  test(`validate: the rule ${rule.rule}`, () => {
    for (const given of kept)
      assert.deepEqual(problems({ prompt: 'cat', ...given }, [rule]), [], JSON.stringify(given));
    for (const given of broken) {
      const found = problems({ prompt: 'cat', ...given }, [rule]);
      assert.deepEqual([found.length, found[0]?.rule], [1, rule.rule], JSON.stringify(given));
    }
  });
}

const clip = { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] };
const listed = {
  type: 'object' as const,
  properties: { clips: { type: 'array', items: clip }, urls: files, ids: { type: 'array', items: { type: 'string' } } },
  required: [],
};
const quota: InputRule = { rule: 'quota', max: 7, weights: { urls: 1, clips: 2, ids: 1 } };
const isKept = (rule: InputRule, given: ModelInput): boolean =>
  validateInput({ input: listed, rules: [rule] }, given).ok;

test('a quota counts the objects of a list, each with its weight', () => {
  const clips = (count: number) => Array.from({ length: count }, () => ({ url }));
  assert.ok(isKept(quota, { clips: clips(3), ids: ['a'] }));
  assert.ok(!isKept(quota, { clips: clips(3), ids: ['a'], urls: [url] }));
  assert.ok(isKept(quota, { clips: [], ids: [], urls: [] }));
});

test('an empty list is not given, whatever rule asks', () => {
  const rows: readonly InputRule[] = [
    { rule: 'at-least-one', of: ['clips', 'urls'] },
    { rule: 'exactly-one', of: ['clips', 'urls'] },
    { rule: 'implies', when: {}, present: ['clips'], values: {} },
    {
      rule: 'one-of',
      branches: [
        { title: 'a', fields: ['clips'], required: ['clips'] },
        { title: 'b', fields: ['urls', 'ids'], required: ['urls', 'ids'] },
      ],
    },
  ];
  for (const rule of rows) {
    assert.ok(!isKept(rule, { clips: [], urls: [] }), rule.rule);
    assert.ok(isKept(rule, { clips: [{ url }], urls: [], ids: [] }), rule.rule);
  }
  const requires: InputRule = { rule: 'requires', field: 'clips', needs: ['urls'] };
  assert.ok(isKept(requires, { clips: [], urls: [] }));
  assert.ok(!isKept(requires, { clips: [{ url }], urls: [] }));
});

const { models } = bundledCatalog();

function anyRule(names: fc.Arbitrary<string>): fc.Arbitrary<InputRule> {
  const some = fc.array(names, { minLength: 1, maxLength: 4 });
  const scalar = fc.oneof(fc.string(), fc.double(), fc.boolean());
  const when = fc.dictionary(names, fc.array(scalar, { minLength: 1, maxLength: 3 }), { maxKeys: 3 });
  const max = fc.double();
  return fc.oneof(
    fc.record({ rule: fc.constantFrom('at-least-one' as const, 'exactly-one' as const), of: some }),
    fc.record({ rule: fc.constant('exclusive' as const), groups: fc.array(some, { minLength: 2, maxLength: 3 }) }),
    fc.record({ rule: fc.constant('requires' as const), field: names, needs: some }),
    fc.record({ rule: fc.constant('forbid' as const), when }),
    fc.record({ rule: fc.constant('quota' as const), max, weights: fc.dictionary(names, fc.double(), { maxKeys: 4 }) }),
    fc.record({ rule: fc.constant('max-items' as const), when, field: names, max: fc.nat() }),
    fc.record({ rule: fc.constant('implies' as const), when, present: some, values: fc.dictionary(names, scalar) }),
    fc.record({
      rule: fc.constant('one-of' as const),
      branches: fc.array(fc.record({ title: fc.string(), fields: some, required: some }), {
        minLength: 2,
        maxLength: 4,
      }),
    }),
  );
}

const anyOrder = fc.constantFrom(...models).chain((model) => {
  const names = fc.oneof(
    fc.constantFrom(...Object.keys(model.input.properties)),
    fc.constantFrom('toString', '__proto__', 'constructor', ''),
  );
  const choices = Object.values(model.input.properties).flatMap(({ enum: values }) =>
    Array.isArray(values) ? values : [],
  );
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('', null, [], {}, [{}], [[]], url, 5, ...choices));
  const rules: fc.Arbitrary<InputRule[]> = fc.oneof(
    fc.constant<InputRule[]>([...(model.rules ?? [])]),
    fc.array(anyRule(names), { maxLength: 4 }),
  );
  return fc.record({
    model: fc.constant(model),
    rules,
    values: fc.dictionary(names, value, { maxKeys: 12 }),
  });
});

test('validation, building and prices never throw, whatever the values and the rules between fields', () => {
  fc.assert(
    fc.property(anyOrder, ({ model, rules, values }) => {
      const ruled = { ...model, rules };
      for (const given of [values as ModelInput, buildInput(ruled, values as ModelInput)]) {
        assert.equal(typeof validateInput(ruled, given).ok, 'boolean');
        assert.equal(typeof quote(ruled, given).ok, 'boolean');
      }
      const from = priceFrom(ruled);
      assert.ok(from === null || from >= 0);
    }),
    { numRuns: 1_000 },
  );
});

test('a schema that is none is a problem of every input, never an error', () => {
  const schemas = [
    { $id: 5 },
    { $ref: '#/nowhere' },
    { properties: { a: { pattern: '(' } } },
    { properties: { a: { type: 'x' } } },
  ];
  for (const odd of schemas) {
    const made = validateInput({ input: { type: 'object', properties: {}, required: [], ...odd } }, {});
    assert.deepEqual(made.ok ? [] : made.problems.map(({ rule }) => rule), ['schema'], JSON.stringify(odd));
  }
});
