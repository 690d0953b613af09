/**
 * The quick way of an update: where many chats wait, the oldest update of each is handled in one transaction, which
 * shares its packets, its commit and its flush among all of them. What that leaves is for `handle-update.ts`, which handles
 * one update at a time and begins anew: whatever makes a row of its own, takes money or time, or fails.
 */
import { batched } from '../../adapters/postgres/batched.ts';
import { isLockTrouble, mayBeItsOwn } from '../../adapters/postgres/errors.ts';
import { toAppError } from '../../shared/errors.ts';
import { createSharedAnswers, type Answered, type SharedAnswersDeps } from './shared-answers.ts';

/** `undone`: the transaction failed, for all that were in it. */
export type SharedOutcome = 'answered' | 'left' | 'undone';

export interface AnswerTogetherDeps extends SharedAnswersDeps {
  /** How the updates of one transaction fared in it; where nothing waited is not told. */
  readonly onShared?: (outcome: SharedOutcome, updates: number) => void;
}

/** Two, so that the next one need not wait for the commit of the first. They take no turn: those may all wait for locks. */
export const GROUPS = { atOnce: 2, most: 32 };

const LEFT: Answered = { is: 'left', row: null };

interface Caller {
  readonly chatId: number;
  readonly stopping: AbortSignal | undefined;
}

/** A chat that comes while it is still waiting is left, and so is one that waits when `stopping` aborts. */
export type AnswerTogether = (chatId: number, stopping?: AbortSignal) => Promise<Answered>;

export function createAnswerTogether(deps: AnswerTogetherDeps): AnswerTogether {
  const { log, onShared } = deps;
  const inOneTransaction = createSharedAnswers(deps);

  /** Whose rows are locked is not known, only that somebody's are: the others are answered without them. */
  async function passingBy(chatIds: readonly number[]): Promise<ReadonlyMap<number, Answered>> {
    try {
      return await inOneTransaction(chatIds, 'wait');
    } catch (thrown) {
      if (!isLockTrouble(thrown)) throw thrown;
      return await inOneTransaction(chatIds, 'pass-by');
    }
  }

  function count(outcomes: ReadonlyMap<number, Answered>): void {
    const all = [...outcomes.values()];
    onShared?.('answered', all.filter(({ is }) => is === 'done').length);
    onShared?.('left', all.filter(({ is }) => is === 'left').length);
  }

  const answerAll = batched<Caller, ReadonlyMap<number, Answered>>(async (callers) => {
    const chatIds = callers.flatMap(({ chatId, stopping }) => (stopping?.aborted === true ? [] : [chatId]));
    if (chatIds.length === 0) return new Map();
    try {
      const outcomes = await passingBy(chatIds);
      count(outcomes);
      return outcomes;
    } catch (thrown) {
      const error = toAppError(thrown);
      onShared?.('undone', chatIds.length);
      if (error.fault === 'transient' && !mayBeItsOwn(error)) throw error;
      log.warn('updates.left', { chats: chatIds.length, code: error.code });
      return new Map();
    }
  }, GROUPS);

  /** One answer has one caller. */
  const inHand = new Set<number>();
  return async (chatId, stopping) => {
    if (inHand.has(chatId)) return LEFT;
    inHand.add(chatId);
    try {
      return (await answerAll({ chatId, stopping })).get(chatId) ?? LEFT;
    } finally {
      inHand.delete(chatId);
    }
  };
}
