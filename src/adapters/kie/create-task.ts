/**
 * createTask spends money and has no idempotency key, so its outcome has three kinds, and it is called once: whoever
 * cannot know whether a task was created must not try again blindly (facts of KIE's API, section 1, "client rule").
 */
import * as z from 'zod';
import { AppError } from '../../shared/errors.ts';
import { callError, refusalError } from './call-error.ts';
import type { Answer } from './exchange.ts';

export type CreateOutcome =
  | { readonly kind: 'created'; readonly taskId: string }
  /** Certainly nothing was created. Its `fault` says whether the same call may succeed later. */
  | { readonly kind: 'refused'; readonly error: AppError }
  /** A task may be running, and be billed. */
  | { readonly kind: 'unknown'; readonly error: AppError };

const Created = z.object({ taskId: z.string().trim().min(1).max(200) });

/** Gateways put their own troubles into JSON too: with these codes the API behind may have done its work. */
const isGatewayTrouble = (code: number): boolean =>
  code === 408 || (code >= 502 && code <= 504) || (code >= 520 && code < 530);

/** An edge that answers 4xx, or points elsewhere, has not passed the request on; 408 and 303 may follow work done. */
const isTurnedAway = (status: number): boolean => status >= 300 && status < 500 && status !== 303 && status !== 408;

export function outcomeOf(answer: Answer): CreateOutcome {
  if (answer.kind === 'none') return answer.sent ? unknown(answer) : refused(answer);
  if (answer.kind === 'foreign') return isTurnedAway(answer.status) ? refused(answer) : unknown(answer);
  const created = Created.safeParse(answer.data);
  if (answer.code === 200) {
    // An id in hand is worth more than the status line: recordInfo will tell whether it is real.
    return created.success ? { kind: 'created', taskId: created.data.taskId } : unknown(answer);
  }
  return created.success || isGatewayTrouble(answer.code) ? unknown(answer) : refused(answer);
}

function refused(answer: Answer): CreateOutcome {
  return { kind: 'refused', error: callError(answer, 'create') };
}

function unknown(answer: Answer): CreateOutcome {
  const cause = answer.kind === 'none' ? callError(answer, 'create') : refusalError(answer, 'create');
  return {
    kind: 'unknown',
    error: new AppError('KIE_OUTCOME_UNKNOWN', 'whether a task was created is not known', {
      cause,
      details: cause.details,
    }),
  };
}
