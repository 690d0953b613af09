import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { createCatalog } from '../../src/domain/catalog/catalog.ts';
import { modelKey } from '../../src/domain/catalog/key.ts';
import type { LearnedEntry } from '../../src/domain/catalog/learn/merge.ts';
import { mergeCatalog } from '../../src/domain/catalog/learn/merge.ts';
import type { Model } from '../../src/domain/catalog/model.ts';

const modelOf = (id: string, more: Partial<Model> = {}): Model => ({
  id,
  key: modelKey(id),
  title: { ru: id, en: id },
  vendor: 'Vendor',
  tasks: ['text-to-image'],
  input: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
  output: 'image',
  prices: [{ when: {}, credits: 4, unit: 'image' }],
  usualSeconds: 30,
  ...more,
});
const BUNDLED = [modelOf('best'), modelOf('good')];
const entry = (id: string, state: LearnedEntry['state'], model: Model | null = null): LearnedEntry => ({
  id,
  state,
  model,
});
const shown = (models: readonly Model[]): readonly string[] =>
  models.map(({ id, status }) => (status === undefined ? id : `${id} ${status}`));

test('what was learned replaces what was bundled, in its place, and newcomers come last by id', () => {
  const cheaper = modelOf('best', { prices: [{ when: {}, credits: 1, unit: 'image' }] });
  const learned = [entry('zoo', 'offered', modelOf('zoo')), entry('ape', 'offered', modelOf('ape'))];
  const merged = mergeCatalog(BUNDLED, [...learned, entry('best', 'offered', cheaper)]);
  assert.deepEqual(shown(merged), ['best', 'good', 'ape', 'zoo']);
  assert.deepEqual(merged[0]?.prices, cheaper.prices);
});

test('a withdrawn model keeps its name, from what was learned or from the bundle', () => {
  const learned = [entry('good', 'withdrawn'), entry('new', 'withdrawn', modelOf('new')), entry('odd', 'withdrawn')];
  assert.deepEqual(shown(mergeCatalog(BUNDLED, learned)), ['best', 'good withdrawn', 'new withdrawn']);
});

test('a model that is offered again is not withdrawn any more', () => {
  const before = [modelOf('best', { status: 'withdrawn' })];
  assert.deepEqual(shown(mergeCatalog(before, [entry('best', 'offered', modelOf('best'))])), ['best']);
});

test('what is not understood today stays as it was, and what never was is not there', () => {
  const learned = [entry('best', 'left-out'), entry('chat', 'left-out')];
  assert.deepEqual(mergeCatalog(BUNDLED, learned), BUNDLED);
});

test('a newcomer with a taken name shows its id, one with a taken key stays out', () => {
  const namesake = modelOf('other', { title: { ru: 'best', en: 'Other' } });
  const merged = mergeCatalog(BUNDLED, [
    entry('other', 'offered', namesake),
    entry('clash', 'offered', modelOf('clash', { key: 'good' })),
  ]);
  assert.deepEqual(merged.at(-1)?.title, { ru: 'best (other)', en: 'Other' });
  assert.equal(merged.length, 3);
});

test('an entry that carries another model is not believed', () => {
  const merged = mergeCatalog(BUNDLED, [
    entry('best', 'offered', modelOf('good')),
    entry('x', 'offered', modelOf('y')),
  ]);
  assert.deepEqual(merged, BUNDLED);
});

test('whatever was learned, the catalog can be made of it, with the bundled models in their order', () => {
  const ids = fc.constantFrom('best', 'good', 'a/b', 'a-b', 'c');
  const entries = fc.array(
    fc
      .record({
        id: ids,
        state: fc.constantFrom<LearnedEntry['state'][]>('offered', 'left-out', 'withdrawn'),
        other: fc.option(ids),
        title: fc.constantFrom('best', 'good', 'new'),
      })
      .map(({ id, state, other, title }) =>
        entry(id, state, other === null ? null : modelOf(other, { title: { ru: title, en: title } })),
      ),
  );
  fc.assert(
    fc.property(entries, (learned) => {
      const merged = mergeCatalog(BUNDLED, learned);
      const catalog = createCatalog(merged, 'test');
      assert.deepEqual(
        merged.slice(0, 2).map(({ id }) => id),
        ['best', 'good'],
      );
      assert.ok(catalog.models.every(({ status }) => status === undefined));
    }),
  );
});
