/** Calls that may be repeated: a few quick tries here, the rest is the queue's. */
import type * as z from 'zod';
import { sleep } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { callError } from './call-error.ts';
import type { Answer, Call, Exchange } from './exchange.ts';

export interface RetryPolicy {
  readonly tries: number;
  /** Before the second try; doubles, with jitter. */
  readonly firstDelayMs: number;
  /** A longer wait than this, asked for or computed, is left to the queue. */
  readonly longestDelayMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Rejects with KIE_*; KIE_UNREADABLE when KIE said yes and then something this code does not know. */
export type Read = <T>(call: Call, schema: z.ZodType<T>, options?: { readonly absent?: T }) => Promise<T>;

/** "There is no such thing", in the ways KIE says it. */
function isAbsent(answer: Answer): boolean {
  if (answer.kind === 'foreign') return answer.status === 404;
  return answer.kind === 'envelope' && (answer.code === 404 || answer.code === 422);
}

const isSuccess = (answer: Answer): answer is Extract<Answer, { kind: 'envelope' }> =>
  answer.kind === 'envelope' && answer.code === 200 && answer.status >= 200 && answer.status < 300;

export function createRead(exchange: Exchange, policy: RetryPolicy): Read {
  return async (call, schema, options) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await exchange(call);
      if (isSuccess(answer)) return decode(schema, answer.data);
      if (options?.absent !== undefined && isAbsent(answer)) return options.absent;
      const error = callError(answer, 'read');
      const delayMs = delayBeforeRetry(error, attempt, policy);
      if (delayMs === null) throw error;
      await sleep(delayMs, call.signal);
      if (call.signal?.aborted === true) throw error;
    }
  };
}

/** `null` = do not. A key's own limit (433) lasts for hours, so it is not waited for. */
function delayBeforeRetry(error: AppError, attempt: number, policy: RetryPolicy): number | null {
  const mayRetry = error.code === 'KIE_UNAVAILABLE' || error.code === 'KIE_RATE_LIMITED';
  if (!mayRetry || attempt >= policy.tries) return null;
  const delayMs = error.retryAfterMs ?? policy.firstDelayMs * 2 ** (attempt - 1) * (0.5 + policy.random());
  return delayMs > policy.longestDelayMs ? null : delayMs;
}

export function decode<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.slice(0, 5).map((issue) => issue.path.join('.'));
  throw new AppError('KIE_UNREADABLE', 'KIE answered in a shape that is not known', { details: { paths } });
}
