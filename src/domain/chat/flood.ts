/**
 * Flood control: over 20 messages in 10 s get one notice, then silence until the person pauses (product.md, part 5). A
 * pause ends the silence rather than a fixed term, so that a script which never stops is answered once and not once per
 * window.
 */
import type { ChatState } from './state.ts';

type Flood = ChatState['flood'];

const MESSAGES = 20;
const WINDOW_MS = 10_000;
/** Told to the person in the text `flood`. */
const PAUSE_MS = 5_000;

export interface Admission {
  readonly verdict: 'pass' | 'notice' | 'silence';
  readonly flood: Flood;
}

/** `now` in epoch milliseconds; a clock that went back starts a new window instead of a silence without end. */
export function admit(flood: Flood, now: number): Admission {
  const passed = now - flood.since;
  // While silent, `since` is the time of the last message and not of the first.
  if (passed < 0 || passed >= (flood.told ? PAUSE_MS : WINDOW_MS)) {
    return { verdict: 'pass', flood: { since: now, count: 1, told: false } };
  }
  if (flood.told) return { verdict: 'silence', flood: { ...flood, since: now } };
  const count = flood.count + 1;
  if (count <= MESSAGES) return { verdict: 'pass', flood: { ...flood, count } };
  return { verdict: 'notice', flood: { since: now, count, told: true } };
}
