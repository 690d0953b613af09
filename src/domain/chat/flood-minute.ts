/**
 * At most so many messages a minute, by a vessel that each message fills by one and that leaks as many a minute as are
 * allowed. Over the brim: one notice, then silence, which also fills it, until it is half empty; so a script that never
 * stops is answered once, and a person is heard again after half a minute.
 */
import type { ChatState } from './state.ts';

type Minute = ChatState['minute'];

const MINUTE_MS = 60_000;

export interface MinuteAdmission {
  readonly verdict: 'pass' | 'notice' | 'silence';
  readonly minute: Minute;
}

/** `now` in epoch milliseconds; a clock that went back begins anew. */
export function admitMinute(minute: Minute, now: number, limit: number): MinuteAdmission {
  const passed = now - minute.at;
  const level = passed < 0 ? 0 : Math.max(0, minute.level - (passed * limit) / MINUTE_MS);
  // With the message that is here there has to be room for it.
  const isTold = minute.told && passed >= 0 && level > Math.min(limit / 2, limit - 1);
  if (!isTold && level + 1 <= limit) return { verdict: 'pass', minute: { level: level + 1, at: now, told: false } };
  const full = { level: Math.min(limit, level + 1), at: now, told: true };
  return { verdict: isTold ? 'silence' : 'notice', minute: full };
}
