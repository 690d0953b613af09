/** The only place where KIE's codes are read. Past this line there are only ours. */
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Answer } from './exchange.ts';
import { classifyFailure } from './fail-reason.ts';

/**
 * What was asked decides what some codes mean: at `create`, a plain parameter error also comes as 500; `upload` is another
 * host, which may refuse a key that is good for tasks.
 */
export type CallKind = 'create' | 'read' | 'upload';

type Refusal = Extract<Answer, { kind: 'envelope' | 'foreign' }>;

const BY_CODE: Readonly<Record<number, ErrorCode>> = {
  401: 'KIE_UNAUTHORIZED',
  402: 'KIE_INSUFFICIENT_CREDITS',
  403: 'KIE_UNAUTHORIZED',
  408: 'KIE_UNAVAILABLE',
  429: 'KIE_RATE_LIMITED',
  430: 'KIE_RATE_LIMITED',
  433: 'KIE_KEY_LIMIT',
  451: 'KIE_INPUT_UNREACHABLE',
  455: 'KIE_UNAVAILABLE',
  505: 'KIE_FEATURE_OFF',
  550: 'KIE_UNAVAILABLE',
};
const BY_UPLOAD_CODE: typeof BY_CODE = { ...BY_CODE, 401: 'KIE_UPLOAD_REFUSED', 403: 'KIE_UPLOAD_REFUSED' };

const CREDITS = /credits?\b.*\binsufficient|insufficient\b.*\b(credit|balance)/i;
const MODEL = /model name you specified is not supported|model\b.*\b(not (found|supported|exist)|does not exist)/i;
const SERVER_TROUBLE =
  /try again|server (error|exception|busy)|internal|system (error|exception|busy)|unknown error|time[d ]?\s?-?out|unavailable|maintenance|overload/i;

function codeOf(code: number, message: string, kind: CallKind): ErrorCode {
  if (CREDITS.test(message)) return 'KIE_INSUFFICIENT_CREDITS';
  if ((code === 422 || code === 404 || code === 500) && MODEL.test(message)) return 'KIE_UNKNOWN_MODEL';
  const known = (kind === 'upload' ? BY_UPLOAD_CODE : BY_CODE)[code];
  if (known !== undefined) return known;
  if (code < 500) return 'KIE_REJECTED';
  // Parameter errors come as 500 with the field's name in prose; a server's own trouble uses few, known words.
  const isRefusal = kind === 'create' && message !== '' && !SERVER_TROUBLE.test(message);
  return isRefusal ? 'KIE_REJECTED' : 'KIE_UNAVAILABLE';
}

/** An answer that is a "no", as our error. `details.reason` says why in the user's terms. */
export function refusalError(answer: Refusal, kind: CallKind): AppError {
  if (answer.kind === 'foreign') return foreignError(answer, kind);
  const { status, code, message, retryAfterMs } = answer;
  if (code === 200) return new AppError('KIE_UNAVAILABLE', 'KIE contradicted itself', { details: { status } });
  const details = { status, kieCode: code, reason: classifyFailure(String(code), message) };
  return new AppError(codeOf(code, message, kind), `KIE refused: ${code} ${message}`.trim(), { details, retryAfterMs });
}

function foreignError({ status, retryAfterMs }: Extract<Answer, { kind: 'foreign' }>, kind: CallKind): AppError {
  const unauthorized = kind === 'upload' ? 'KIE_UPLOAD_REFUSED' : 'KIE_UNAUTHORIZED';
  const named: ErrorCode | undefined = { 401: unauthorized, 413: 'KIE_REJECTED', 429: 'KIE_RATE_LIMITED' }[status] as
    ErrorCode | undefined;
  const details = { status };
  return new AppError(named ?? 'KIE_UNAVAILABLE', `KIE's edge answered ${status}`, { details, retryAfterMs });
}

/** Any answer that is not a success, for calls that may be repeated. */
export function callError(answer: Answer, kind: CallKind): AppError {
  if (answer.kind !== 'none') return refusalError(answer, kind);
  return new AppError('KIE_UNAVAILABLE', `no answer from KIE (${answer.reason})`, { cause: answer.cause });
}
