/**
 * From the moment a task is done at KIE to the arrival of its sendPhoto at Telegram, at two orders a second, with KIE's
 * callbacks and without them, when only the looks are left. Nobody else's pipeline has this question, so there is no
 * peer.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { openOurs } from './bots.ts';
import { startLoadKie } from './load-kie.ts';
import { openOrders } from './orders.ts';
import { OURS, percentile, type Line } from './report.ts';

/** Not a multiple of the two seconds between looks, or the looks would always come just in time. */
const LATENCY_MS = 3_300;
const EVERY_MS = 500;
const PATIENCE_MS = 30_000;

async function delaysOf(callbacks: boolean, count: number, server: string): Promise<readonly number[]> {
  const bot = await openOurs(server);
  const kie = await startLoadKie({ latencyMs: LATENCY_MS, callbacks });
  const doneAt = new Map<number, number>();
  const delays: number[] = [];
  kie.onDone((prompt, at) => doneAt.set(Number(prompt), at));
  bot.telegram.onSend(({ method, chatId, at }) => {
    const since = doneAt.get(chatId);
    if (method === 'sendPhoto' && since !== undefined) delays.push(at - since);
  });
  const orders = openOrders(bot.databaseUrl);
  const running = await bot.start({ KIE_API_BASE: kie.url });
  try {
    for (let placed = 0; placed < count; placed += 1) {
      await orders.place(1);
      await pause(EVERY_MS);
    }
    const until = performance.now() + PATIENCE_MS;
    while (delays.length < count && performance.now() < until) await pause(50);
    return [...delays, ...Array.from({ length: Math.max(0, count - delays.length) }, () => Infinity)];
  } finally {
    await running.stop();
    await orders.close();
    await kie.stop();
    await bot.close();
  }
}

export async function delivery({ server, isQuick, say }: Bench): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const callbacks of [true, false]) {
    const delays = await delaysOf(callbacks, isQuick ? 20 : 80, server);
    say(`callbacks ${callbacks ? 'on' : 'off'}: done`);
    for (const share of [0.5, 0.95]) {
      const what = `KIE done to Telegram p${share * 100}, callbacks ${callbacks ? 'on' : 'off'}`;
      lines.push({ what, unit: 'ms', better: 'less', values: { [OURS]: percentile(delays, share) } });
    }
  }
  return lines;
}
