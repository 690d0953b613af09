/**
 * KIE's callback, handed over by the health child. It is a hint and nothing more: the token tells which attempt it is
 * about, the result is read from KIE with our own key, so a forged one can do nothing.
 */
import * as z from 'zod';
import { errorFields, withCorrelation } from '../../shared/log.ts';
import type { GenerationDeps } from './deps.ts';
import { adoptTask } from './submit.ts';
import { watch } from './watch.ts';

const Hint = z.object({ token: z.string().min(16).max(64), taskId: z.string().min(1).max(200).nullable() });

export interface CallbackAnswer extends Record<string, boolean> {
  readonly known: boolean;
}

/** Answers after what must survive is written; looks at the task without making KIE wait for it. */
export async function takeCallback(body: unknown, deps: GenerationDeps): Promise<CallbackAnswer> {
  const hint = Hint.safeParse(body);
  if (!hint.success) return { known: false };
  const { token, taskId } = hint.data;
  const attempt = await deps.attempts.byToken(deps.pool, token);
  if (attempt === null) return { known: false };
  const { generationId } = attempt;
  const generation = await deps.generations.get(deps.pool, generationId);
  if (generation === null) return { known: false };
  const { traceId } = generation;
  if (taskId !== null && attempt.taskId === null) await adoptTask(generationId, token, taskId, traceId, deps);
  void withCorrelation({ traceId, generationId }, () =>
    watch({ generationId, traceId }, deps).catch((error: unknown) => {
      deps.log.warn('callback.look.failed', { error: errorFields(error) }); // the scheduled look comes anyway
    }),
  );
  return { known: true };
}
