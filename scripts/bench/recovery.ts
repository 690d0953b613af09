/**
 * Supervision beside pm2 with its defaults: how long nobody polls after a kill and after a hang, who is left behind when
 * the supervisor itself is killed, and how often a program is started that can only fail. pm2 runs the grammY bot.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { openBot, openOurs, peerScript, startProcess, systemEnvironment, type Bot, type Environment } from './bots.ts';
import { TOKEN } from './load-telegram.ts';
import { openPm2, type Pm2 } from './pm2.ts';
import { childPid, isAlive } from '../../test/support/process-tree.ts';
import { treeOf } from './processes.ts';
import { OURS, percentile, type Line } from './report.ts';

const PM2 = 'pm2';
/** A hang that nobody has noticed by then stays one. */
const HANG_MS = 60_000;
const ORPHANS_AFTER_MS = 3_000;

type Row = Record<string, number>;

/** Milliseconds until somebody polls again; Infinity when nobody does. */
async function untilPolled({ telegram }: Bot, act: () => void, mostMs: number): Promise<number> {
  const polled = telegram.nextPoll();
  const at = performance.now();
  act();
  const isBack = await Promise.race([polled.then(() => true), pause(mostMs, false)]);
  return isBack ? performance.now() - at : Infinity;
}

interface Found {
  readonly killed: number;
  readonly hung: number;
  readonly orphans: number;
}

/** `pid` is that of the process that polls now, `top` that of its supervisor. */
async function tryAll(bot: Bot, times: number, pid: () => Promise<number>, top: number): Promise<Found> {
  const kills: number[] = [];
  for (let nth = 0; nth < times; nth += 1) {
    const victim = await pid();
    kills.push(await untilPolled(bot, () => process.kill(victim, 'SIGKILL'), HANG_MS));
    await pause(3_000);
  }
  const frozen = await pid();
  const hung = await untilPolled(bot, () => process.kill(frozen, 'SIGSTOP'), HANG_MS);
  if (isAlive(frozen)) process.kill(frozen, 'SIGCONT');
  const children = treeOf(top).filter((one) => one !== top);
  const working = await pid();
  process.kill(top, 'SIGKILL');
  await pause(ORPHANS_AFTER_MS);
  const left = [...new Set([...children, working])].filter(isAlive);
  for (const one of left) process.kill(one, 'SIGKILL');
  return { killed: percentile(kills, 0.5), hung, orphans: left.length };
}

async function ours(server: string, times: number): Promise<Found> {
  const bot = await openOurs(server);
  const { pid } = await bot.start();
  try {
    return await tryAll(bot, times, () => Promise.resolve(childPid(pid, 'polling')), pid);
  } finally {
    await bot.close();
  }
}

async function theirs(server: string, times: number): Promise<Found> {
  const bot = await openBot('grammY+runner', server);
  const env = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: bot.telegram.url, DATABASE_URL: bot.databaseUrl };
  const pm2: Pm2 = await openPm2({ ...systemEnvironment(), ...env });
  try {
    const polled = bot.telegram.nextPoll();
    await pm2.start(peerScript('grammy-bot.js'));
    await polled;
    return await tryAll(bot, times, pm2.pid, pm2.daemonPid());
  } finally {
    await pm2.kill();
    await bot.close();
  }
}

/** How often it was started within `forMs`. */
async function startsOf(forMs: number, begin: (journal: string) => Promise<() => Promise<void>>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kie-ai-bot-crash-'));
  const journal = join(folder, 'starts');
  writeFileSync(journal, '');
  const end = await begin(journal);
  try {
    await pause(forMs);
    return readFileSync(journal, 'utf8').length;
  } finally {
    await end();
    rmSync(folder, { recursive: true });
  }
}

const SERVICE: Environment = {
  ...{ TELEGRAM_BOT_TOKEN: TOKEN, KIE_API_KEY: 'fake-key-of-nobody', ADMIN_ID: '1' },
  DATABASE_URL: 'postgresql://nobody:nothing@127.0.0.1:1/none',
};

async function crashLoops(forMs: number): Promise<Row> {
  const script = fileURLToPath(new URL('./crash-service.ts', import.meta.url));
  const own = await startsOf(forMs, (journal) => {
    const running = startProcess([script], { ...systemEnvironment(), ...SERVICE, JOURNAL: journal });
    return Promise.resolve(running.stop);
  });
  const pm2s = await startsOf(forMs, async (journal) => {
    const pm2 = await openPm2({ ...systemEnvironment(), JOURNAL: journal });
    await pm2.start(peerScript('crash.js'));
    return pm2.kill;
  });
  return { [OURS]: own, [PM2]: pm2s };
}

export async function recovery({ server, isQuick, say }: Bench): Promise<readonly Line[]> {
  const times = isQuick ? 2 : 10;
  const found = { [OURS]: await ours(server, times), [PM2]: await theirs(server, times) };
  say('kills, hangs and orphans: done');
  const of = (pick: (one: Found) => number): Row =>
    Object.fromEntries(Object.entries(found).map(([name, one]) => [name, pick(one)]));
  const seconds = isQuick ? 20 : 60;
  const crashes = await crashLoops(seconds * 1_000);
  const note = 'ours stops a service that cannot live, with a reason and exit code 1, after five restarts in a minute';
  return [
    {
      what: 'SIGKILL of the poller to the next poll, median',
      unit: 'ms',
      better: 'less',
      values: of((one) => one.killed),
    },
    { what: 'a poller that hangs, to the next poll', unit: 'ms', better: 'less', values: of((one) => one.hung) },
    {
      what: 'orphans after SIGKILL of the supervisor',
      unit: 'processes',
      better: 'less',
      values: of((one) => one.orphans),
    },
    {
      what: `starts in ${seconds} s of a child that ends after 1.2 s`,
      unit: '',
      better: 'less',
      values: crashes,
      note,
    },
  ];
}
