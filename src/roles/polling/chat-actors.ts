/**
 * Updates of one chat are handled in order, chats run concurrently up to a bound. The order lies in the database; this
 * only says who is working now, so a chat that floods takes one place and no more.
 */
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { createBackoff } from '../../shared/backoff.ts';

interface ChatActorsDeps {
  /** Handles the oldest update of the chat. Rejects when it must be tried again later. */
  readonly processNext: (chatId: number) => Promise<'processed' | 'empty'>;
  readonly concurrency: number;
  readonly log: Log;
}

export interface ChatActors {
  /** There may be something to do in this chat. */
  readonly wake: (chatId: number) => void;
  /** Finishes the updates in hand, starts no others. */
  readonly stop: () => Promise<void>;
}

/** After so many updates in a row a chat goes to the end of the line. */
const TURN = 10;

export function createChatActors(deps: ChatActorsDeps): ChatActors {
  const line: number[] = [];
  const inLine = new Set<number>();
  const working = new Map<number, Promise<void>>();
  const wokenAgain = new Set<number>();
  const stopping = new AbortController();

  function queueUp(chatId: number): void {
    if (inLine.has(chatId)) return;
    inLine.add(chatId);
    line.push(chatId);
  }

  /** One turn of a chat; true when more may be waiting. */
  async function turn(chatId: number): Promise<boolean> {
    const backoff = createBackoff(100, 10_000);
    for (let handled = 0; handled < TURN && !stopping.signal.aborted;) {
      try {
        if ((await deps.processNext(chatId)) === 'empty') return false;
        handled += 1;
        backoff.reset();
      } catch (error) {
        deps.log.warn('update.postponed', { chatId, code: toAppError(error).code });
        await sleep(backoff.next(), stopping.signal);
      }
    }
    return true;
  }

  function startNext(): void {
    while (working.size < deps.concurrency && !stopping.signal.aborted) {
      const chatId = line.shift();
      if (chatId === undefined) return;
      inLine.delete(chatId);
      working.set(
        chatId,
        turn(chatId).then((hasMore) => {
          working.delete(chatId);
          if (wokenAgain.delete(chatId) || hasMore) queueUp(chatId);
          startNext();
        }),
      );
    }
  }

  return {
    wake: (chatId) => {
      if (working.has(chatId)) wokenAgain.add(chatId);
      else queueUp(chatId);
      startNext();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(working.values());
    },
  };
}
