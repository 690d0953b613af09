/**
 * `npm run soak`: the real service on a real PostgreSQL under an even load, for as long as a leak needs to show: memory,
 * handles, connections, tables, latencies and backlog must stay as they are, and nothing may be lost. Ends with 1 when
 * something does not. Ctrl-C ends it early, with a judgement of what was seen.
 *
 * - `--minutes 30 --updates 20 --generations 2`: the load, in updates and orders a second; each order is two of the updates.
 * - `--sample 10`: seconds between two looks.
 * - `--json FILE`: every sample, for a chart.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgres } from '../src/sandbox/postgres.ts';
import { createDatabase } from './bench/bots.ts';
import { describeMachine, machineLine } from './bench/machine.ts';
import { UPDATES_OF_AN_ORDER } from './soak/load.ts';
import { periodLine, reportOf } from './soak/report.ts';
import { soak } from './soak/run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    updates: { type: 'string', default: '20' },
    generations: { type: 'string', default: '2' },
    sample: { type: 'string', default: '10' },
    json: { type: 'string' },
  },
});

function above(low: number, name: 'minutes' | 'updates' | 'generations' | 'sample'): number {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value <= low) throw new Error(`--${name} must be a number above ${low}`);
  return value;
}

const seconds = above(0, 'minutes') * 60;
const generations = above(0, 'generations');
const updates = above(UPDATES_OF_AN_ORDER * generations, 'updates');
const sampleSeconds = above(0, 'sample');

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stop.signal.aborted) console.log('ending: what is open is waited for, half a minute at most');
    stop.abort();
  });
}

const postgres = await startPostgres();
try {
  const machine = await describeMachine(postgres.url);
  console.log(machineLine(machine));
  const outcome = await soak({
    ...{ databaseUrl: await createDatabase(postgres.url), seconds, updates, generations, sampleSeconds },
    signal: stop.signal,
    onPeriod: (...seen) => console.log(periodLine(...seen)),
  });
  for (const line of reportOf(outcome)) console.log(line);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, ...outcome }, null, 1)}\n`);
  const isGood = outcome.losses.length === 0 && outcome.judgements.every((judgement) => judgement.isGood);
  console.log(isGood ? 'soak: flat, nothing lost' : 'soak: NOT flat, or something was lost');
  process.exitCode = isGood ? 0 : 1;
} finally {
  await postgres.stop();
}
