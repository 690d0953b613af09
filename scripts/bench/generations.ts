/**
 * Generations a second from a backlog of confirmed orders: createTask, a look, the result, sendPhoto, one row. KIE takes
 * no time and has no limit, Telegram none either, every order is for another chat, so what is left is the queue's and
 * the worker's own work. The clock runs from the first createTask to the last delivery.
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { createDatabase, openOurs, peerScript, startProcess, systemEnvironment, type Running } from './bots.ts';
import { startLoadKie } from './load-kie.ts';
import { startLoadTelegram, TOKEN, type LoadTelegram } from './load-telegram.ts';
import { redisVersion } from './machine.ts';
import { openOrders } from './orders.ts';
import { startRedis } from './redis.ts';
import { OURS, type Line } from './report.ts';

const PATIENCE_MS = 90_000;
const PEERS = { BullMQ: 'bullmq-worker.js', 'graphile-worker': 'graphile-worker.js' } as const;

/** Watches a Telegram and a KIE until `count` results have arrived, or patience ends. */
function watchDeliveries(telegram: LoadTelegram, onCreated: (listener: () => void) => void) {
  let firstAt = NaN;
  let lastAt = NaN;
  let delivered = 0;
  onCreated(() => {
    if (Number.isNaN(firstAt)) firstAt = performance.now();
  });
  telegram.onSend(({ method, at }) => {
    if (method !== 'sendPhoto') return;
    delivered += 1;
    lastAt = at;
  });
  return async (count: number): Promise<number> => {
    const until = performance.now() + PATIENCE_MS;
    while (delivered < count && performance.now() < until) await pause(20);
    return delivered / ((lastAt - firstAt) / 1_000);
  };
}

async function rateOfOurs(processes: number, count: number, server: string): Promise<number> {
  const bot = await openOurs(server);
  const kie = await startLoadKie({ latencyMs: 0, callbacks: false });
  const rate = watchDeliveries(bot.telegram, kie.onCreated);
  const orders = openOrders(bot.databaseUrl);
  const workers: Running[] = [];
  try {
    await (await bot.start()).stop(); // migrates
    await orders.place(count);
    for (let index = 0; index < processes; index += 1) workers.push(bot.startGenerator({ KIE_API_BASE: kie.url }));
    return await rate(count);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await orders.close();
    await kie.stop();
    await bot.close();
  }
}

async function rateOfPeer(name: keyof typeof PEERS, processes: number, count: number, server: string) {
  const telegram = await startLoadTelegram();
  const kie = await startLoadKie({ latencyMs: 0, callbacks: false });
  const redis = name === 'BullMQ' ? await startRedis() : null;
  const rate = watchDeliveries(telegram, kie.onCreated);
  const script = peerScript(PEERS[name]);
  const env = {
    ...systemEnvironment(),
    ...{ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: telegram.url, KIE_API_BASE: kie.url },
    ...{ DATABASE_URL: await createDatabase(server), REDIS_PORT: String(redis?.port ?? 0) },
  };
  const workers: Running[] = [];
  try {
    const seeded = spawnSync(process.execPath, [script, 'seed', String(count)], { env, stdio: 'inherit' });
    if (seeded.status !== 0) throw new Error(`${name} took no jobs`);
    for (let index = 0; index < processes; index += 1) workers.push(startProcess([script], env));
    return await rate(count);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await redis?.stop();
    await kie.stop();
    await telegram.stop();
  }
}

export async function generations({ server, isQuick, say }: Bench): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const processes of [1, 2]) {
    const count = isQuick ? 300 : 3_000;
    const values: Record<string, number | null> = { [OURS]: await rateOfOurs(processes, count, server) };
    say(`${OURS}, ${processes}: ${(values[OURS] ?? NaN).toFixed(1)}/s`);
    for (const name of ['BullMQ', 'graphile-worker'] as const) {
      const isMissing = name === 'BullMQ' && redisVersion() === null;
      values[name] = isMissing ? null : await rateOfPeer(name, processes, count, server);
      say(`${name}, ${processes}: ${values[name]?.toFixed(1) ?? 'no Redis'}/s`);
    }
    const what = `generations delivered, ${processes} worker process${processes === 1 ? '' : 'es'}`;
    const note =
      `${count} orders, each looks 2 s after its createTask. Ours looks at the file and gives Telegram its address, and ` +
      `keeps books, attempts and a fence; the peers download, upload and write one row`;
    lines.push({ what, unit: '1/s', better: 'more', values, note });
  }
  return lines;
}
