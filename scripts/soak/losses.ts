/** Whether anything was lost: told from outside (what Telegram saw), from the database and from the log. */
import type { LoadCounts } from './load.ts';

export interface Totals extends Omit<LoadCounts, 'toOthers'> {
  readonly stored: number;
  readonly unhandled: number;
  readonly parked: number;
  readonly unsent: number;
  readonly undeliverable: number;
  /** Orders that the database does not call delivered. */
  readonly unfinished: number;
  readonly deadLetters: number;
  readonly errorLines: number;
  /** Children that ended before their time. */
  readonly restarts: number;
  readonly brokenMoneyRules: readonly string[];
  /** Of the service when it was asked to end. */
  readonly exitCode: number | null;
}

/** Empty = nothing. */
export function lossesOf(totals: Totals): readonly string[] {
  const { asked, answered, ordered, delivered, stored, exitCode } = totals;
  const none: readonly (readonly [number, string])[] = [
    [asked - answered, 'updates without an answer'],
    [totals.unasked, 'messages that nobody had asked for'],
    [ordered - delivered, 'orders that were not delivered'],
    [totals.copies, 'results that came twice'],
    [Math.abs(asked - stored), 'updates too many or too few in the inbox'],
    [totals.unhandled, 'updates that were never handled'],
    [totals.parked, 'updates that were set aside'],
    [totals.unsent, 'messages left in the outbox'],
    [totals.undeliverable, 'messages that were given up'],
    [totals.unfinished, 'generations that did not end delivered'],
    [totals.deadLetters, 'dead letters'],
    [totals.errorLines, 'log lines of level error'],
    [totals.restarts, 'children that were started again'],
  ];
  return [
    ...none.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])),
    ...totals.brokenMoneyRules.map((rule) => `the books: ${rule}`),
    ...(exitCode === 0 ? [] : [`the service ended with ${exitCode ?? 'a signal'}`]),
    ...(asked === 0 || ordered === 0 ? ['nothing was asked or ordered, so nothing could be lost'] : []),
  ];
}
