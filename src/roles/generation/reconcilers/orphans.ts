import { foundIds, type Found, type ReconcileDeps } from './checks.ts';

const LIMIT = 100;

/** KIE said "failed", or nothing until the deadline, and billed a result all the same: an end stays, the operator hears. */
export async function reconcileOrphans({ lagging, pool }: Pick<ReconcileDeps, 'lagging' | 'pool'>): Promise<Found> {
  return foundIds(await lagging.orphans(pool, LIMIT));
}
