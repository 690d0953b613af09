import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ListedBefore } from '../../src/adapters/postgres/catalog-store.ts';
import { planList, type Listed } from '../../src/roles/generation/catalog-sync-plan.ts';

const entry = (id: string): Listed => ({ id, title: id, vendor: 'Vendor', taskTypes: [], pricing: null });
const known = (id: string, more: Partial<ListedBefore> = {}): ListedBefore => ({
  ...{ id, state: 'offered', factsHash: null, missed: 0 },
  ...more,
});
const plan = (list: readonly Listed[], before: readonly ListedBefore[], bundledIds: readonly string[] = []) =>
  planList({ list, before, bundledIds, intervalMs: 21_600_000, fingerprint: JSON.stringify });

interface Row {
  readonly name: string;
  readonly list: readonly string[];
  readonly before?: readonly ListedBefore[];
  readonly bundled?: readonly string[];
  /** The missing ones, or null where the list is not believed. */
  readonly missing: readonly string[] | null;
}

const rows: readonly Row[] = [
  { name: 'an empty list, also where nothing is known', list: [], missing: null },
  { name: 'the first list, without a bundled model', list: ['a', 'b'], bundled: ['a', 'x'], missing: ['x'] },
  { name: 'a first list of strangers', list: ['y', 'z'], bundled: ['a', 'b', 'c'], missing: null },
  { name: 'half of it is gone', list: ['a'], before: [known('a'), known('b')], missing: ['b'] },
  { name: 'more than half is gone', list: ['a'], before: [known('a'), known('b'), known('c')], missing: null },
  {
    name: 'what was missed before is not expected, and missed again',
    list: ['a'],
    before: [known('a'), known('b', { missed: 1 }), known('c', { missed: 1 })],
    missing: ['b', 'c'],
  },
  {
    name: 'what is withdrawn is not missed any more',
    list: ['a', 'b'],
    before: [known('a'), known('b'), known('c', { state: 'withdrawn', missed: 2 })],
    bundled: ['a', 'c'],
    missing: [],
  },
];

for (const { name, list, before = [], bundled = [], missing } of rows) {
  test(name, () => {
    const result = plan(list.map(entry), before, bundled);
    assert.deepEqual(result.believed ? result.missing : null, missing);
  });
}

test('a quarter of a day reads a quarter of all; a longer interval than a day reads all', () => {
  const list = Array.from({ length: 10 }, (_, index) => entry(`model-${index}`));
  const result = plan(list, []);
  assert.equal(result.believed && result.rereads, 3);
  const weekly = planList({
    ...{ list, before: [], bundledIds: [], fingerprint: JSON.stringify },
    intervalMs: 604_800_000,
  });
  assert.equal(weekly.believed && weekly.rereads, 10);
});

test('an entry that is there twice counts once, and never is a model both there and missing', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const state = fc.constantFrom('offered' as const, 'left-out' as const, 'withdrawn' as const);
  const before = fc.uniqueArray(fc.record({ id, state, factsHash: fc.constant(null), missed: fc.nat(3) }), {
    selector: (one) => one.id,
  });
  fc.assert(
    fc.property(fc.array(id), before, fc.uniqueArray(id), (ids, knownBefore, bundled) => {
      const result = plan(ids.map(entry), knownBefore, bundled);
      if (!result.believed) return ids.length === 0 || result.found * 2 < result.expected;
      const present = result.present.map((one) => one.id);
      assert.deepEqual(present.toSorted(), [...new Set(ids)].toSorted());
      assert.ok(result.missing.every((one) => !present.includes(one)));
      return new Set(result.missing).size === result.missing.length;
    }),
  );
});
