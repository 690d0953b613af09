/**
 * createTask, at most once for certain. The row is `submitting` and the attempt's token is stored before the call; the
 * task id after it. Files are uploaded before all that. KIE has no idempotency key, so an unknown outcome is never blindly repeated: it waits for its
 * callback, and after the grace it is submitted once more, at the operator's expense.
 */
import { failureReasonOf } from '../../adapters/kie/fail-reason.ts';
import { inTransaction } from '../../adapters/postgres/transaction.ts';
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import { SUBMIT, WATCH, type JobData } from '../../adapters/queue/queues.ts';
import type { Attempt, Generation } from '../../domain/generation/generation.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { MAX_ATTEMPTS, nextLookSeconds } from '../../domain/generation/timing.ts';
import type { AppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { endFailed } from './ending.ts';
import { kieAccepts, orderRefused } from './operator.ts';
import { showProgress, usualSeconds } from './progress.ts';
import { prepareInput, type Prepared } from './resolve-input-outcome.ts';

/** The answer is known and must not become unknown because the database is away. */
const WRITE_FOR_MS = 60_000;

const isUnknown = (attempt: Attempt): boolean => attempt.outcome === 'unknown' || attempt.outcome === 'submitting';

/** Waits for a callback, but not past the deadline. */
function waitAtMost(graceLeftMs: number, { deadlineAt }: Generation, deps: GenerationDeps): Outcome {
  const waitMs = Math.min(graceLeftMs, deadlineAt.getTime() - deps.now());
  return later(Math.max(1, Math.ceil(waitMs / 1_000)));
}

/** A call was under way when its process died, or its answer was lost. */
async function becomeUnknown(generation: Generation, token: string, deps: GenerationDeps): Promise<Outcome> {
  await inTransaction(deps.pool, async (tx) => {
    await deps.attempts.end(tx, token, 'unknown');
    const moved = await deps.generations.transition(tx, generation.id, 'unknown');
    if (moved !== null) await showProgress(tx, moved, 'checking', deps);
  });
  return waitAtMost(deps.unknownGraceMs, generation, deps);
}

const isLate = ({ deadlineAt }: Generation, deps: GenerationDeps): boolean => deps.now() > deadlineAt.getTime();

async function endLate(generation: Generation, deps: GenerationDeps): Promise<Outcome> {
  await endFailed(generation, 'deadline', 'not submitted before the deadline', deps);
  return done;
}

/** What is to be done before another attempt; null = go on and submit. */
async function beforeSubmitting(
  generation: Generation,
  attempts: readonly Attempt[],
  deps: GenerationDeps,
): Promise<Outcome | null> {
  const last = attempts.at(-1);
  const wait =
    generation.state === 'submitting' && last !== undefined ? await becomeUnknown(generation, last.token, deps) : null;
  if (isLate(generation, deps)) return await endLate(generation, deps);
  if (wait !== null) return wait;
  if (generation.state === 'unknown' && last !== undefined) {
    const graceLeftMs = last.createdAt.getTime() + deps.unknownGraceMs - deps.now();
    if (graceLeftMs > 0) return waitAtMost(graceLeftMs, generation, deps);
    if (attempts.filter(isUnknown).length >= MAX_ATTEMPTS) {
      await endFailed(generation, 'provider-timeout', 'the outcome of createTask stayed unknown', deps);
      return done;
    }
  }
  return null;
}

async function refused(
  generation: Generation,
  attempt: Attempt,
  error: AppError,
  deps: GenerationDeps,
): Promise<Outcome> {
  await orderRefused(error, generation.credits, deps);
  const isTransient = error.fault === 'transient';
  const isOpen = await inTransaction(deps.pool, async (tx) => {
    await deps.attempts.end(tx, attempt.token, 'refused');
    if (isTransient) await deps.generations.transition(tx, generation.id, 'queued');
    // An earlier attempt's task may have shown up by its callback: then this refusal decides nothing.
    return ['submitting', 'unknown'].includes((await deps.generations.get(tx, generation.id))?.state ?? '');
  });
  if (!isTransient) {
    if (isOpen) await endFailed(generation, failureReasonOf(error), `${error.code}: ${error.message}`, deps);
    return done;
  }
  const backoffSeconds = Math.min(60, 2 ** Math.min(attempt.number, 6));
  return later(Math.max(1, Math.ceil((error.retryAfterMs ?? backoffSeconds * 1_000) / 1_000)));
}

/**
 * The task exists: by createTask's own answer, or by its callback. False when it cannot be this attempt's, because it
 * is another one's or this one has another: then nothing was changed.
 */
export async function adoptTask(
  generationId: string,
  token: string,
  taskId: string,
  traceId: string,
  deps: GenerationDeps,
): Promise<boolean> {
  return await deps.share(generationId, async (tx) => {
    if (!(await deps.attempts.adopt(tx, token, taskId))) return false;
    const waiting = await deps.generations.transition(tx, generationId, 'waiting');
    if (waiting === null) return true;
    await showProgress(tx, waiting, 'working', deps);
    await deps.queue.send(tx, WATCH, { generationId, traceId }, nextLookSeconds(0, usualSeconds(waiting, deps)));
    return true;
  });
}

async function begin(generationId: string, number: number, deps: GenerationDeps): Promise<Attempt | null> {
  const attempt = { token: deps.newToken(), generationId, number, createdAt: new Date(deps.now()) };
  const hasBegun = await deps.share(generationId, (tx) => deps.attempts.begin(tx, attempt));
  return hasBegun ? { ...attempt, taskId: null, outcome: 'submitting' } : null;
}

/** Files take their time, and a task that nobody waits for any more would cost all the same. */
async function prepareInTime(generation: Generation, deps: GenerationDeps): Promise<Prepared> {
  const prepared = await prepareInput(generation, deps);
  if (!prepared.ready || !isLate(generation, deps)) return prepared;
  return { ready: false, instead: await endLate(generation, deps) };
}

export async function submit({ generationId, traceId }: JobData, deps: GenerationDeps): Promise<Outcome> {
  const [generation, earlier] = await deps.withAttempts(generationId);
  if (generation === null || !['queued', 'submitting', 'unknown'].includes(generation.state)) return done;
  const instead = await beforeSubmitting(generation, earlier, deps);
  if (instead !== null) return instead;
  const prepared = await prepareInTime(generation, deps);
  if (!prepared.ready) return prepared.instead;
  await deps.at('submit.before-slot', generation.chatId);
  const slot = await deps.limiter.tryTake();
  if (!slot.ok) return later(Math.max(1, Math.ceil(slot.retryAfterMs / 1_000)));
  await deps.at('submit.before-attempt', generation.chatId);
  const attempt = await begin(generationId, earlier.length + 1, deps);
  if (attempt === null) return done; // cancelled, or adopted by a callback, in the meantime

  const callBackUrl = deps.callbackBase === null ? null : `${deps.callbackBase}/kie/callback/${attempt.token}`;
  await deps.at('submit.before-create', generation.chatId);
  const answer = await deps.kie.createTask({ model: generation.modelId, input: prepared.input, callBackUrl });
  await deps.at('submit.created', generation.chatId);
  switch (answer.kind) {
    case 'created': {
      const { taskId } = answer;
      // Written before the commit, so that a person can heal what a crash between the two would lose.
      deps.log.info('task.created', { generationId, taskId });
      if (await untilAvailable(() => adoptTask(generationId, attempt.token, taskId, traceId, deps), WRITE_FOR_MS)) {
        await deps.at('submit.adopted', generation.chatId);
        await kieAccepts(generation.credits, deps);
        return done;
      }
      deps.log.error('task.not-ours', { generationId, taskId });
      return await untilAvailable(() => becomeUnknown(generation, attempt.token, deps), WRITE_FOR_MS);
    }
    case 'refused':
      deps.log.warn('task.refused', { generationId, code: answer.error.code });
      return await untilAvailable(() => refused(generation, attempt, answer.error, deps), WRITE_FOR_MS);
    case 'unknown':
      deps.log.warn('task.outcome-unknown', { generationId, code: answer.error.code, queue: SUBMIT });
      return await untilAvailable(() => becomeUnknown(generation, attempt.token, deps), WRITE_FOR_MS);
  }
}
