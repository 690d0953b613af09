/** A payment or a refund that Telegram tells, inside the transaction of its update. */
import type { Chats } from '../../adapters/postgres/chats.ts';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import type { People } from '../../adapters/postgres/people.ts';
import type { StarPayments } from '../../adapters/postgres/star-payments.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import { paidNotices, refundedNotices, type NoticeDeps } from '../../adapters/telegram/payment-notices.ts';
import type { ReadUpdate } from '../../adapters/telegram/update.ts';
import type { Log } from '../../shared/log.ts';

export interface PaymentDeps {
  readonly chats: Pick<Chats, 'open'>;
  readonly payments: Pick<StarPayments, 'credit' | 'refundHappened'>;
  readonly people: Pick<People, 'languageOf'>;
  readonly notices: NoticeDeps;
  readonly log: Log;
}

type Paid = Extract<ReadUpdate, { kind: 'paid' }>;
type Refunded = Extract<ReadUpdate, { kind: 'refunded' }>;

/** A payment that is known says nothing and changes nothing. */
export async function takePayment(
  tx: Queryable,
  { sender, payment, paidAt }: Paid,
  receivedAt: Date,
  deps: PaymentDeps,
): Promise<readonly OutboxMessage[]> {
  // Also makes a person known of whom nothing was heard before.
  await deps.chats.open(tx, { id: sender.userId, kind: 'private' }, sender);
  const at = paidAt === null ? receivedAt : new Date(paidAt);
  const credit = await deps.payments.credit(tx, { ...payment, payer: sender, source: 'update', paidAt: at });
  if (credit === null) return [];
  deps.log.info('payment.credited', { stars: credit.stars, isForeign: credit.isForeign });
  return paidNotices(credit, deps.notices);
}

export async function takeRefund(
  tx: Queryable,
  { payment }: Refunded,
  deps: PaymentDeps,
): Promise<readonly OutboxMessage[]> {
  const refund = await deps.payments.refundHappened(tx, payment.chargeId);
  if (refund === null) return [];
  deps.log.info('payment.refunded', { stars: refund.stars, isWhole: refund.lost === 0n });
  const language = refund.payerId === null ? 'ru' : await deps.people.languageOf(tx, refund.payerId);
  return refundedNotices(refund, language, deps.notices);
}
