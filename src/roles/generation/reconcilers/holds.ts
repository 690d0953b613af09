import { inTransaction } from '../../../adapters/postgres/transaction.ts';
import { foundIds, type Found, type ReconcileDeps } from './checks.ts';

const LIMIT = 100;

/** Something is held for a generation that is over: settled the way its end says. Both are one transaction, so none ever should be. */
export async function reconcileHolds(deps: Pick<ReconcileDeps, 'pool' | 'books' | 'billing'>): Promise<Found> {
  const holds = await deps.books.openHolds(deps.pool, LIMIT);
  for (const { generationId, isDelivered } of holds) {
    await inTransaction(deps.pool, (tx) =>
      isDelivered ? deps.billing.capture(tx, generationId) : deps.billing.release(tx, generationId),
    );
  }
  return foundIds(holds.map(({ generationId }) => generationId));
}
