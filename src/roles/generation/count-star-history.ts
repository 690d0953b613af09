import type { StarHistory } from '../../adapters/postgres/star-history.ts';
import type { StarTransaction } from '../../adapters/telegram/payment-update.ts';

/** Telegram's limit of one answer; a shorter one is the last. */
export const PAGE = 100;

export interface StarPage {
  /** With those that are no payment of an invoice. */
  readonly size: number;
  readonly transactions: readonly Pick<StarTransaction, 'kind' | 'chargeId' | 'stars' | 'at'>[];
}

/**
 * `pages` go on where `from` ends, the oldest first. A refund is seen only among the same pages as its payment, which
 * matters to nobody with fewer transactions than one run walks through.
 */
export function countHistory(
  from: StarHistory,
  pages: readonly StarPage[],
  isBooked: (chargeId: string) => boolean,
): StarHistory {
  const isOld = ({ at }: { readonly at: Date }): boolean => at < from.since;
  let { transactions } = from;
  let isWhole = false;
  for (const page of pages) {
    const old = page.transactions.filter(isOld).length;
    isWhole = page.size < PAGE || old < page.transactions.length;
    // Rather too few than too many: what is newer must be seen again.
    transactions += isWhole ? old : page.size;
    if (isWhole) break;
  }
  const all = pages.flatMap((page) => page.transactions);
  const gone = new Set(all.filter(({ kind }) => kind === 'refunded').map(({ chargeId }) => chargeId));
  const kept = all.filter((one) => {
    return one.kind === 'paid' && isOld(one) && !gone.has(one.chargeId) && !isBooked(one.chargeId);
  });
  return {
    ...{ since: from.since, transactions, isWhole },
    payments: from.payments + kept.length,
    stars: kept.reduce((sum, { stars }) => sum + stars, from.stars),
  };
}
