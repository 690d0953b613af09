import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBackoff } from '../../src/shared/backoff.ts';
import { sleep } from '../../src/shared/clock.ts';

test('waits double up to the most, and start anew after a reset', () => {
  const backoff = createBackoff(100, 1_000, () => 0.5);
  const waits = Array.from({ length: 6 }, () => backoff.next());
  assert.deepEqual(waits, [100, 200, 400, 800, 1_000, 1_000]);
  backoff.reset();
  assert.equal(backoff.next(), 100);
});

test('the jitter stays within a quarter on either side, for any number of failures', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(2_000), (random, failures) => {
      const backoff = createBackoff(250, 30_000, () => random);
      let wait = 0;
      for (let failure = 0; failure <= failures; failure += 1) wait = backoff.next();
      const base = Math.min(30_000, 250 * 2 ** failures);
      assert.ok(wait >= base * 0.75 - 1 && wait <= base * 1.25 + 1, `${wait} of ${base}`);
    }),
    { numRuns: 50 },
  );
});

test('a sleep ends with its signal, at once when that has aborted already, and leaves no listener behind', async () => {
  await sleep(60_000, AbortSignal.abort());
  const controller = new AbortController();
  const sleeping = sleep(60_000, controller.signal);
  controller.abort();
  await sleeping;
  await sleep(1, new AbortController().signal);
});

test('a wait too long for a timer is not cut to nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isOver = false;
  const controller = new AbortController();
  // A flood wait of 40 days: more than 2^31 - 1 ms, which Node turns into 1 ms.
  const sleeping = sleep(40 * 86_400_000, controller.signal).then(() => (isOver = true));
  t.mock.timers.tick(1_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, false);
  controller.abort();
  await sleeping;
});
