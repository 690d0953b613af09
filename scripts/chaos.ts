/**
 * `npm run chaos`: the real service on a real database between the two sandboxes, disturbed; then every invariant of
 * docs/architecture.md is decided from what happened.
 *
 * - `--seed N --minutes M --faults a,b --instances 1|2`: seeded faults, by names or groups (process, database, telegram,
 *   kie, all). `--shrink-minutes M`: how long to look for a shorter schedule that fails.
 * - `--kills N`: SIGKILL of one process after another.
 * - `--deploys N`: rolling hand-overs.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startPostgres } from '../src/sandbox/postgres.ts';
import { chooseFaults } from './chaos/faults/registry.ts';
import { deploysProfile, faultsProfile, killsProfile, PEOPLE } from './chaos/profiles.ts';
import { reportOf } from './chaos/report.ts';
import { run, type Outcome } from './chaos/run.ts';
import { makeSchedule, type Step } from './chaos/schedule.ts';
import { shrink } from './chaos/shrink.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    minutes: { type: 'string', default: '1' },
    faults: { type: 'string', default: 'all' },
    instances: { type: 'string', default: '1' },
    kills: { type: 'string', default: '0' },
    deploys: { type: 'string', default: '0' },
    'shrink-minutes': { type: 'string', default: '0' },
  },
});

const seed = Number(values.seed);
const [kills, deploys] = [Number(values.kills), Number(values.deploys)];
const lastsMs = Number(values.minutes) * 60_000;
const common = { seed, instances: Number(values.instances), quietWithinMs: 180_000, say: console.log };
const faults = chooseFaults(values.faults);
const schedule = makeSchedule({ seed, faults, people: PEOPLE, lastsMs });

const withSteps = (steps: readonly Step[]): Promise<Outcome> =>
  run(faultsProfile({ ...common, faults, lastsMs, schedule: { ...schedule, steps } }));

async function chosenRun(): Promise<Outcome> {
  if (kills > 0) return await run(killsProfile({ ...common, count: kills }));
  if (deploys > 0) return await run(deploysProfile({ ...common, count: deploys }));
  return await withSteps(schedule.steps);
}

async function shortest(until: number): Promise<readonly Step[]> {
  return await shrink({
    items: schedule.steps,
    fails: async (steps) => (await withSteps(steps)).violations.length > 0,
    mayGoOn: () => Date.now() < until,
  });
}

const flags = Object.entries({ ...values, seed: String(seed) }).map(([name, value]) => `--${name} ${value}`);
console.log(`chaos: npm run chaos -- ${flags.join(' ')}`);
const postgres = await startPostgres({ durable: false });
process.env['TEST_DATABASE_URL'] = postgres.url;
try {
  const outcome = await chosenRun();
  for (const line of [...reportOf(outcome), ...outcome.violations]) console.log(line);
  console.log(`seed ${seed}: ${outcome.violations.length} violations`);
  const shrinkMs = Number(values['shrink-minutes']) * 60_000;
  if (outcome.violations.length > 0 && kills + deploys === 0 && shrinkMs > 0) {
    const steps = await shortest(Date.now() + shrinkMs);
    console.log(`the shortest schedule that was seen to fail: ${JSON.stringify(steps, null, 2)}`);
  }
  process.exitCode = outcome.violations.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
}
