/**
 * From the start of a process to its first getUpdates, and the memory of its tree at rest and with a hundred running
 * generations. Bare Node is the floor: as many processes as ours has that do nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { BOT_NAMES, openBot, openOurs, type Bot } from './bots.ts';
import { startLoadKie } from './load-kie.ts';
import { memoryOf, treeOf, type Memory } from './processes.ts';
import { openOrders } from './orders.ts';
import { OURS, percentile, type Line } from './report.ts';

const BARE = 'bare Node';
const RUNNING = 100;

interface Seen {
  readonly startMs: number;
  readonly memory: Memory;
  readonly processes: number;
}

/** The second start counts: a deploy makes schemas and the compile cache once. */
async function seeOnce(bot: Bot, idleMs: number): Promise<Seen> {
  // A new update makes a new offset, as in a bot that people use.
  bot.telegram.pushText(1, 'hello');
  const startedAt = performance.now();
  const running = await bot.start();
  const startMs = performance.now() - startedAt;
  await pause(idleMs);
  const tree = treeOf(running.pid);
  const memory = memoryOf(tree);
  await running.stop();
  return { startMs, memory, processes: tree.length };
}

async function see(name: string, runs: number, idleMs: number, server: string): Promise<Seen> {
  const bot = await openBot(name, server);
  const seen: Seen[] = [];
  try {
    await seeOnce(bot, 1_000);
    for (let run = 0; run < runs; run += 1) seen.push(await seeOnce(bot, idleMs));
  } finally {
    await bot.close();
  }
  const median = (of: (one: Seen) => number): number => percentile(seen.map(of), 0.5);
  return {
    startMs: median((one) => one.startMs),
    memory: { rssMb: median((one) => one.memory.rssMb), pssMb: median((one) => one.memory.pssMb) },
    processes: seen[0]?.processes ?? 0,
  };
}

async function bareNode(count: number): Promise<Memory> {
  const started = Array.from({ length: count }, (): ChildProcess =>
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }),
  );
  await pause(1_000);
  const memory = memoryOf(started.flatMap((child) => child.pid ?? []));
  for (const child of started) child.kill();
  return memory;
}

async function whileRunning(server: string): Promise<Memory> {
  const bot = await openOurs(server);
  const kie = await startLoadKie({ latencyMs: 600_000, callbacks: true });
  let created = 0;
  kie.onCreated(() => (created += 1));
  const orders = openOrders(bot.databaseUrl);
  const running = await bot.start({ KIE_API_BASE: kie.url });
  try {
    await orders.place(RUNNING);
    const until = performance.now() + 60_000;
    while (created < RUNNING && performance.now() < until) await pause(100);
    if (created < RUNNING) throw new Error(`only ${created} of ${RUNNING} generations were running after a minute`);
    await pause(5_000);
    return memoryOf(treeOf(running.pid));
  } finally {
    await running.stop();
    await orders.close();
    await kie.stop();
    await bot.close();
  }
}

export async function start({ server, isQuick, say }: Bench): Promise<readonly Line[]> {
  const seen = new Map<string, Seen>();
  for (const name of BOT_NAMES) {
    seen.set(name, await see(name, isQuick ? 1 : 5, isQuick ? 3_000 : 8_000, server));
    say(`${name}: done`);
  }
  const busy = await whileRunning(server);
  const processes = seen.get(OURS)?.processes ?? 0;
  const bare = await bareNode(processes);
  const of = (pick: (one: Seen) => number): Record<string, number> =>
    Object.fromEntries([...seen].map(([name, one]) => [name, pick(one)]));
  const note = `ours are ${processes} processes, so is bare Node; a peer's bot is one without anybody who restarts it`;
  const common = { unit: 'MB', better: 'less' } as const;
  return [
    { what: 'start to first poll, median', unit: 'ms', better: 'less', values: of((one) => one.startMs) },
    { ...common, what: 'idle RSS', values: { ...of((one) => one.memory.rssMb), [BARE]: bare.rssMb }, note },
    { ...common, what: 'idle PSS', values: { ...of((one) => one.memory.pssMb), [BARE]: bare.pssMb } },
    { ...common, what: `RSS, ${RUNNING} generations running`, values: { [OURS]: busy.rssMb, [BARE]: bare.rssMb } },
    { ...common, what: `PSS, ${RUNNING} generations running`, values: { [OURS]: busy.pssMb, [BARE]: bare.pssMb } },
  ];
}
