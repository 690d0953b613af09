/** The queues, their payloads and policies. */
import * as z from 'zod';
import type { Queue } from 'pg-boss';

export const JobData = z.object({ generationId: z.string(), traceId: z.string() });
export type JobData = z.infer<typeof JobData>;

/** Work that belongs to no generation: one kind of it for one thing, which its row in the database describes. */
export const Errand = z.object({
  kind: z.enum(['refund', 'claim', 'report', 'broadcast']),
  id: z.string(),
  traceId: z.string(),
});
export type Errand = z.infer<typeof Errand>;
export type ErrandKind = Errand['kind'];

export const DEAD_LETTERS = 'dead-letters';
export const SUBMIT = 'generation.submit';
export const WATCH = 'generation.watch';
export const DELIVER = 'generation.deliver';
export const ERRAND = 'errand';
export const RECONCILE = 'reconcile';
export const CHECK_BOOKS = 'reconcile.books';
export const RETAIN = 'retention';
export const CATALOG_SYNC = 'catalog.sync';

export type GenerationQueue = typeof SUBMIT | typeof WATCH | typeof DELIVER;

/**
 * `short`: at most one waiting job per generation (or errand), so a chain of re-scheduled jobs never becomes two. The heartbeat is
 * the least that pg-boss allows: a killed worker's job runs again after about ten seconds instead of fifteen minutes.
 */
const WORK = {
  policy: 'short',
  notify: true,
  retryLimit: 10,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: 10,
  deadLetter: DEAD_LETTERS,
  retentionSeconds: 7 * 86_400,
  deleteAfterSeconds: 86_400,
} as const satisfies Partial<Queue>;

export const QUEUES: readonly (Omit<Queue, 'name'> & { readonly name: string })[] = [
  { name: DEAD_LETTERS, policy: 'standard', retentionSeconds: 30 * 86_400 },
  // Files are passed on before the task is made.
  { ...WORK, name: SUBMIT, expireInSeconds: 240 },
  { ...WORK, name: WATCH, expireInSeconds: 120 },
  { ...WORK, name: DELIVER, expireInSeconds: 600 },
  { ...WORK, name: ERRAND, expireInSeconds: 120 },
  { name: RECONCILE, policy: 'singleton', retryLimit: 0, expireInSeconds: 120, deleteAfterSeconds: 3_600 },
  { name: CHECK_BOOKS, policy: 'singleton', retryLimit: 0, expireInSeconds: 300, deleteAfterSeconds: 3_600 },
  { name: RETAIN, policy: 'singleton', retryLimit: 0, expireInSeconds: 3_000, deleteAfterSeconds: 86_400 },
  {
    // `stately`: one that runs and one that waits, so that a look by the clock and a successor never make two chains.
    ...{ name: CATALOG_SYNC, policy: 'stately', retryLimit: 0, heartbeatSeconds: 10 },
    ...{ expireInSeconds: 300, deleteAfterSeconds: 3_600 },
  },
];
