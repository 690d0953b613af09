/** What the fixed runs of the chaos have in common. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS } from '../../scripts/chaos/faults/registry.ts';
import { faultsProfile, PEOPLE } from '../../scripts/chaos/profiles.ts';
import { reportOf } from '../../scripts/chaos/report.ts';
import { run, type Outcome } from '../../scripts/chaos/run.ts';
import { makeSchedule } from '../../scripts/chaos/schedule.ts';

export const COMMON = { quietWithinMs: 120_000, say: () => undefined };

/** Of each of the two seeds. They are files of their own, so that they run side by side. */
const LASTS_MS = 60_000;

/** Nothing is broken, and the run was one that could have broken something. */
export function assertSound(outcome: Outcome, faults: number): void {
  assert.deepEqual(outcome.violations, [], reportOf(outcome).join('\n'));
  assert.ok(outcome.journal.injected.length >= faults, 'too few faults');
  const delivered = outcome.history.generations.filter(({ state }) => state === 'delivered');
  assert.ok(delivered.length > 0, 'nothing was delivered');
}

/** Faults of every kind against the whole service, from a fixed seed. */
export function testSeed(seed: number, instances: number): void {
  test(`seed ${seed} with ${instances} instances: every invariant holds under seeded faults`, async (t) => {
    const schedule = makeSchedule({ seed, faults: FAULTS, people: PEOPLE, lastsMs: LASTS_MS });
    const outcome = await run(
      faultsProfile({ ...COMMON, seed, instances, schedule, faults: FAULTS, lastsMs: LASTS_MS }),
    );
    for (const line of reportOf(outcome)) t.diagnostic(line);
    assertSound(outcome, schedule.steps.length / 2);
  });
}
