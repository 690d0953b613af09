/**
 * Updates a second that a bot works off: a backlog is there at once, and the clock runs from its arrival to the last
 * reply. The same work in every bot: one row written, one reply sent, a thousand people taking turns.
 */
import { BOT_NAMES, openBot } from './bots.ts';
import type { Bench } from './bench.ts';
import { createExchange, personAt, warmUp } from './load.ts';
import type { Line } from './report.ts';

const PATIENCE_MS = 45_000;

async function rateOf(name: string, backlog: number, server: string): Promise<number> {
  const bot = await openBot(name, server);
  const exchange = createExchange(bot);
  const running = await bot.start();
  try {
    await warmUp(exchange);
    const startedAt = performance.now();
    for (let index = 0; index < backlog; index += 1) exchange.ask(personAt(index));
    await exchange.answered(PATIENCE_MS);
    return exchange.latencies.length / ((performance.now() - startedAt) / 1_000);
  } finally {
    await running.stop();
    await bot.close();
  }
}

export async function sustained({ server, isQuick, say }: Bench): Promise<readonly Line[]> {
  const backlog = isQuick ? 1_000 : 4_000;
  const values: Record<string, number> = {};
  for (const name of BOT_NAMES) {
    values[name] = await rateOf(name, backlog, server);
    say(`${name}: ${Math.round(values[name])} updates/s`);
  }
  const note = `drain of a backlog of ${backlog}; ours: inbox, dialog, outbox, each durable; peers: one durable insert`;
  return [{ what: 'updates answered, backlog drained', unit: '1/s', better: 'more', values, note }];
}
