import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { mediaField } from '../../src/domain/catalog/fields.ts';
import type { CatalogFacts } from '../../src/domain/catalog/learn/learn-model.ts';
import { learnModel } from '../../src/domain/catalog/learn/learn-model.ts';
import { Model } from '../../src/domain/catalog/model.ts';
import { openApiOf } from '../../src/sandbox/kie/openapi.ts';
import { pricingProse } from '../../src/sandbox/kie/pricing.ts';
import type { Document } from '../support/catalog-learn.ts';
import { documentOf, FACTS, inputWith, learned, PROMPT, validateInput } from '../support/catalog-learn.ts';

const bundled = bundledCatalog().models;

const factsOf = (model: Model): CatalogFacts => ({
  id: model.id,
  title: `Affordable ${model.title.en} API`,
  vendor: model.vendor,
  taskTypes: model.tasks.map((task) => task.replaceAll('-', ' ')),
  pricing: pricingProse(model),
  openapi: JSON.parse(JSON.stringify(openApiOf(model))) as Document,
});

test('from its own document every bundled model is learned as it is known', () => {
  for (const model of bundled) {
    const notes = model.prices.length === 0 ? ['not sold, KIE names no price'] : [];
    assert.deepEqual(learnModel(factsOf(model), model, validateInput), { kind: 'model', model, notes }, model.id);
  }
});

/** Where neither name nor type words tell, and only people know. */
const MADE_OTHERWISE = ['grok-imagine/upscale', 'ai-music-api/cover-generate', 'ai-music-api/create-music-video'];

test('a model that nobody knows is learned with the same parameters, tasks and files', () => {
  for (const model of bundled) {
    const result = learnModel(factsOf(model), undefined, validateInput);
    assert.ok(result.kind === 'model', `${model.id} ${JSON.stringify(result)}`);
    const { input, tasks, output, key } = result.model;
    assert.deepEqual(
      Object.keys(input.properties).toSorted(),
      Object.keys(model.input.properties).toSorted(),
      model.id,
    );
    assert.deepEqual([key, tasks], [model.key, model.tasks], model.id);
    if (!MADE_OTHERWISE.includes(model.id)) assert.equal(output, model.output, model.id);
    for (const [name, field] of Object.entries(model.input.properties)) {
      const [was, is] = [mediaField(field), mediaField(input.properties[name] ?? {})];
      assert.equal(is === null, was === null, `${model.id} ${name}`);
      assert.ok(is?.kind === was?.kind || is?.kind === 'document', `${model.id} ${name} ${is?.kind}`);
    }
    Model.parse(result.model);
  }
});

const KNOWN: Model = {
  ...learned(
    documentOf(
      inputWith({
        prompt: PROMPT,
        image_url: { type: 'string', format: 'uri', description: 'image/png, max size: 5MB' },
        n: { type: 'integer', minimum: 1, maximum: 4, default: 1 },
        old: { type: 'string' },
      }),
    ),
  ),
  title: { ru: 'Кисть', en: 'Brush' },
  rules: [
    { rule: 'at-least-one', of: ['prompt', 'image_url', 'old'] },
    { rule: 'requires', field: 'old', needs: ['prompt'] },
    { rule: 'requires', field: 'image_url', needs: ['prompt'] },
  ],
};

test('of a known model stays what the document does not say; what it says is newer', () => {
  const openapi = documentOf(
    inputWith({
      fresh: { type: 'boolean' },
      n: { type: 'integer' },
      'image_url ': { type: 'string' },
      prompt: { type: 'string', maxLength: 900 },
    }),
  );
  const result = learnModel({ ...FACTS, openapi }, { ...KNOWN, status: 'withdrawn' }, validateInput);
  assert.ok(result.kind === 'model');
  const { input, rules, title, status } = result.model;
  assert.deepEqual(Object.entries(input.properties), [
    ['prompt', { type: 'string', maxLength: 900 }],
    ['image_url', KNOWN.input.properties['image_url']],
    ['n', KNOWN.input.properties['n']],
    ['fresh', { type: 'boolean' }],
  ]);
  assert.deepEqual(rules, [
    { rule: 'at-least-one', of: ['prompt', 'image_url'] },
    { rule: 'requires', field: 'image_url', needs: ['prompt'] },
  ]);
  assert.deepEqual([title, status], [KNOWN.title, undefined]);
});

test('new ways to call a known model replace those that were known', () => {
  const way = (name: string) => inputWith({ [name]: { type: 'string' } }, [name]);
  const openapi = documentOf({ type: 'object', oneOf: [way('prompt'), way('old')] });
  const result = learnModel({ ...FACTS, openapi }, KNOWN, validateInput);
  assert.ok(result.kind === 'model');
  assert.deepEqual(
    result.model.rules?.map(({ rule }) => rule),
    ['requires', 'exclusive', 'one-of'],
  );
});

test('a known model whose document is missing stays, with the price that is told now', () => {
  const result = learnModel({ ...FACTS, pricing: '5 credits per image' }, KNOWN);
  assert.ok(result.kind === 'model');
  assert.deepEqual(result.model, { ...KNOWN, prices: [{ when: {}, credits: 5, unit: 'image' }] });
  assert.match(result.notes.join(), /no document.*price changed/);
});

test('nothing that KIE could send makes the reader throw, and what it reads is a model', () => {
  const json = fc.jsonValue({ maxDepth: 6 });
  const keyword = fc.constantFrom(
    'type',
    'properties',
    'items',
    'enum',
    'oneOf',
    'anyOf',
    'allOf',
    '$ref',
    'required',
    'default',
    'minimum',
    'pattern',
    'format',
    'a',
    'task_id',
    '__proto__',
  );
  const word = fc.constantFrom('string', 'object', 'array', 'integer', '#/components', '#/paths', 'a', 'uri');
  const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('schema'), { maxLength: 3 }),
      fc.array(fc.tuple(keyword, tie('schema')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const document = fc.oneof(
    json.map((value) => ({ paths: value })),
    schema.map((input) => documentOf(input)),
    fc.dictionary(keyword, schema).map((properties) => documentOf(inputWith(properties))),
    schema.map((body) => ({ paths: { '/api/v1/jobs/createTask': body } })),
  );
  fc.assert(
    fc.property(document, fc.boolean(), (openapi, isKnown) => {
      const facts = { ...FACTS, openapi: openapi as Document };
      const result = learnModel(facts, isKnown ? KNOWN : undefined, validateInput);
      if (result.kind === 'model') Model.parse(result.model);
      else assert.ok(result.detail.length > 0 && !result.detail.includes('cannot be read'), result.detail);
    }),
    { numRuns: 300 },
  );
});
