/** What a chat has made, for the dialog: it is read with every message, so it must never be why a message fails. */
import type { Generation } from '../../domain/generation/generation.ts';
import { toAppError } from '../../shared/errors.ts';
import { errorFields, type Log } from '../../shared/log.ts';

/** `worksOf` throws where a row of the chat is of a form that this code cannot read: then the dialog goes on without works. */
export function readWorks(
  worksOf: (chatId: number) => readonly Generation[],
  chatId: number,
  log: Log,
): readonly Generation[] {
  try {
    return worksOf(chatId);
  } catch (thrown) {
    log.error('works.unreadable', { chatId, error: errorFields(toAppError(thrown)) });
    return [];
  }
}
