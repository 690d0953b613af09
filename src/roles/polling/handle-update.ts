/**
 * One update, one transaction: the dialog's new state, what it wants said, a generation with its hold and its job, and
 * the mark that the update is done, all or nothing.
 */
import { isTooSlow } from '../../adapters/postgres/errors.ts';
import type { InboxRow } from '../../adapters/postgres/inbox.ts';
import { lockTimeout, NO_LOCK_TIMEOUT, statementTimeout } from '../../adapters/postgres/locks.ts';
import { inTransaction, inTransactionFrom, together, type Queryable } from '../../adapters/postgres/transaction.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import { toAppError, type AppError } from '../../shared/errors.ts';
import { errorFields, withCorrelation } from '../../shared/log.ts';
import { act, type ActDeps } from './act.ts';
import { createAloneTurns } from './alone-turns.ts';
import { createAnswerTogether, type AnswerTogetherDeps } from './answer-together.ts';
import type { Inspection, InspectMedia } from './inspect-media.ts';
import type { Turns } from './inspect-turns.ts';
import type { Answered } from './shared-answers.ts';
import { createSlowTries } from './slow-tries.ts';

export interface HandleUpdateDeps extends ActDeps, AnswerTogetherDeps {
  readonly inspect: InspectMedia;
  /** What holds a connection for one chat takes one; an inspection takes none. */
  readonly turns: Turns;
  /** From the storing of the update to its end. */
  readonly onHandled?: (outcome: 'processed' | 'parked', seconds: number) => void;
}

/**
 * The longest wait for a row that somebody else has locked. What waits longer holds a connection, and with it the turn of
 * somebody who could be answered, so it is tried again later; no failure of the update.
 */
const PATIENCE = lockTimeout(1_000);

/** After so many failures an update is set aside, so that the chat goes on. */
const MAX_TRIES = 3;

/**
 * The same for tries that were too slow and count (`slow-tries.ts`). That takes some minutes at least, since each lasts
 * ten seconds and is followed by a rest; so many in a row are no chance while most others are answered.
 */
const MAX_SLOW_TRIES = 20;

export interface UpdateHandler {
  /**
   * `last` = processed, and nothing waited behind it. `unbegun` = `stopping` aborted before it had begun, and it waits for
   * whoever comes next. Rejects when it must be tried again later.
   */
  readonly processNext: (chatId: number, stopping?: AbortSignal) => Promise<'processed' | 'last' | 'empty' | 'unbegun'>;
}

type Left = Extract<Answered, { is: 'left' }>;
type Handled = Exclude<Answered, Left> | { readonly is: 'unbegun' };

/** How one try of the oldest update ended. */
type Outcome =
  | Handled
  /** Its file is being looked at, for which no connection is held. */
  | { readonly is: 'looking'; readonly at: number; readonly look: Promise<Inspection | null> };

const UNBEGUN = { is: 'unbegun' } as const;
/** It has not even been looked at. */
const UNSEEN: Left = { is: 'left', row: null };

interface Looked {
  readonly at: number;
  readonly seen: Inspection | null;
}

