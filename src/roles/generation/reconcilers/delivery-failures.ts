import { foundIds, type Found, type ReconcileDeps } from './checks.ts';

/** One person who blocked the bot is no trouble; a tenth of all is. */
const LEAST = 3;
const SHARE = 0.1;

/** Results of the last hour that Telegram took in no form, where that is more than chance. */
export async function reconcileDeliveryFailures(deps: Pick<ReconcileDeps, 'pool' | 'lagging'>): Promise<Found> {
  const { failed, delivered } = await deps.lagging.deliveries(deps.pool);
  const isTrouble = failed.length >= LEAST && failed.length >= SHARE * (failed.length + delivered);
  return foundIds(isTrouble ? failed : []);
}
