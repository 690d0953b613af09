/** Our outcomes in pg-boss' vocabulary. */
import type { Job, JobResult, PgBoss } from 'pg-boss';
import type * as z from 'zod';
import type { Outcome } from '../../domain/generation/outcome.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { errorFields, withCorrelation, type Log } from '../../shared/log.ts';
import { pgError } from '../postgres/errors.ts';
import type { JobHints } from './boss.ts';

export interface RunJobsOptions<T> {
  readonly queue: string;
  /** Of its payloads. */
  readonly schema: z.ZodType<T>;
  readonly workers: number;
  /**
   * Jobs that a worker takes with one look where many are waiting. None of them ends in the queue, or is tried again,
   * before the last of them has ended.
   */
  readonly atOnce: number;
  readonly run: (data: T) => Promise<Outcome>;
  /** Enqueues the successor of a job that said `later`. */
  readonly again: (data: T, delaySeconds: number) => Promise<unknown>;
  readonly observe: (outcome: string, seconds: number) => void;
  readonly log: Log;
}

/** With NOTIFY a new job starts within milliseconds; this is for those that become due later. */
const LOOK_SECONDS = 1;
/** Of the other workers of a queue, which find something only while the first one is busy. */
const SELDOM_SECONDS = 5;

/** Never rejects, so one job's fate never decides another's. */
async function settle<T extends object>(job: Job<unknown>, options: RunJobsOptions<T>): Promise<JobResult> {
  const { log, queue } = options;
  const startedAt = performance.now();
  const finish = (kind: string, result: JobResult): JobResult => {
    options.observe(kind, (performance.now() - startedAt) / 1_000);
    return result;
  };
  const data = options.schema.safeParse(job.data);
  if (!data.success) {
    log.error('job.unreadable', { queue, jobId: job.id });
    return finish('dead', { id: job.id, status: 'deadletter', output: { code: 'UNEXPECTED' } });
  }
  return await withCorrelation({ ...data.data, jobId: job.id, queue }, async () => {
    try {
      const outcome = await options.run(data.data);
      switch (outcome.kind) {
        case 'done':
          break;
        case 'later':
          await options.again(data.data, outcome.delaySeconds);
          break;
        case 'retry':
          return finish('retry', { id: job.id, status: 'failed', output: { code: outcome.error.code } });
        case 'dead':
          return finish('dead', { id: job.id, status: 'deadletter', output: { code: outcome.error.code } });
        default:
          assertNever(outcome);
      }
      return finish(outcome.kind, { id: job.id, status: 'completed' });
    } catch (thrown) {
      const error = pgError(thrown); // much of the work asks the database without a translating hand in between
      const level = error.fault === 'transient' ? 'warn' : 'error';
      log[level]('job.failed', { error: errorFields(error) });
      return finish('retry', { id: job.id, status: 'failed', output: { code: error.code } });
    }
  });
}

export async function runJobs<T extends object>(
  boss: Pick<PgBoss, 'work' | 'notifyWorker'> & JobHints,
  options: RunJobsOptions<T>,
): Promise<void> {
  /** Ids of the workers that wait. A set keeps the order in which they came in: who was woken last is the last to be next. */
  const waiting = new Set<string>();
  function wakeNext(): void {
    const [next] = waiting;
    if (next === undefined) return; // all have work, and look again after it
    waiting.delete(next);
    waiting.add(next);
    boss.notifyWorker(next);
  }

  boss.onJob(options.queue, wakeNext);
  for (let index = 0; index < options.workers; index += 1) {
    const worker = { id: '' };
    const seconds = index === 0 ? LOOK_SECONDS : SELDOM_SECONDS;
    worker.id = await boss.work<unknown>(
      options.queue,
      {
        ...{ perJobResults: true, batchSize: options.atOnce },
        ...{ pollingIntervalSeconds: seconds, notifyPollingIntervalSeconds: seconds },
      },
      async (jobs) => {
        waiting.delete(worker.id);
        if (jobs.length >= options.atOnce) wakeNext(); // there may be more than one can take
        const results = await Promise.all(jobs.map((job) => settle(job, options)));
        waiting.add(worker.id);
        // It looks again at once, or it would take one batch a second, however many are waiting.
        boss.notifyWorker(worker.id);
        return results;
      },
    );
    waiting.add(worker.id);
  }
}
