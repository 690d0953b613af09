/**
 * Updates of one chat are handled in order, chats run concurrently up to a bound. The order lies in the database; this
 * only says who is working now, so a chat that floods takes one place and no more.
 */
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { createBackoff, type Backoff } from '../../shared/backoff.ts';
import type { UpdateHandler } from './handle-update.ts';

interface ChatActorsDeps {
  /** Handles the oldest update of the chat, unless `stopping` aborts first. Rejects when it must be tried again later. */
  readonly processNext: UpdateHandler['processNext'];
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
  const resting = new Set<number>();
  const troubles = new Map<number, Backoff>();
  const stopping = new AbortController();

  function queueUp(chatId: number): void {
    if (inLine.has(chatId)) return;
    inLine.add(chatId);
    line.push(chatId);
  }

  /** One turn of a chat: whether more may be waiting, and how long to leave it alone first. */
  async function turn(chatId: number): Promise<{ hasMore: boolean; restMs: number }> {
    for (let handled = 0; handled < TURN && !stopping.signal.aborted; handled += 1) {
      try {
        const outcome = await deps.processNext(chatId, stopping.signal);
        troubles.delete(chatId);
        if (outcome !== 'processed') return { hasMore: false, restMs: 0 };
      } catch (error) {
        deps.log.warn('update.postponed', { chatId, code: toAppError(error).code });
        const backoff = troubles.get(chatId) ?? createBackoff(100, 10_000);
        troubles.set(chatId, backoff);
        return { hasMore: true, restMs: backoff.next() };
      }
    }
    return { hasMore: true, restMs: 0 };
  }

  /** A chat in trouble rests without its place, so that it holds up nobody else. */
  async function rest(chatId: number, restMs: number): Promise<void> {
    resting.add(chatId);
    await sleep(restMs, stopping.signal);
    resting.delete(chatId);
    queueUp(chatId);
    startNext();
  }

  function startNext(): void {
    while (working.size < deps.concurrency && !stopping.signal.aborted) {
      const chatId = line.shift();
      if (chatId === undefined) return;
      inLine.delete(chatId);
      working.set(
        chatId,
        turn(chatId).then(({ hasMore, restMs }) => {
          working.delete(chatId);
          const again = wokenAgain.delete(chatId) || hasMore;
          if (restMs > 0) void rest(chatId, restMs);
          else if (again) queueUp(chatId);
          startNext();
        }),
      );
    }
  }

  return {
    wake: (chatId) => {
      if (working.has(chatId)) wokenAgain.add(chatId);
      else if (!resting.has(chatId)) queueUp(chatId);
      startNext();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(working.values());
    },
  };
}
