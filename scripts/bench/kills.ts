/**
 * What SIGKILL costs people: under a steady stream of questions, each in a chat of its own, the process that polls is
 * killed again and again. In the end every chat has heard exactly one answer, or an effect was lost or doubled. The
 * peers come back at once, as any process manager would see to; ours comes back by its own supervisor.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { BOT_NAMES, openBot, type Bot, type Running } from './bots.ts';
import { ASK } from './load.ts';
import { OURS, type Line } from './report.ts';
import { childrenOf } from '../../test/support/process-tree.ts';
import { waitFor } from '../../test/support/wait-for.ts';

const PER_SECOND = 50;
const FIRST_CHAT = 30_000_000;
/** Nothing more is coming when it was quiet for so long: longer than an adopted message waits for its second try. */
const QUIET_MS = 15_000;
const MOST_MS = 120_000;
/** How long a new process polls before the next kill, at most and at least. */
const LIFE_MS = [250, 1_250] as const;

interface Toll {
  readonly asked: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Kills the poller and waits until the next one polls. */
type Kill = () => Promise<void>;

function killerOf(bot: Bot, first: Running): { readonly kill: Kill; readonly stop: () => Promise<void> } {
  let running = first;
  const ours: Kill = async () => {
    // The last poll that was heard of may have been that of a process which died just then.
    const poller = (): number | null => childrenOf(running.pid).find(({ name }) => name === 'polling')?.pid ?? null;
    const pid = await waitFor('a polling child', poller, { timeoutMs: MOST_MS });
    const polled = bot.telegram.nextPoll();
    process.kill(pid, 'SIGKILL');
    await polled;
  };
  const peer: Kill = async () => {
    await running.stop();
    running = await bot.start();
  };
  return { kill: bot.name === OURS ? ours : peer, stop: () => running.stop() };
}

async function toll(name: string, kills: number, server: string): Promise<Toll> {
  const bot = await openBot(name, server);
  const answers = new Map<number, number>();
  let heardAt = performance.now();
  bot.telegram.onSend(({ method, chatId }) => {
    if (method !== 'sendMessage') return;
    answers.set(chatId, (answers.get(chatId) ?? 0) + 1);
    heardAt = performance.now();
  });
  const { kill, stop } = killerOf(bot, await bot.start());
  let asked = 0;
  const asking = setInterval(() => {
    bot.telegram.pushText(FIRST_CHAT + asked, ASK);
    asked += 1;
  }, 1_000 / PER_SECOND);
  try {
    for (let killed = 0; killed < kills; killed += 1) {
      await pause(LIFE_MS[0] + Math.random() * (LIFE_MS[1] - LIFE_MS[0]));
      await kill();
    }
    clearInterval(asking);
    const until = performance.now() + MOST_MS;
    while (performance.now() < Math.min(until, heardAt + QUIET_MS)) await pause(100);
    if (performance.now() >= until) throw new Error(`${name} still worked off its backlog after ${MOST_MS / 1_000} s`);
    const heard = [...answers].filter(([chatId]) => chatId >= FIRST_CHAT);
    return { asked, lost: asked - heard.length, doubled: heard.filter(([, count]) => count > 1).length };
  } finally {
    clearInterval(asking);
    await stop();
    await bot.close();
  }
}

export async function killed({ server, isQuick, kills, say }: Bench): Promise<readonly Line[]> {
  const times = isQuick ? Math.min(kills, 10) : kills;
  const tolls = new Map<string, Toll>();
  for (const name of BOT_NAMES) {
    const found = await toll(name, times, server);
    tolls.set(name, found);
    say(`${name}: ${found.asked} asked, ${found.lost} lost, ${found.doubled} doubled`);
  }
  const of = (pick: (one: Toll) => number): Record<string, number> =>
    Object.fromEntries([...tolls].map(([name, one]) => [name, pick(one)]));
  const note = `${PER_SECOND} updates a second; asked: ${[...tolls].map(([name, { asked }]) => `${name} ${asked}`).join(', ')}`;
  const common = { unit: `of ${times} kills`, better: 'less' } as const;
  return [
    { ...common, what: 'updates never answered', values: of((one) => one.lost), note },
    { ...common, what: 'updates answered more than once', values: of((one) => one.doubled) },
  ];
}
