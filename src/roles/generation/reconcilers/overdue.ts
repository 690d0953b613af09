import { submit } from '../submit.ts';
import { watch } from '../watch.ts';
import { foundIds, type Found, type ReconcileDeps } from './checks.ts';

const LIMIT = 20;
/** Longer than any job may run after the deadline, so that no call is under way. */
const GRACE_MS = 15 * 60_000;

/**
 * Open although the deadline is long over. Its own step is done here and now: that gives a result which is there after
 * all, makes no new task so late, and else ends the generation without a charge.
 */
export async function reconcileOverdue(deps: ReconcileDeps): Promise<Found> {
  const late = await deps.lagging.overdue(deps.pool, GRACE_MS, LIMIT);
  for (const { id: generationId, state, traceId } of late) {
    await (state === 'waiting' ? watch : submit)({ generationId, traceId }, deps);
  }
  return foundIds(late.map(({ id }) => id));
}
