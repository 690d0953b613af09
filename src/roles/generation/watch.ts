/** Short looks at running tasks, never one job that waits. The result is always read from KIE with our own key. */
import type { TaskRecord } from '../../adapters/kie/client.ts';
import { DELIVER, type JobData } from '../../adapters/queue/queues.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { MISSING_RECORD_SECONDS, nextLookSeconds } from '../../domain/generation/timing.ts';
import { toAppError } from '../../shared/errors.ts';
import { billOf, bookBill } from './costs.ts';
import type { GenerationDeps } from './deps.ts';
import { endFailed } from './ending.ts';
import { tellOperator } from './operator.ts';
import { showProgress, usualSeconds } from './progress.ts';

type Success = Extract<TaskRecord, { state: 'success' }>;

async function finish(generation: Generation, record: Success, traceId: string, deps: GenerationDeps): Promise<void> {
  await deps.share(generation.id, async (tx) => {
    const delivering = await deps.generations.transition(tx, generation.id, 'delivering', {
      results: { files: record.files, text: record.text },
      credits_consumed: record.creditsConsumed,
      finished_at: new Date(deps.now()),
    });
    if (delivering === null) return;
    await showProgress(tx, delivering, 'delivering', deps);
    await deps.queue.send(tx, DELIVER, { generationId: generation.id, traceId });
  });
}

/** After a resubmission there are two tasks: the first to succeed wins, and one failure is no failure yet. */
function verdict(records: readonly TaskRecord[]): TaskRecord {
  const order = { success: 0, running: 1, missing: 2, fail: 3 } as const;
  return records.toSorted((a, b) => order[a.state] - order[b.state])[0] ?? { state: 'missing' };
}

interface Look {
  readonly taskId: string;
  readonly record: TaskRecord;
  /** How long KIE asked us to wait. */
  readonly retryAfterMs: number;
}

/** A task that cannot be read counts as running: neither another task's result nor the deadline may hide behind it. */
async function look(generationId: string, taskId: string, deps: GenerationDeps): Promise<Look> {
  try {
    return { taskId, record: await deps.kie.recordInfo(taskId), retryAfterMs: 0 };
  } catch (thrown) {
    const error = toAppError(thrown);
    const level = error.fault === 'defect' ? 'error' : 'warn';
    deps.log[level]('task.look.failed', { generationId, taskId, code: error.code, ...error.details });
    await tellOperator(error, deps);
    return { taskId, record: { state: 'running', progress: null }, retryAfterMs: error.retryAfterMs ?? 0 };
  }
}

export async function watch({ generationId, traceId }: JobData, deps: GenerationDeps): Promise<Outcome> {
  const [generation, attempts] = await deps.withAttempts(generationId);
  if (generation?.state !== 'waiting') return done;
  const tasks = attempts.flatMap((attempt) => (attempt.taskId === null ? [] : [attempt.taskId]));
  await deps.at('watch.before-look', generation.chatId);
  const looks = await Promise.all(tasks.map((taskId) => look(generationId, taskId, deps)));
  await deps.at('watch.looked', generation.chatId);
  const record = verdict(looks.map((one) => one.record));
  for (const one of looks) {
    const credits = billOf(one.record);
    if (credits !== null) await bookBill({ taskId: one.taskId, generationId, credits }, deps);
  }
  const elapsed = (deps.now() - (generation.submittedAt ?? generation.createdAt).getTime()) / 1_000;

  await deps.at('watch.billed', generation.chatId);
  if (record.state === 'success') {
    await finish(generation, record, traceId, deps);
    await deps.at('watch.finished', generation.chatId);
    return done;
  }
  if (record.state === 'fail') {
    await endFailed(generation, record.reason, `${record.code ?? ''} ${record.message}`.trim(), deps);
    return done;
  }
  if (record.state === 'missing' && elapsed > MISSING_RECORD_SECONDS) {
    await endFailed(generation, 'provider-error', 'KIE does not know the task', deps);
    return done;
  }
  if (deps.now() > generation.deadlineAt.getTime()) {
    await endFailed(generation, 'deadline', 'no result before the deadline', deps);
    return done;
  }
  await deps.share(generationId, (tx) => showProgress(tx, generation, 'working', deps));
  const askedSeconds = looks.map(({ retryAfterMs }) => Math.ceil(retryAfterMs / 1_000));
  return later(Math.max(nextLookSeconds(elapsed, usualSeconds(generation, deps)), ...askedSeconds));
}
