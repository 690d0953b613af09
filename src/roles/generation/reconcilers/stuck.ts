import { requeueStuck } from '../reconcile.ts';
import { foundIds, type Found, type ReconcileDeps } from './checks.ts';

/** Open, untouched, and without a job: one was lost. */
export async function reconcileStuck(deps: ReconcileDeps): Promise<Found> {
  return foundIds(await requeueStuck(deps, ({ state }) => state !== 'unknown'));
}

/** The same where it is not known whether there is a task: nobody would have looked after the grace. */
export async function reconcileUnknown(deps: ReconcileDeps): Promise<Found> {
  return foundIds(await requeueStuck(deps, ({ state }) => state === 'unknown'));
}
