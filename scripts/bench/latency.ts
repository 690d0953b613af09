/**
 * From an update's arrival in Telegram to the arrival of its reply, at an offered rate that does not wait for anybody:
 * arrivals are a Poisson stream, so a bot that is slow pays for the queue behind it. What has no reply at the end counts
 * as infinitely late.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { BOT_NAMES, openBot } from './bots.ts';
import type { Bench } from './bench.ts';
import { createExchange, personAt, warmUp, type Exchange } from './load.ts';
import { percentile, type Line } from './report.ts';

const RATES = [10, 100, 500];
const SHARES = [0.5, 0.95, 0.99];
/** For what is still open when the last question was asked. */
const PATIENCE_MS = 10_000;

/** The same chance in every run and for every bot (mulberry32). */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function offer(exchange: Exchange, perSecond: number, seconds: number): Promise<void> {
  const chance = chanceFrom(perSecond);
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let dueAt = startedAt;
  for (let index = 0; dueAt < endsAt; index += 1) {
    dueAt += (-Math.log(1 - chance()) / perSecond) * 1_000;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await pause(waitMs);
    exchange.ask(personAt(index));
  }
}

async function latenciesOf(name: string, server: string, seconds: number): Promise<ReadonlyMap<number, number[]>> {
  const bot = await openBot(name, server);
  const exchange = createExchange(bot);
  const running = await bot.start();
  const found = new Map<number, number[]>();
  try {
    await warmUp(exchange);
    for (const rate of RATES) {
      await offer(exchange, rate, seconds);
      const isAnswered = await exchange.answered(PATIENCE_MS);
      found.set(rate, [...exchange.latencies, ...Array.from({ length: exchange.open() }, () => Infinity)]);
      if (!isAnswered) break; // a backlog of this rate would be measured at the next one
      exchange.reset();
    }
    return found;
  } finally {
    await running.stop();
    await bot.close();
  }
}

export async function latency({ server, isQuick, say }: Bench): Promise<readonly Line[]> {
  const seconds = isQuick ? 4 : 10;
  const found = new Map<string, ReadonlyMap<number, number[]>>();
  for (const name of BOT_NAMES) {
    found.set(name, await latenciesOf(name, server, seconds));
    say(`${name}: done`);
  }
  return RATES.flatMap((rate) =>
    SHARES.map((share) => ({
      what: `reply latency p${share * 100} at ${rate} updates/s`,
      unit: 'ms',
      better: 'less' as const,
      values: Object.fromEntries(
        [...found].map(([name, rates]) => [name, percentile(rates.get(rate) ?? [Infinity], share)]),
      ),
    })),
  );
}
