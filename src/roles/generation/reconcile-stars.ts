/**
 * Telegram's books of Stars against ours: a payment whose update was lost (it waits a day at the most) is credited, a
 * refund that was not told is booked. What was paid before this database began is nobody's loss here: it is counted, told
 * to the admins once, and never credited.
 */
import type pg from 'pg';
import type { Outbox } from '../../adapters/postgres/outbox.ts';
import type { People } from '../../adapters/postgres/people.ts';
import type { StarHistories, StarHistory } from '../../adapters/postgres/star-history.ts';
import type { StarPayment, StarPayments } from '../../adapters/postgres/star-payments.ts';
import { inTransaction } from '../../adapters/postgres/transaction.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { StarTransaction } from '../../adapters/telegram/payment-update.ts';
import {
  historyNotices,
  paidNotices,
  refundedNotices,
  type NoticeDeps,
} from '../../adapters/telegram/payment-notices.ts';
import type { Log } from '../../shared/log.ts';
import { countHistory, PAGE } from './count-star-history.ts';

export interface ReconcileStarsDeps {
  readonly pool: pg.Pool;
  readonly api: Pick<TelegramApi, 'starTransactions'>;
  readonly payments: Pick<StarPayments, 'credit' | 'refundHappened' | 'among' | 'between' | 'count'>;
  readonly history: StarHistories;
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

/** Of one run. A longer history is counted by several, and what is newer than it is looked at after that. */
const MOST_PAGES = 50;
/**
 * Telegram lists the oldest first, and after the history has at least as many transactions as we have booked. So a payment
 * is seen as long as fewer than this were booked after it was lost; a run every ten minutes is far from that.
 */
const LOOK_BACK = 500;
/** Telegram's date of a transaction and that of its message may differ by a little. */
const MARGIN_MS = 60_000;

type Page = Awaited<ReturnType<TelegramApi['starTransactions']>>;

async function list(history: StarHistory, { api, payments, pool }: ReconcileStarsDeps): Promise<readonly Page[]> {
  const pages: Page[] = [];
  const behind = history.isWhole ? (await payments.count(pool, history.since)) - LOOK_BACK : 0;
  let offset = Math.max(0, history.transactions + behind);
  while (pages.length < MOST_PAGES) {
    const page = await api.starTransactions({ offset, limit: PAGE });
    pages.push(page);
    if (page.size < PAGE) break;
    offset += page.size;
  }
  return pages;
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

/** Another process that has counted the same tells the same. */
async function noteHistory(from: StarHistory, to: StarHistory, deps: ReconcileStarsDeps): Promise<void> {
  const isNoted = await inTransaction(deps.pool, async (tx) => {
    if (!(await deps.history.advance(tx, from, to))) return false;
    if (to.isWhole && to.payments > 0) await deps.outbox.add(tx, historyNotices(to, deps.notices));
    return true;
  });
  const { payments, stars, transactions, isWhole } = to;
  if (isNoted) deps.log.info('stars.history', { payments, stars, transactions, isWhole });
}

type Booked = ReadonlyMap<string, StarPayment>;

/** How many were credited and taken back. */
async function repair(
  { since }: StarHistory,
  { paid, refunded }: { readonly paid: readonly StarTransaction[]; readonly refunded: readonly StarTransaction[] },
  booked: Booked,
  deps: ReconcileStarsDeps,
): Promise<number> {
  const gone = new Set(refunded.map(({ chargeId }) => chargeId));
  // What was paid and given back before we heard of it changes nothing.
  const lost = paid.filter(({ chargeId, at }) => !booked.has(chargeId) && !gone.has(chargeId) && at >= since);
  const untold = refunded.filter(({ chargeId }) => {
    const known = booked.get(chargeId);
    return known !== undefined && known.refundState !== 'done';
  });
  let repaired = 0;
  for (const one of lost) if (await credit(one, deps)) repaired += 1;
  for (const one of untold) if (await takeBack(one, deps)) repaired += 1;
  return repaired;
}

/** Rejects when Telegram or the database is away; what was repaired until then stays repaired. */
export async function reconcileStars(deps: ReconcileStarsDeps): Promise<Reconciled> {
  const history = await deps.history.read(deps.pool);
  const pages = await list(history, deps);
  const transactions = pages.flatMap((page) => page.transactions);
  const paid = transactions.filter(({ kind }) => kind === 'paid');
  const refunded = transactions.filter(({ kind }) => kind === 'refunded');
  const ids = [...new Set(transactions.map(({ chargeId }) => chargeId))];
  const booked: Booked = new Map((await deps.payments.among(deps.pool, ids)).map((one) => [one.chargeId, one]));
  const repaired = await repair(history, { paid, refunded }, booked, deps);
  if (!history.isWhole) {
    const counted = countHistory(history, pages, (chargeId) => booked.has(chargeId));
    await noteHistory(history, counted, deps);
  }
  const others = paid.filter(({ chargeId, stars }) => (booked.get(chargeId)?.stars ?? stars) !== stars).length;
  const isTooMuch = history.isWhole && (pages.at(-1)?.size ?? 0) === PAGE;
  const mismatches = others + (await unknownToTelegram(paid, deps)) + (isTooMuch ? 1 : 0);
  if (repaired + mismatches > 0) deps.log.warn('stars.reconciled', { repaired, mismatches });
  return { repaired, mismatches };
}
