/** Puts open generations that nobody works on back into their queue, and clears what is old. */
import type { Inbox } from '../../adapters/postgres/inbox.ts';
import { DELIVER, SUBMIT, WATCH, type GenerationQueue } from '../../adapters/queue/queues.ts';
import type { GenerationState } from '../../domain/generation/lifecycle.ts';
import type { GenerationDeps } from './deps.ts';

/** Longer than any job may run, so that work in hand is left alone. */
const IDLE_MS = 180_000;
const LIMIT = 100;
/** Update ids are random only after a week of silence; a day more for safety. */
const KEEP_DAYS = 8;

const QUEUE_OF: Readonly<Partial<Record<GenerationState, GenerationQueue>>> = {
  queued: SUBMIT,
  submitting: SUBMIT,
  unknown: SUBMIT,
  waiting: WATCH,
  delivering: DELIVER,
};

/** Returns how many were put back: anything but zero means that a job was lost. One that waits for its time was not. */
export async function reconcile(deps: GenerationDeps & { readonly inbox: Inbox }): Promise<number> {
  const stuck = await deps.generations.stuck(IDLE_MS, LIMIT);
  let count = 0;
  for (const { id, state } of stuck) {
    const queue = QUEUE_OF[state];
    const generation = await deps.generations.get(deps.pool, id);
    if (queue === undefined || generation === null) continue;
    if (await deps.queue.send(deps.pool, queue, { generationId: id, traceId: generation.traceId })) count += 1;
  }
  if (count > 0) deps.log.warn('generations.stuck', { count });
  await deps.inbox.prune(KEEP_DAYS);
  await deps.outbox.prune(KEEP_DAYS);
  await deps.uploads.prune();
  return count;
}