export function createUpdateHandler(deps: HandleUpdateDeps, onReplies: () => void): UpdateHandler {
  const { inbox, outbox, log, pool, turns } = deps;
  const limits = `${PATIENCE}; ${statementTimeout(deps.statementMs)}`;
  const slowTries = createSlowTries();
  const handled = (outcome: 'processed' | 'parked', { receivedAt }: InboxRow): void =>
    deps.onHandled?.(outcome, Math.max(0, (Date.now() - receivedAt.getTime()) / 1_000));

  async function inOneTransaction(
    chatId: number,
    looked: Looked | null,
    inHand: { row: InboxRow | null },
  ): Promise<Outcome> {
    const lock = async (tx: Queryable): Promise<ReadonlyMap<number, InboxRow>> =>
      (await together(tx, () => [tx.query(limits), inbox.lockHeads(tx, [chatId])]))[1];
    return await inTransactionFrom<ReadonlyMap<number, InboxRow>, Outcome>(pool, lock, async (tx, heads) => {
      const row = heads.get(chatId);
      if (row === undefined) return { is: 'empty' };
      inHand.row = row;
      const look = looked?.at === row.updateId ? null : deps.inspect(row);
      if (look !== null) return { is: 'looking', at: row.updateId, look };
      return await withCorrelation({ traceId: row.traceId, updateId: row.updateId, chatId }, async () => {
        const { messages, save } = await act(tx, row, looked?.seen ?? null, deps);
        const [, , withMore] = await together(tx, () => [
          save?.(),
          outbox.add(tx, messages),
          inbox.markProcessed(tx, [row.updateId]),
          tx.query(NO_LOCK_TIMEOUT),
        ]);
        await deps.at('update.handled', chatId);
        return { is: 'done', row, messages: messages.length, hasMore: withMore.has(chatId) };
      });
    });
  }

  /** The person hears that it did not work; the operator sees why; the next update goes on. */
  async function setAside(chatId: number, { updateId, payload: update }: InboxRow, code: string): Promise<void> {
    await inTransaction(pool, async (tx) => {
      await inbox.park(tx, updateId, code);
      if (chatId === 0) return;
      const read = readUpdate(update, deps.botUsername());
      const isEnglish = read.kind === 'event' && read.sender.language?.startsWith('en') === true;
      const t = isEnglish ? deps.texts.en : deps.texts.ru;
      const payload = { chat_id: chatId, text: t('error-unexpected') };
      await outbox.add(tx, [
        { chatId, method: 'sendMessage', payload, purpose: 'notice', dedupeKey: `parked:${updateId}` },
      ]);
    });
    onReplies();
  }

  /** Whether it has failed often enough. Rejects with `error` when the trouble may not be its own. */
  async function isHopeless({ updateId }: InboxRow, error: AppError): Promise<boolean> {
    if (error.fault === 'transient' && !isTooSlow(error)) throw error;
    const [tries, most] = isTooSlow(error)
      ? [slowTries.add(updateId), MAX_SLOW_TRIES]
      : [await turns(() => inbox.countFailure(updateId)), MAX_TRIES];
    if (tries > 0) log.error('update.failed', { updateId, tries, error: errorFields(error) });
    return tries >= most;
  }

  const answerTogether = createAnswerTogether(deps);
  const alone = createAloneTurns(turns);

  async function handleAlone(
    chatId: number,
    { row }: Left,
    inHand: { row: InboxRow | null },
    stopping?: AbortSignal,
  ): Promise<Handled> {
    const look = row === null ? null : deps.inspect(row);
    let looked = row === null || look === null ? null : { at: row.updateId, seen: await look };
    for (;;) {
      const outcome = await alone.take(chatId, async () =>
        stopping?.aborted === true ? UNBEGUN : await inOneTransaction(chatId, looked, inHand),
      );
      if (outcome.is !== 'looking') return outcome;
      looked = { at: outcome.at, seen: await outcome.look };
    }
  }

  return {
    processNext: async (chatId, stopping) => {
      const inHand: { row: InboxRow | null } = { row: null };
      try {
        const answered = alone.isStuck(chatId) ? UNSEEN : await answerTogether(chatId, stopping);
        const outcome = answered.is === 'left' ? await handleAlone(chatId, answered, inHand, stopping) : answered;
        if (outcome.is !== 'done') return outcome.is;
        await deps.at('update.committed', chatId);
        slowTries.end(outcome.row.updateId, outcome.messages > 0);
        handled('processed', outcome.row);
        if (outcome.messages > 0) onReplies();
        return outcome.hasMore ? 'processed' : 'last';
      } catch (thrown) {
        const error = toAppError(thrown);
        const { row } = inHand;
        if (row === null || !(await isHopeless(row, error))) throw error;
        await turns(() => setAside(chatId, row, error.code));
        slowTries.end(row.updateId, false);
        handled('parked', row);
        return 'processed';
      }
    },
  };
}
