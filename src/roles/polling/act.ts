/** What an update is about, done inside a transaction of its own. */
import type { InboxRow } from '../../adapters/postgres/inbox.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import { readUpdate, type ReadUpdate } from '../../adapters/telegram/update.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Inspection } from './inspect-media.ts';
import { runDialog, type DialogDeps, type Turn } from './run-dialog.ts';
import { takePayment, takeRefund, type PaymentDeps } from './take-payment.ts';

export interface ActDeps extends DialogDeps {
  readonly money: PaymentDeps;
}

/** With what was seen of its file, if it is the update that was looked at. */
function withInspection(update: ReadUpdate, { updateId }: InboxRow, seen: Inspection | null): ReadUpdate {
  if (seen?.updateId !== updateId || update.kind !== 'event' || update.event.kind !== 'media') return update;
  return { ...update, event: { ...update.event, file: seen.file } };
}

const NOTHING: Turn = { messages: [] };

/** `inspection`: what was seen of a file, if there was one. */
export async function act(tx: Queryable, row: InboxRow, inspection: Inspection | null, deps: ActDeps): Promise<Turn> {
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
