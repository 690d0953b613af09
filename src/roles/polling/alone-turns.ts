/**
 * The turns of updates that have a transaction each. A chat whose rows somebody else holds locked keeps its turn only so
 * long as its transaction waits for a lock, and one whose statements are too slow until the first of them is ended; from
 * then on such chats try one at a time, so that however many they are, and however long it lasts, the other turns are for
 * the others.
 */
import { mayBeItsOwn } from '../../adapters/postgres/errors.ts';
import { createTurns, type Turns } from './inspect-turns.ts';

export interface AloneTurns {
  /** Its last try found rows of it locked, or was too slow. */
  readonly isStuck: (chatId: number) => boolean;
  /** In the turn of this chat; what `work` throws tells whether it is stuck. */
  readonly take: <T>(chatId: number, work: () => Promise<T>) => Promise<T>;
}

export function createAloneTurns(turns: Turns): AloneTurns {
  const stuck = new Set<number>();
  const oneOfThem = createTurns(1);

  return {
    isStuck: (chatId) => stuck.has(chatId),
    take: async (chatId, work) => {
      try {
        const end = await (stuck.has(chatId) ? oneOfThem(() => turns(work)) : turns(work));
        stuck.delete(chatId);
        return end;
      } catch (thrown) {
        if (mayBeItsOwn(thrown)) stuck.add(chatId);
        throw thrown;
      }
    },
  };
}
