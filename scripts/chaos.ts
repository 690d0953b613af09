/**
 * `npm run chaos -- [--seed N] [--minutes M] [--faults a,b] [--instances 1|2] [--shrink-minutes M]`: the real service on
 * a real database between the two sandboxes, under seeded faults; then every invariant is decided.
 */
import { parseArgs } from 'node:util';
import { randomInt } from 'node:crypto';
import { startPostgres } from '../src/sandbox/postgres.ts';
import { chooseFaults } from './chaos/faults/registry.ts';
import { reportOf } from './chaos/report.ts';
import { run } from './chaos/run.ts';
import { makeSchedule } from './chaos/schedule.ts';

const PEOPLE = 8;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    minutes: { type: 'string', default: '1' },
    faults: { type: 'string', default: 'all' },
    instances: { type: 'string', default: '1' },
  },
});

const faults = chooseFaults(values.faults);
const seed = Number(values.seed);
const schedule = makeSchedule({ seed, faults, people: PEOPLE, lastsMs: Number(values.minutes) * 60_000 });
console.log(
  `chaos: --seed ${seed} --minutes ${values.minutes} --faults ${values.faults} --instances ${values.instances}`,
);
const postgres = await startPostgres({ durable: false });
process.env['TEST_DATABASE_URL'] = postgres.url;
try {
  const outcome = await run({
    ...{ schedule, faults, people: PEOPLE, instances: Number(values.instances), quietWithinMs: 180_000 },
    say: console.log,
  });
  for (const line of reportOf(outcome)) console.log(line);
  for (const line of outcome.violations) console.error(line);
  console.log(`${outcome.violations.length} violations`);
  process.exitCode = outcome.violations.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
}
