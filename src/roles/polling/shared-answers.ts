/**
 * The oldest updates of many chats in one transaction. Only where the dialog's answer is words, or where nothing is to be
 * answered: so it locks no generation, and no wallet but of somebody who comes anew.
 */
import type pg from 'pg';
import { isOfDatabase } from '../../adapters/postgres/errors.ts';
import type { Inbox, InboxRow } from '../../adapters/postgres/inbox.ts';
import {
  NO_LOCK_TIMEOUT,
  SHARED_LOCK_TIMEOUT,
  statementTimeout,
  type AtLocked,
} from '../../adapters/postgres/locks.ts';
import type { Outbox, OutboxMessage } from '../../adapters/postgres/outbox.ts';
import { inTransactionFrom, together, type Queryable } from '../../adapters/postgres/transaction.ts';
import type { ChatState } from '../../domain/chat/state.ts';
import { toAppError } from '../../shared/errors.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import { onlySaid } from './carry-out.ts';
import { shareable, type Talk, type Waiting } from './may-share.ts';
import { meet } from './meet.ts';
import { readWorks } from './read-works.ts';
import { decide, MOST_WORKS, type DialogDeps, type Known } from './run-dialog.ts';

export interface SharedAnswersDeps extends DialogDeps {
  readonly pool: pg.Pool;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly at: FailPoint;
  /** What the server gives one statement of an update, where it is not the usual time. */
  readonly statementMs?: number;
}

/** How the oldest update of a chat fared. */
export type Answered =
  | { readonly is: 'empty' }
  /** Nothing was done; it needs a transaction of its own. `row`: what it was, where it was seen. */
  | { readonly is: 'left'; readonly row: InboxRow | null }
  | { readonly is: 'done'; readonly row: InboxRow; readonly messages: number; readonly hasMore: boolean };

interface Answer extends Waiting {
  /** Null where the update was none for the dialog. */
  readonly state: ChatState | null;
  readonly messages: readonly OutboxMessage[];
}

export type SharedAnswers = (chatIds: readonly number[], atLocked: AtLocked) => Promise<ReadonlyMap<number, Answered>>;

export function createSharedAnswers(deps: SharedAnswersDeps): SharedAnswers {
  const { pool, inbox, outbox, chats, billing, generations, log } = deps;

  /** Null = it needs a transaction of its own. A defect that only this one meets costs the others nothing. */
  async function answerTo(tx: Queryable, talk: Talk, look: () => Known | null): Promise<Answer | null> {
    try {
      const known = look();
      if (known === null) return null;
      const { state, effects, where } = await decide(tx, talk.update, talk.row, known, deps);
      const messages = onlySaid(effects, where);
      return messages === null ? null : { ...talk, state, messages };
    } catch (thrown) {
      if (isOfDatabase(thrown)) throw thrown;
      log.warn('update.left', { updateId: talk.row.updateId, code: toAppError(thrown).code });
      return null;
    }
  }

  async function answersTo(tx: Queryable, talks: readonly Talk[], atLocked: AtLocked): Promise<readonly Answer[]> {
    if (talks.length === 0) return [];
    const visits = talks.map(({ chatId, update }) => ({ chatId, person: update.sender }));
    const [opened, purses, works] = await together(tx, () => [
      chats.reopen(tx, visits, atLocked),
      billing.purses(
        tx,
        visits.map(({ person }) => person.userId),
      ),
      generations.delivered(
        tx,
        visits.map(({ chatId }) => chatId),
        MOST_WORKS,
      ),
    ]);
    const isKnown = ({ chatId, update }: Talk): boolean => opened.has(chatId) && purses.has(update.sender.userId);
    // Where locked rows are passed by, nobody can tell who is new.
    const strangers = atLocked === 'wait' ? talks.filter((talk) => !isKnown(talk)) : [];
    const met = await meet(tx, strangers, deps);
    const knownOf = ({ chatId, update }: Talk): Known | null => {
      const chat = met.get(chatId)?.opened ?? opened.get(chatId);
      const purse = met.get(chatId)?.purse ?? purses.get(update.sender.userId);
      return chat === undefined || purse === undefined
        ? null
        : { opened: chat, purse, works: readWorks(works(chatId), chatId, log) };
    };
    const answers = await together(tx, () => talks.map((talk) => answerTo(tx, talk, () => knownOf(talk))));
    return answers.filter((answer) => answer !== null);
  }

  /** Resolves with the chats in which another update waits. */
  async function write(tx: Queryable, answers: readonly Answer[]): Promise<ReadonlySet<number>> {
    if (answers.length === 0) return new Set();
    const states = answers.flatMap(({ chatId, state }) => (state === null ? [] : [[chatId, state] as const]));
    const [, , withMore] = await together(tx, () => [
      chats.save(tx, new Map(states)),
      outbox.add(
        tx,
        answers.flatMap(({ messages }) => messages),
      ),
      inbox.markProcessed(
        tx,
        answers.map(({ row }) => row.updateId),
      ),
      tx.query(NO_LOCK_TIMEOUT),
    ]);
    for (const { chatId } of answers) await deps.at('update.handled', chatId);
    return withMore;
  }

  const limits = `${SHARED_LOCK_TIMEOUT}; ${statementTimeout(deps.statementMs)}`;

  return async (chatIds, atLocked) => {
    const lock = async (tx: Queryable): Promise<ReadonlyMap<number, InboxRow>> =>
      (await together(tx, () => [tx.query(limits), inbox.lockHeads(tx, chatIds, atLocked)]))[1];
    const work = async (tx: Queryable, heads: ReadonlyMap<number, InboxRow>): Promise<Map<number, Answered>> => {
      const { talks, idle } = shareable(heads, deps.botUsername());
      for (const { row, why } of idle) log.debug('update.ignored', { updateId: row.updateId, why });
      const passed = idle.map(({ chatId, row }): Answer => ({ chatId, row, state: null, messages: [] }));
      const answers = [...passed, ...(await answersTo(tx, talks, atLocked))];
      const withMore = await write(tx, answers);
      const seen = (chatId: number): Answered => {
        const row = heads.get(chatId) ?? null;
        return row === null && atLocked === 'wait' ? { is: 'empty' } : { is: 'left', row };
      };
      const outcomes = new Map(chatIds.map((chatId) => [chatId, seen(chatId)]));
      for (const { chatId, row, messages } of answers) {
        outcomes.set(chatId, { is: 'done', row, messages: messages.length, hasMore: withMore.has(chatId) });
      }
      return outcomes;
    };
    return await inTransactionFrom(pool, lock, work, (outcomes) => outcomes.values().some(({ is }) => is === 'done'));
  };
}
