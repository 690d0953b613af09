/** A few seeds of `npm run chaos`: faults of every kind against the whole service, and none of its invariants breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS } from '../../scripts/chaos/faults/registry.ts';
import { deploysProfile, faultsProfile, killsProfile, PEOPLE } from '../../scripts/chaos/profiles.ts';
import { reportOf } from '../../scripts/chaos/report.ts';
import { run, type Outcome } from '../../scripts/chaos/run.ts';
import { makeSchedule } from '../../scripts/chaos/schedule.ts';

const SEEDS = [
  { seed: 11, instances: 1 },
  { seed: 12, instances: 2 },
];
const LASTS_MS = 25_000;
const COMMON = { quietWithinMs: 120_000, say: () => undefined };

/** Nothing is broken, and the run was one that could have broken something. */
function assertSound(outcome: Outcome, faults: number): void {
  assert.deepEqual(outcome.violations, [], reportOf(outcome).join('\n'));
  assert.ok(outcome.journal.injected.length >= faults, 'too few faults');
  const delivered = outcome.history.generations.filter(({ state }) => state === 'delivered');
  assert.ok(delivered.length > 0, 'nothing was delivered');
}

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

test('six SIGKILLs one after another with generations in flight', async (t) => {
  const outcome = await run(killsProfile({ ...COMMON, seed: 21, instances: 1, count: 6 }));
  for (const line of reportOf(outcome)) t.diagnostic(line);
  assertSound(outcome, 6);
  assert.equal(outcome.journal.recoveries.length, 6);
});

test('two deploys under steady talk: no 409, and one answer to each message', async (t) => {
  const outcome = await run(
    deploysProfile({ ...COMMON, seed: 31, instances: 1, count: 2, say: (line) => t.diagnostic(line) }),
  );
  assertSound(outcome, 2);
});
