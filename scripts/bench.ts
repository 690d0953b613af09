/**
 * `npm run bench`: start-up and idle memory of the `web` role on the local stand, beside as many bare Node processes.
 * Absolute numbers belong to the machine that printed them; the ratios travel.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { startBot } from '../src/sandbox/bot-process.ts';
import { startStand } from '../src/sandbox/stand.ts';
import { createSim } from '../src/sandbox/telegram/sim-client.ts';
import { memoryOf, treeOf, type Memory } from './bench/memory.ts';

const RUNS = 5;
const IDLE_MS = 10_000;
const POLLING = '✅ Polling started successfully!';

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const spread = (values: readonly number[]): string =>
  `${Math.round(Math.min(...values))} / ${Math.round(median(values))} / ${Math.round(Math.max(...values))}`;

async function bareNode(count: number): Promise<Memory> {
  const started = Array.from({ length: count }, (): ChildProcess =>
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }),
  );
  await pause(1_000);
  const memory = memoryOf(started.flatMap((child) => child.pid ?? []));
  for (const child of started) child.kill();
  return memory;
}

const stand = await startStand({ floodControl: false });
if (stand.telegramUrl === null) throw new Error('the bench needs the local Telegram');
const sim = createSim(stand.telegramUrl, stand.botId);
// A service that reads KIE's catalog is not idle.
const env = { ...stand.env, LOG_FORMAT: 'json', CATALOG_SYNC_MINUTES: '0' };

// Makes the schemas and the compile cache: a deploy pays for them once.
const first = startBot({ env, role: 'web' });
await first.line(POLLING, 60_000);
await pause(4_000);
await first.stop();

const starts: number[] = [];
const memories: Memory[] = [];
let processes = 0;
for (let run = 0; run < RUNS; run += 1) {
  // Telegram holds back a poll that repeats the offset of the last three seconds: a new update makes a new offset.
  await sim.pushUpdate({ poll_answer: { poll_id: String(run) } });
  const startedAt = performance.now();
  const bot = startBot({ env, role: 'web' });
  await bot.line(POLLING, 60_000);
  starts.push(performance.now() - startedAt);
  await pause(IDLE_MS);
  const tree = treeOf(bot.pid);
  processes = tree.length;
  memories.push(memoryOf(tree));
  await bot.stop();
}
await stand.stop();
const bare = await bareNode(processes);

const rss = memories.map((memory) => memory.rssMb);
const pss = memories.map((memory) => memory.pssMb);
console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${RUNS} runs, min / median / max`,
);
console.log(`start to first finished poll    ${spread(starts)} ms`);
console.log(
  `idle RSS of ${processes} processes         ${spread(rss)} MB, ${(median(rss) / bare.rssMb).toFixed(2)} × bare Node`,
);
console.log(
  `idle PSS of ${processes} processes         ${spread(pss)} MB, ${(median(pss) / bare.pssMb).toFixed(2)} × bare Node`,
);
