/**
 * Telegram's books of Stars against ours: a payment whose update was lost (it waits a day at the most) is credited, a
 * refund that was not told is booked. Nothing is remembered between two runs but what the database has anyway.
 */
import type pg from 'pg';
import type { Outbox } from '../../adapters/postgres/outbox.ts';
import type { People } from '../../adapters/postgres/people.ts';
import type { StarPayment, StarPayments } from '../../adapters/postgres/star-payments.ts';
import { inTransaction } from '../../adapters/postgres/transaction.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { StarTransaction } from '../../adapters/telegram/payment-update.ts';
import { paidNotices, refundedNotices, type NoticeDeps } from '../../adapters/telegram/payment-notices.ts';
import type { Log } from '../../shared/log.ts';

export interface ReconcileStarsDeps {
  readonly pool: pg.Pool;
  readonly api: Pick<TelegramApi, 'starTransactions'>;
  readonly payments: Pick<StarPayments, 'credit' | 'refundHappened' | 'among' | 'between' | 'count'>;
  readonly people: Pick<People, 'languageOf'>;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly notices: NoticeDeps;
  readonly log: Log;
}

export interface Reconciled {
  /** Payments credited and refunds booked that no update had told. */
  readonly repaired: number;
  /** What cannot be repaired: other Stars than ours, a payment that Telegram does not know, too much to look through. */
  readonly mismatches: number;
}

/** Telegram's limit of one answer. */
const PAGE = 100;
const MOST_PAGES = 50;
/**
 * Telegram lists the oldest first, and has at least as many transactions as we have booked. So a payment is seen as long
 * as fewer than this were booked after it was lost; an hourly run is far from that.
 */
const LOOK_BACK = 500;
/** Telegram's date of a transaction and that of its message may differ by a little. */
const MARGIN_MS = 60_000;

interface Listed {
  readonly transactions: readonly StarTransaction[];
  readonly isWhole: boolean;
}

async function list({ api, payments, pool }: ReconcileStarsDeps): Promise<Listed> {
  const found: StarTransaction[] = [];
  let offset = Math.max(0, (await payments.count(pool)) - LOOK_BACK);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { size, transactions } = await api.starTransactions({ offset, limit: PAGE });
    found.push(...transactions);
    if (size < PAGE) return { transactions: found, isWhole: true };
    offset += size;
  }
  return { transactions: found, isWhole: false };
}

/** False = somebody else was faster, such as the update that came late after all. */
async function credit(paid: StarTransaction, deps: ReconcileStarsDeps): Promise<boolean> {
  const { chargeId, payload, stars, payer, at: paidAt } = paid;
  return await inTransaction(deps.pool, async (tx) => {
    const made = await deps.payments.credit(tx, { chargeId, payload, stars, payer, paidAt, source: 'reconciled' });
    if (made === null) return false;
    await deps.outbox.add(tx, paidNotices(made, deps.notices));
    return true;
  });
}

async function takeBack({ chargeId }: StarTransaction, deps: ReconcileStarsDeps): Promise<boolean> {
  return await inTransaction(deps.pool, async (tx) => {
    const refund = await deps.payments.refundHappened(tx, chargeId);
    if (refund === null) return false;
    const language = refund.payerId === null ? 'ru' : await deps.people.languageOf(tx, refund.payerId);
    await deps.outbox.add(tx, refundedNotices(refund, language, deps.notices));
    return true;
  });
}

/** Booked here within the time that the list covers, and unknown to Telegram. */
async function unknownToTelegram(paid: readonly StarTransaction[], deps: ReconcileStarsDeps): Promise<number> {
  const times = paid.map(({ at }) => at.getTime());
  const from = new Date(Math.min(...times) + MARGIN_MS);
  const to = new Date(Math.max(...times) - MARGIN_MS);
  if (paid.length === 0 || from >= to) return 0;
  const listed = new Set(paid.map(({ chargeId }) => chargeId));
  return (await deps.payments.between(deps.pool, from, to)).filter((chargeId) => !listed.has(chargeId)).length;
}

/** Rejects when Telegram or the database is away; what was repaired until then stays repaired. */
export async function reconcileStars(deps: ReconcileStarsDeps): Promise<Reconciled> {
  const { transactions, isWhole } = await list(deps);
  const paid = transactions.filter(({ kind }) => kind === 'paid');
  const refunded = transactions.filter(({ kind }) => kind === 'refunded');
  const ids = [...new Set(transactions.map(({ chargeId }) => chargeId))];
  const booked = new Map<string, StarPayment>(
    (await deps.payments.among(deps.pool, ids)).map((one) => [one.chargeId, one]),
  );
  const gone = new Set(refunded.map(({ chargeId }) => chargeId));
  let repaired = 0;
  for (const one of paid) {
    // What was paid and given back before we heard of it changes nothing.
    if (booked.has(one.chargeId) || gone.has(one.chargeId)) continue;
    if (await credit(one, deps)) repaired += 1;
  }
  for (const one of refunded) {
    const known = booked.get(one.chargeId);
    if (known === undefined || known.refundState === 'done') continue;
    if (await takeBack(one, deps)) repaired += 1;
  }
  const others = paid.filter(({ chargeId, stars }) => (booked.get(chargeId)?.stars ?? stars) !== stars).length;
  const mismatches = others + (await unknownToTelegram(paid, deps)) + (isWhole ? 0 : 1);
  if (repaired + mismatches > 0) deps.log.warn('stars.reconciled', { repaired, mismatches });
  return { repaired, mismatches };
}
