/** The figures of a broadcast in words, on its page and in its report. HTML. */
import type { Translate } from '../chat/contract.ts';
import { decimal } from '../chat/words/decimal.ts';
import type { BroadcastCounts } from './broadcast.ts';

export function countsText({ waiting, sent, blocked, failed, unknown }: BroadcastCounts, t: Translate): string {
  return [
    t('admin-broadcast-sent', { sent }),
    ...(waiting === 0 ? [] : [t('admin-broadcast-waiting', { waiting })]),
    ...(blocked === 0 ? [] : [t('admin-broadcast-blocked', { blocked })]),
    ...(failed === 0 ? [] : [t('admin-broadcast-failed', { failed })]),
    ...(unknown === 0 ? [] : [t('admin-broadcast-unknown', { unknown })]),
  ].join('\n');
}

/** Null before anything was sent. */
export function paceText(
  { sent, blocked, failed, unknown }: BroadcastCounts,
  workedMs: number,
  t: Translate,
): string | null {
  const calls = sent + blocked + failed + unknown;
  if (workedMs === 0 || calls === 0) return null;
  const seconds = Math.max(1, Math.round(workedMs / 1_000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return t('admin-broadcast-pace', { time, speed: decimal(t, (calls / (workedMs / 1_000)).toFixed(1)) });
}

/** How far it has come, in whole percent. */
export function percentOf({ waiting, ...ended }: BroadcastCounts): number {
  const done = Object.values(ended).reduce((sum, count) => sum + count, 0);
  return waiting + done === 0 ? 0 : Math.floor((100 * done) / (waiting + done));
}
