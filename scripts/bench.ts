/**
 * `npm run bench`: ours beside its peers, as real processes on one machine, in one table. Absolute numbers belong to the
 * machine that printed them; the ratios travel.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../src/sandbox/postgres.ts';
import type { Bench } from './bench/bench.ts';
import { delivery } from './bench/delivery.ts';
import { generations } from './bench/generations.ts';
import { killed } from './bench/kills.ts';
import { latency } from './bench/latency.ts';
import { describeMachine, machineLine, redisLine } from './bench/machine.ts';
import { table, type Line, type Measured } from './bench/report.ts';
import { recovery } from './bench/recovery.ts';
import { start } from './bench/start.ts';
import { sustained } from './bench/sustained.ts';

const MEASURES: Readonly<Record<string, (bench: Bench) => Promise<readonly Line[]>>> = {
  sustained,
  latency,
  generations,
  delivery,
  recovery,
  killed,
  start,
};

const USAGE = `npm run bench -- [--only ${Object.keys(MEASURES).join(',')}] [--quick] [--kills <number>] [--json <file>]`;

function options(): { only: readonly string[]; isQuick: boolean; kills: number; json: string | null } {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      kills: { type: 'string', default: '40' },
      json: { type: 'string' },
    },
  });
  const only = values.only?.split(',') ?? Object.keys(MEASURES);
  const unknown = only.filter((name) => !(name in MEASURES));
  if (unknown.length > 0) throw new Error(`no such measure: ${unknown.join(', ')}\n${USAGE}`);
  return { only, isQuick: values.quick, kills: Number(values.kills), json: values.json ?? null };
}

/** The peers are no dependency of the service: they live beside the bench and nowhere else. */
function installPeers(): void {
  const folder = fileURLToPath(new URL('./bench', import.meta.url));
  if (existsSync(`${folder}/node_modules`)) return;
  console.log('installing the peers (scripts/bench/package.json) ...');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the peers could not be installed');
}

const { only, isQuick, kills, json } = options();
installPeers();
const postgres = await startPostgres();
const measured: Measured[] = [];
try {
  const machine = await describeMachine(postgres.url);
  console.log(machineLine(machine));
  console.log(redisLine(machine));
  for (const measure of only) {
    const run = MEASURES[measure];
    if (run === undefined) continue;
    const startedAt = performance.now();
    const say = (progress: string): void => console.log(`  ${measure}: ${progress}`);
    const lines = await run({ server: postgres.url, isQuick, kills, say });
    measured.push({ measure, seconds: (performance.now() - startedAt) / 1_000, lines });
  }
  console.log(table(measured));
  if (json !== null) writeFileSync(json, `${JSON.stringify({ machine, isQuick, measured }, null, 2)}\n`);
} finally {
  await postgres.stop();
}
