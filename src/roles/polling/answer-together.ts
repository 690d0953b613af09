/**
 * The quick way of an update: where many chats wait, the oldest update of each is handled in one transaction, which
 * shares its packets, its commit and its flush among all of them. Only for people who are known, and only where the
 * dialog's answer is words: whatever makes a row of its own, takes money or time or fails is left to `handle-update.ts`,
 * which handles one update at a time and begins anew. So a transaction of many chats locks no wallet and no generation.
 */
import type pg from 'pg';
import { batched } from '../../adapters/postgres/batched.ts';
import { isLockTrouble } from '../../adapters/postgres/errors.ts';
import type { Inbox, InboxRow } from '../../adapters/postgres/inbox.ts';
import type { Outbox, OutboxMessage } from '../../adapters/postgres/outbox.ts';
import { inTransactionFrom, together, type Queryable } from '../../adapters/postgres/transaction.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import type { ChatState } from '../../domain/chat/state.ts';
import { toAppError } from '../../shared/errors.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import type { Log } from '../../shared/log.ts';
import { onlySaid } from './carry-out.ts';
import { decide, MOST_WORKS, type DialogDeps, type EventUpdate } from './run-dialog.ts';

interface AnswerTogetherDeps extends DialogDeps {
  readonly pool: pg.Pool;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly at: FailPoint;
}

/** How the oldest update of a chat fared. */
export type Answered =
  | { readonly is: 'empty' }
  /** Nothing was decided; it needs a transaction of its own. */
  | { readonly is: 'left' }
  | { readonly is: 'done'; readonly row: InboxRow; readonly messages: number; readonly hasMore: boolean };

/** Two, so that the next one need not wait for the commit of the first. They take no turn: those may all wait for locks. */
export const GROUPS = { atOnce: 2, most: 32 };

/** The longest wait for a row that somebody else has locked: whoever it is may wait alone, the others should not. */
const LOCK_TIMEOUT = `set local lock_timeout = '200ms'`;
/** With all rows locked nothing is left to wait for but the commits of others, whose notices go out one after the other. */
const NO_LOCK_TIMEOUT = 'set local lock_timeout = 0';

interface Talk {
  readonly chatId: number;
  readonly row: InboxRow;
  readonly update: EventUpdate;
}

interface Answer extends Talk {
  readonly state: ChatState;
  readonly messages: readonly OutboxMessage[];
}

/**
 * What has failed before fails alone, and files are looked at first. Of a person who writes in two chats one is enough,
 * because both lock their row.
 */
function talksOf(heads: ReadonlyMap<number, InboxRow>, botUsername: string): readonly Talk[] {
  const talks = new Map<number, Talk>();
  for (const [chatId, row] of heads) {
    if (row.attempts > 0) continue;
    const update = readUpdate(row.payload, botUsername);
    if (update.kind !== 'event' || update.event.kind === 'media') continue;
    if (!talks.has(update.sender.userId)) talks.set(update.sender.userId, { chatId, row, update });
  }
  return [...talks.values()].toSorted((a, b) => a.update.sender.userId - b.update.sender.userId);
}

export function createAnswerTogether(deps: AnswerTogetherDeps): (chatId: number) => Promise<Answered> {
  const { pool, inbox, outbox, chats, billing, generations, log } = deps;

  async function answersTo(tx: Queryable, talks: readonly Talk[]): Promise<readonly Answer[]> {
    const [opened, purses, works] = await together(tx, () => [
      chats.reopen(
        tx,
        talks.map(({ chatId, update }) => ({ chatId, person: update.sender })),
      ),
      billing.purses(
        tx,
        talks.map(({ update }) => update.sender.userId),
      ),
      generations.delivered(
        tx,
        talks.map(({ chatId }) => chatId),
        MOST_WORKS,
      ),
    ]);
    const answers = await together(tx, () =>
      talks.map(async (talk): Promise<Answer | null> => {
        const [chat, purse] = [opened.get(talk.chatId), purses.get(talk.update.sender.userId)];
        if (chat === undefined || purse === undefined) return null;
        const known = { opened: chat, purse, works: works.get(talk.chatId) ?? [] };
        const { state, effects, where } = await decide(tx, talk.update, talk.row, known, deps);
        const messages = onlySaid(effects, where);
        return messages === null ? null : { ...talk, state, messages };
      }),
    );
    return answers.filter((answer) => answer !== null);
  }

  async function write(tx: Queryable, answers: readonly Answer[]): Promise<ReadonlySet<number>> {
    const [, , , withMore] = await together(tx, () => [
      tx.query(NO_LOCK_TIMEOUT),
      chats.save(tx, new Map(answers.map(({ chatId, state }) => [chatId, state]))),
      outbox.add(
        tx,
        answers.flatMap(({ messages }) => messages),
      ),
      inbox.markProcessed(
        tx,
        answers.map(({ row }) => row.updateId),
      ),
    ]);
    for (const { chatId } of answers) await deps.at('update.handled', chatId);
    return withMore;
  }

  async function inOneTransaction(chatIds: readonly number[]): Promise<ReadonlyMap<number, Answered>> {
    const lock = async (tx: Queryable): Promise<ReadonlyMap<number, InboxRow>> =>
      (await together(tx, () => [tx.query(LOCK_TIMEOUT), inbox.lockHeads(tx, chatIds)]))[1];
    const work = async (tx: Queryable, heads: ReadonlyMap<number, InboxRow>): Promise<Map<number, Answered>> => {
      const outcomes = new Map<number, Answered>(
        chatIds.map((chatId) => [chatId, { is: heads.has(chatId) ? 'left' : 'empty' }]),
      );
      const talks = talksOf(heads, deps.botUsername());
      const answers = talks.length === 0 ? [] : await answersTo(tx, talks);
      const withMore = answers.length === 0 ? null : await write(tx, answers);
      for (const { chatId, row, messages } of answers) {
        const hasMore = withMore?.has(chatId) === true;
        outcomes.set(chatId, { is: 'done', row, messages: messages.length, hasMore });
      }
      return outcomes;
    };
    const isKept = (outcomes: Map<number, Answered>): boolean => outcomes.values().some(({ is }) => is === 'done');
    return await inTransactionFrom(pool, lock, work, isKept);
  }

  const answerAll = batched<number, ReadonlyMap<number, Answered>>(async (chatIds) => {
    try {
      return await inOneTransaction(chatIds);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.fault === 'transient' && !isLockTrouble(error)) throw error;
      log.warn('updates.left', { chats: chatIds.length, code: error.code });
      return new Map();
    }
  }, GROUPS);

  /** One answer has one caller. */
  const inHand = new Set<number>();
  return async (chatId) => {
    if (inHand.has(chatId)) return { is: 'left' };
    inHand.add(chatId);
    try {
      return (await answerAll(chatId)).get(chatId) ?? { is: 'left' };
    } finally {
      inHand.delete(chatId);
    }
  };
}
