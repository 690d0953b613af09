import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { ModelInput } from '../../src/domain/catalog/model.ts';
import { quote } from '../../src/domain/catalog/price.ts';

const { models } = bundledCatalog();

const anyModel = fc.constantFrom(...models);
const anyInput = anyModel.chain((chosen) =>
  fc.record({
    model: fc.constant(chosen),
    input: fc.dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(chosen.input.properties)), fc.string()),
      fc.oneof(fc.jsonValue(), fc.double(), fc.integer(), fc.constantFrom('1K', '2K', true, '2')),
    ),
  }),
);

test('quote is total and deterministic for any input', () => {
  fc.assert(
    fc.property(anyInput, ({ model: chosen, input }) => {
      const first = quote(chosen, input as ModelInput);
      assert.deepEqual(quote(chosen, input as ModelInput), first);
      if (first.ok) assert.ok(Number.isFinite(first.credits) && first.credits >= 0);
    }),
    { numRuns: 1_000 },
  );
});

test('more of what is counted never costs less, and costs exactly in proportion', () => {
  const credits = fc.integer({ min: 0, max: 500_000 }).map((thousandths) => thousandths / 1_000);
  const amount = fc.integer({ min: 1, max: 1_000 });
  fc.assert(
    fc.property(credits, amount, amount, (each, a, b) => {
      const priced = {
        input: { type: 'object' as const, properties: { n: { type: 'integer' } }, required: [] },
        prices: [{ when: {}, credits: each, unit: 'image' as const }],
      };
      const [small, large] = [Math.min(a, b), Math.max(a, b)].map((n) => quote(priced, { n }));
      assert.ok(small?.ok === true && large?.ok === true);
      assert.ok(small.credits <= large.credits);
      assert.equal(Math.round(large.credits * 1_000), Math.round(each * 1_000) * Math.max(a, b));
    }),
  );
});
