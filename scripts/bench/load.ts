/** People who write, and what comes back to them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Bot } from './bots.ts';

const PEOPLE = 1_000;
const FIRST_PERSON = 10_000_000;
/** One reply and no more, from every bot. */
export const ASK = '/help';

export const personAt = (index: number): number => FIRST_PERSON + (index % PEOPLE);

/** Replies are matched to questions in the order of their chat. */
export interface Exchange {
  /** Milliseconds from the update to the arrival of its reply. */
  readonly latencies: number[];
  readonly ask: (chatId: number) => void;
  readonly open: () => number;
  /** Until everything is answered or `patienceMs` have passed; whether it is. */
  readonly answered: (patienceMs: number) => Promise<boolean>;
  /** Forgets what was measured and what is still open. */
  readonly reset: () => void;
}

export function createExchange({ telegram }: Bot): Exchange {
  const waiting = new Map<number, number[]>();
  const latencies: number[] = [];
  let open = 0;
  telegram.onSend(({ method, chatId, at }) => {
    if (method !== 'sendMessage') return;
    const askedAt = waiting.get(chatId)?.shift();
    if (askedAt === undefined) return;
    open -= 1;
    latencies.push(at - askedAt);
  });
  return {
    latencies,
    open: () => open,
    ask: (chatId) => {
      const line = waiting.get(chatId) ?? [];
      waiting.set(chatId, line);
      line.push(performance.now());
      open += 1;
      telegram.pushText(chatId, ASK);
    },
    answered: async (patienceMs) => {
      const until = performance.now() + patienceMs;
      while (open > 0 && performance.now() < until) await pause(5);
      return open === 0;
    },
    reset: () => {
      waiting.clear();
      latencies.length = 0;
      open = 0;
    },
  };
}

/** Everybody has written once, so that nobody is new when it counts, and the code is warm. */
export async function warmUp(exchange: Exchange): Promise<void> {
  for (let index = 0; index < PEOPLE; index += 1) exchange.ask(personAt(index));
  if (!(await exchange.answered(120_000))) throw new Error(`${exchange.open()} of the warm-up were not answered`);
  exchange.reset();
}
