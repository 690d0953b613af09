import { foundIds, type Found, type ReconcileDeps } from './checks.ts';

/** Sums, balances, transfers, income and holds, each against what it must equal. */
export async function reconcileLedger({ pool, books }: Pick<ReconcileDeps, 'pool' | 'books'>): Promise<Found> {
  return foundIds(await books.ledger(pool));
}

/** Payments with Stars against the ledger, and against Telegram where it can be asked. */
export async function reconcileStars(deps: Pick<ReconcileDeps, 'pool' | 'books' | 'reconcileStars'>): Promise<Found> {
  const own = await deps.books.stars(deps.pool);
  const atTelegram = (await deps.reconcileStars?.()) ?? 0;
  const examples = [...own, ...(atTelegram === 0 ? [] : [`Telegram: ${atTelegram}`])];
  return { count: own.length + atTelegram, examples };
}
