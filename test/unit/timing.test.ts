import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextLookSeconds } from '../../src/domain/generation/timing.ts';

test('a fast model is looked at every two seconds at first, then every five, then every fifteen', () => {
  const usual = 5;
  assert.deepEqual(
    [0, 10, 29.9, 30, 119.9, 120, 3_600].map((elapsed) => nextLookSeconds(elapsed, usual)),
    [2, 2, 2, 5, 5, 15, 15],
  );
});

test('a slow model is left alone longer, but never for more than ten seconds of the first two minutes', () => {
  assert.deepEqual(
    [0, 20, 40, 100].map((elapsed) => nextLookSeconds(elapsed, 600)),
    [10, 10, 10, 10],
  );
  assert.equal(nextLookSeconds(0, 60), 10);
  assert.equal(nextLookSeconds(12, 60), 2);
});

test('whatever the times are, the next look is whole seconds from 2 to 15, as KIE advises', () => {
  const seconds = fc.double({ min: 0, max: 100_000, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, (elapsed, usual) => {
      const next = nextLookSeconds(elapsed, usual);
      assert.ok(Number.isInteger(next) && next >= 2 && next <= 15, `${next}`);
    }),
  );
});
