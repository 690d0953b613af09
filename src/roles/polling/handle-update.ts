/**
 * One update, one transaction: the dialog's new state, what it wants said, a generation with its hold and its job, and
 * the mark that the update is done, all or nothing.
 */
import type pg from 'pg';
import type { Chats } from '../../adapters/postgres/chats.ts';
import type { Inbox, InboxRow } from '../../adapters/postgres/inbox.ts';
import type { Outbox } from '../../adapters/postgres/outbox.ts';
import { inTransaction, inTransactionFrom, together, type Queryable } from '../../adapters/postgres/transaction.ts';
import { readUpdate, type ReadUpdate } from '../../adapters/telegram/update.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { toAppError } from '../../shared/errors.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import { errorFields, withCorrelation, type Log } from '../../shared/log.ts';
import { createAnswerTogether, type Answered } from './answer-together.ts';
import { runDialog, type DialogDeps, type Turn } from './run-dialog.ts';
import { takePayment, takeRefund, type PaymentDeps } from './take-payment.ts';
import type { Inspection, InspectMedia } from './inspect-media.ts';
import type { Turns } from './inspect-turns.ts';

export interface HandleUpdateDeps extends DialogDeps {
  readonly pool: pg.Pool;
  readonly inbox: Inbox;
  readonly chats: Chats;
  readonly outbox: Outbox;
  readonly money: PaymentDeps;
  readonly inspect: InspectMedia;
  /** What holds a connection for one chat takes one; an inspection takes none. */
  readonly turns: Turns;
  readonly log: Log;
  readonly at: FailPoint;
  /** From the storing of the update to its end. */
  readonly onHandled?: (outcome: 'processed' | 'parked', seconds: number) => void;
}

/** After so many failures an update is set aside, so that the chat goes on. */
const MAX_TRIES = 3;

/** With what was seen of its file, if it is the update that was looked at. */
function withInspection(update: ReadUpdate, { updateId }: InboxRow, seen: Inspection | null): ReadUpdate {
  if (seen?.updateId !== updateId || update.kind !== 'event' || update.event.kind !== 'media') return update;
  return { ...update, event: { ...update.event, file: seen.file } };
}

const NOTHING: Turn = { messages: [] };

async function act(tx: Queryable, row: InboxRow, inspection: Inspection | null, deps: HandleUpdateDeps): Promise<Turn> {
  const update = withInspection(readUpdate(row.payload, deps.botUsername()), row, inspection);
  switch (update.kind) {
    case 'event':
      return await runDialog(tx, update, row, deps);
    case 'membership':
      await deps.chats.setBlocked(tx, update.chatId, update.blocked);
      return NOTHING;
    case 'pre-checkout':
      // Answered when it was read: by now the person has paid, or has given up.
      return NOTHING;
    case 'paid':
      return { messages: await takePayment(tx, update, row.receivedAt, deps.money) };
    case 'refunded':
      return { messages: await takeRefund(tx, update, deps.money) };
    case 'ignored':
      deps.log.debug('update.ignored', { why: update.why });
      return NOTHING;
    default:
      return assertNever(update);
  }
}

export interface UpdateHandler {
  /** `last` = processed, and nothing waited behind it. */
  readonly processNext: (chatId: number) => Promise<'processed' | 'last' | 'empty'>;
}

type Handled = Exclude<Answered, { is: 'left' }>;

/** How one try of the oldest update ended. */
type Outcome =
  | Handled
  /** Its file is being looked at, for which no connection is held. */
  | { readonly is: 'looking'; readonly at: number; readonly look: Promise<Inspection | null> };

interface Looked {
  readonly at: number;
  readonly seen: Inspection | null;
}

export function createUpdateHandler(deps: HandleUpdateDeps, onReplies: () => void): UpdateHandler {
  const { inbox, outbox, log, pool, turns } = deps;
  const handled = (outcome: 'processed' | 'parked', { receivedAt }: InboxRow): void =>
    deps.onHandled?.(outcome, Math.max(0, (Date.now() - receivedAt.getTime()) / 1_000));

  async function inOneTransaction(
    chatId: number,
    looked: Looked | null,
    inHand: { row: InboxRow | null },
  ): Promise<Outcome> {
    const lock = (tx: Queryable): Promise<ReadonlyMap<number, InboxRow>> => inbox.lockHeads(tx, [chatId]);
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

  const answerTogether = createAnswerTogether(deps);

  async function handleAlone(chatId: number, inHand: { row: InboxRow | null }): Promise<Handled> {
    let outcome = await turns(() => inOneTransaction(chatId, null, inHand));
    while (outcome.is === 'looking') {
      const looked = { at: outcome.at, seen: await outcome.look };
      outcome = await turns(() => inOneTransaction(chatId, looked, inHand));
    }
    return outcome;
  }

  return {
    processNext: async (chatId) => {
      const inHand: { row: InboxRow | null } = { row: null };
      try {
        const answered = await answerTogether(chatId);
        const outcome = answered.is === 'left' ? await handleAlone(chatId, inHand) : answered;
        if (outcome.is === 'empty') return 'empty';
        await deps.at('update.committed', chatId);
        handled('processed', outcome.row);
        if (outcome.messages > 0) onReplies();
        return outcome.hasMore ? 'processed' : 'last';
      } catch (thrown) {
        const error = toAppError(thrown);
        const { row } = inHand;
        if (error.fault === 'transient' || row === null) throw error;
        const tries = await turns(() => inbox.countFailure(row.updateId));
        log.error('update.failed', { updateId: row.updateId, tries, error: errorFields(error) });
        if (tries < MAX_TRIES) throw error;
        await turns(() => setAside(chatId, row, error.code));
        handled('parked', row);
        return 'processed';
      }
    },
  };
}
