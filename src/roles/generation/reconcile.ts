/** Puts open generations that nobody works on back into their queue, and clears what is old. */
import { randomUUID } from 'node:crypto';
import type { Inbox } from '../../adapters/postgres/inbox.ts';
import type { SchemaNames } from '../../adapters/postgres/names.ts';
import { unfinishedErrands } from '../../adapters/postgres/unfinished-errands.ts';
import { DELIVER, SUBMIT, WATCH, type GenerationQueue } from '../../adapters/queue/queues.ts';
import type { GenerationState } from '../../domain/generation/lifecycle.ts';
import type { GenerationDeps } from './deps.ts';

/** Longer than any job may run, so that work in hand is left alone. */
const IDLE_MS = 180_000;
/** Longer than an errand waits for its next try. */
const ERRAND_IDLE_MS = 900_000;
const LIMIT = 100;

const QUEUE_OF: Readonly<Partial<Record<GenerationState, GenerationQueue>>> = {
  queued: SUBMIT,
  submitting: SUBMIT,
  unknown: SUBMIT,
  waiting: WATCH,
  delivering: DELIVER,
};

type StuckDeps = Pick<GenerationDeps, 'pool' | 'generations' | 'queue' | 'log'>;

/** Those of `which` that were put back: each lost its job. One that waits for its time did not. */
export async function requeueStuck(
  deps: StuckDeps,
  which: (stuck: { readonly state: GenerationState }) => boolean = () => true,
): Promise<readonly string[]> {
  const stuck = await deps.generations.stuck(IDLE_MS, LIMIT);
  const putBack: string[] = [];
  for (const { id, state } of stuck.filter(which)) {
    const queue = QUEUE_OF[state];
    const generation = await deps.generations.get(deps.pool, id);
    if (queue === undefined || generation === null) continue;
    if (await deps.queue.send(deps.pool, queue, { generationId: id, traceId: generation.traceId })) putBack.push(id);
  }
  if (putBack.length > 0) deps.log.warn('generations.stuck', { count: putBack.length });
  return putBack;
}

/** The same for refunds, claims and broadcasts. A job that is only waiting for its time stays the only one. */
export async function requeueErrands({
  pool,
  schemas,
  queue,
  log,
}: Pick<GenerationDeps, 'pool' | 'queue' | 'log'> & { readonly schemas: SchemaNames }): Promise<number> {
  let putBack = 0;
  for (const errand of await unfinishedErrands(pool, schemas, { idleMs: ERRAND_IDLE_MS, limit: LIMIT })) {
    if (await queue.errand(pool, { ...errand, traceId: randomUUID() })) putBack += 1;
  }
  if (putBack > 0) log.warn('errands.requeued', { count: putBack });
  return putBack;
}

/** What nobody reads any more. `keepDays`: 8 at least, because update ids are random only after a week of silence. */
export async function clearOld(
  deps: Pick<GenerationDeps, 'outbox' | 'uploads'> & { readonly inbox: Pick<Inbox, 'prune'> },
  keepDays: number,
): Promise<void> {
  await deps.inbox.prune(keepDays);
  await deps.outbox.prune(keepDays);
  await deps.uploads.prune();
}
