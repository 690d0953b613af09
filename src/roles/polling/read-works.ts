/** What a chat has made, for the dialog: it is read with every message, so it must never be why a message fails. */
import type { Generation } from '../../domain/generation/generation.ts';
import { toAppError } from '../../shared/errors.ts';
import { errorFields, type Log } from '../../shared/log.ts';

/** Those of a form that this code cannot read are passed over; one line of the log tells how many. */
export function readWorks(works: readonly (() => Generation)[], chatId: number, log: Log): readonly Generation[] {
  const failures: unknown[] = [];
  const readable = works.flatMap((read) => {
    try {
      return [read()];
    } catch (thrown) {
      failures.push(thrown);
      return [];
    }
  });
  if (failures.length > 0) {
    log.error('works.unreadable', { chatId, works: failures.length, error: errorFields(toAppError(failures[0])) });
  }
  return readable;
}
