import { DELIVER } from '../../../adapters/queue/queues.ts';
import { foundIds, type Found, type ReconcileDeps } from './checks.ts';

const LIMIT = 100;
/** The longest delivery with its repeats takes a few minutes; Telegram's longest flood waits rarely take more. */
const AFTER_MS = 30 * 60_000;

/** Finished for long and not in the chat, whether somebody works on it or not. One without a job gets one. */
export async function reconcileUndelivered(deps: ReconcileDeps): Promise<Found> {
  const late = await deps.lagging.undelivered(deps.pool, AFTER_MS, LIMIT);
  for (const { id: generationId, traceId } of late) {
    await deps.queue.send(deps.pool, DELIVER, { generationId, traceId });
  }
  return foundIds(late.map(({ id }) => id));
}
