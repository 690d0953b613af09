/**
 * Five minutes of `npm run chaos` from fixed seeds: faults of every kind against the whole service, and none of its
 * invariants breaks.
 */
import { test } from 'node:test';
import { FAULTS } from '../../scripts/chaos/faults/registry.ts';
import { faultsProfile, PEOPLE } from '../../scripts/chaos/profiles.ts';
import { reportOf } from '../../scripts/chaos/report.ts';
import { run } from '../../scripts/chaos/run.ts';
import { makeSchedule } from '../../scripts/chaos/schedule.ts';
import { assertSound, COMMON } from '../support/chaos-sound.ts';

const SEEDS = [
  { seed: 11, instances: 1 },
  { seed: 12, instances: 2 },
];
const LASTS_MS = 300_000 / SEEDS.length;

for (const { seed, instances } of SEEDS) {
  test(`seed ${seed} with ${instances} instances: every invariant holds under seeded faults`, async (t) => {
    const schedule = makeSchedule({ seed, faults: FAULTS, people: PEOPLE, lastsMs: LASTS_MS });
    const outcome = await run(
      faultsProfile({ ...COMMON, seed, instances, schedule, faults: FAULTS, lastsMs: LASTS_MS }),
    );
    for (const line of reportOf(outcome)) t.diagnostic(line);
    assertSound(outcome, schedule.steps.length / 2);
  });
}
