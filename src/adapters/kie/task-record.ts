/**
 * `recordInfo`'s data, old shape (April 2026) and new (September 2026), as one of four states. Only `fail` ends a task
 * badly: an unknown word for the state, or a success that does not show its result yet, is still running, and the
 * generation's own deadline bounds it.
 */
import * as z from 'zod';
import type { FailureReason } from '../../domain/generation/failure.ts';
import type { ResultFile } from '../../domain/generation/generation.ts';
import { classifyFailure } from './fail-reason.ts';
import { readResult } from './task-result.ts';

export type TaskRecord =
  /** `progress` is 0 to 100, and rarely known. With `creditsConsumed` KIE calls it a success, but shows no result. */
  | { readonly state: 'running'; readonly progress: number | null; readonly creditsConsumed?: number }
  | {
      readonly state: 'success';
      readonly files: readonly ResultFile[];
      readonly text: string | null;
      readonly firstFrameUrls: readonly string[];
      readonly lastFrameUrls: readonly string[];
      /** KIE credits, may be fractional; null where KIE does not say. */
      readonly creditsConsumed: number | null;
      readonly costSeconds: number | null;
    }
  | {
      readonly state: 'fail';
      readonly reason: FailureReason;
      readonly code: string | null;
      /** Upstream prose, for the operator: it may quote the prompt, so it goes into no log line. */
      readonly message: string;
      readonly creditsConsumed: number | null;
    }
  /** KIE knows no such task, or not yet. */
  | { readonly state: 'missing' };

/** A number, or a number as text; anything else is "not told", because no optional field may spoil a record. */
const Num = z
  .union([z.number(), z.string().trim().min(1).transform(Number)])
  .refine(Number.isFinite)
  .nullish()
  .catch(null);
const Text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);

const Record = z.object({
  state: Text,
  successFlag: Num,
  resultJson: z.unknown().optional(),
  response: z.unknown().optional(),
  failCode: Text,
  failMsg: Text,
  errorCode: Text,
  errorMessage: Text,
  costTime: Num,
  creditsConsumed: Num,
  consumeCredits: Num,
  progress: Num,
});
type Record = z.infer<typeof Record>;

/** For `read`: `null` is how some endpoints say that there is no such task. */
export const RecordInfo = Record.nullish().transform((record): TaskRecord =>
  record == null ? { state: 'missing' } : toTaskRecord(record),
);

/** `successFlag`: 0 running, 1 success, 2 reserved, 3 fail; consulted only when there is no `state`. */
function stateOf({ state, successFlag }: Record): string {
  if (state != null && state !== '') return state.toLowerCase();
  return successFlag === 1 ? 'success' : successFlag === 3 ? 'fail' : 'running';
}

function toTaskRecord(record: Record): TaskRecord {
  const creditsConsumed = record.creditsConsumed ?? record.consumeCredits ?? null;
  const state = stateOf(record);
  if (state === 'fail' || state === 'failed') {
    const code = record.failCode ?? record.errorCode ?? null;
    const message = record.failMsg ?? record.errorMessage ?? '';
    return { state: 'fail', reason: classifyFailure(code, message), code, message, creditsConsumed };
  }
  const result = state === 'success' ? readResult(record.resultJson, record.response) : null;
  if (result === null) return { state: 'running', progress: progressOf(record), ...billed(state, creditsConsumed) };
  return { state: 'success', ...result, creditsConsumed, costSeconds: record.costTime ?? null };
}

const billed = (state: string, creditsConsumed: number | null): { readonly creditsConsumed?: number } =>
  state !== 'success' || creditsConsumed === null ? {} : { creditsConsumed };

function progressOf({ progress }: Record): number | null {
  return progress == null || progress < 0 || progress > 100 ? null : progress;
}
