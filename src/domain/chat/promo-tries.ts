/** How often a person may try a promo code: counted with the chat, right codes among them, so that guessing ends soon. */
import type { ChatState } from './state.ts';

type Tries = ChatState['promoTries'];

export const MOST_TRIES = 10;
const HOUR_MS = 3_600_000;

/** Within the last hour. A clock that went back begins a new hour. */
export function recentTries({ since, count }: Tries, now: number): number {
  const passed = now - since;
  return passed >= 0 && passed < HOUR_MS ? count : 0;
}

export function withTry(tries: Tries, now: number): Tries {
  const tried = recentTries(tries, now);
  return { since: tried === 0 ? now : tries.since, count: tried + 1 };
}
