/** What the fixed runs of the chaos have in common. */
import assert from 'node:assert/strict';
import { reportOf } from '../../scripts/chaos/report.ts';
import type { Outcome } from '../../scripts/chaos/run.ts';

export const COMMON = { quietWithinMs: 120_000, say: () => undefined };

/** Nothing is broken, and the run was one that could have broken something. */
export function assertSound(outcome: Outcome, faults: number): void {
  assert.deepEqual(outcome.violations, [], reportOf(outcome).join('\n'));
  assert.ok(outcome.journal.injected.length >= faults, 'too few faults');
  const delivered = outcome.history.generations.filter(({ state }) => state === 'delivered');
  assert.ok(delivered.length > 0, 'nothing was delivered');
}
