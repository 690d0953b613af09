/**
 * Upstream prose to a reason a person can be told about. `failMsg` is whatever the model's vendor wrote, so the wording
 * decides and the code only helps (kie quirks: codes are "500" for nearly everything).
 */
import { FailureReason } from '../../domain/generation/failure.ts';
import type { AppError } from '../../shared/errors.ts';

/** Order matters: "image could not be downloaded: timeout" is about the image; "credits" beats everything. */
const BY_WORDING: readonly (readonly [RegExp, FailureReason])[] = [
  [
    /insufficient[\w\s]*(credit|balance|quota)|(credit|balance|quota)s?[\w\s]*(insufficient|not enough|exhausted|exceeded)/i,
    'unavailable',
  ],
  [
    /nsfw|sensitiv|moderat|content[ _-]?(policy|polic|filter|violation|safety)|polic(y|ies)|safety|prohibited|flagged|inappropriate|violat|copyright|public figure|celebrit|\bminors\b|explicit\b|sexual|violence|guardrail|harmful|risk control|real (person|people)/i,
    'content-policy',
  ],
  [
    /(fail|unable|could not|couldn't|cannot|can't|error)[^.]{0,45}(download|fetch|access|load|retriev|read)[^.]{0,45}(image|video|audio|file|url|media|input)|(image|video|audio|file|media)[\w\s]*(inaccessible|unreachable|not accessible|expired|fetch (failed|limit))|(download|fetch)[^.]{0,25}(image|video|audio|file|url|media)[^.]{0,20}fail/i,
    'input-unreachable',
  ],
  [/time[d]?[\s-]?out|took too long|deadline exceeded|no result/i, 'provider-timeout'],
  [
    /api key|access permission|unauthori[sz]ed|not (supported|available) model|model[\w\s]*(not (found|supported|available)|offline|disabled)|feature[\w\s]*(disabled|off)|maintenance/i,
    'unavailable',
  ],
  [
    /rate limit|too many requests|frequency|overload|\bbusy\b|queue|retries|internal (server )?error|server (error|exception)/i,
    'provider-error',
  ],
  [
    /is required|not within the range|invalid|must (be|have|contain|not)|not supported|unsupported|too (long|large|small|short|many|few|big)|exceed|at least|at most|maximum|minimum|malformed|wrong format|please enter|out of range/i,
    'invalid-input',
  ],
];

const BY_CODE: Readonly<Record<string, FailureReason>> = {
  '400': 'invalid-input',
  '401': 'unavailable',
  '402': 'unavailable',
  '403': 'unavailable',
  '408': 'provider-timeout',
  '413': 'content-policy', // Suno: the uploaded audio matches a known work
  '422': 'invalid-input',
  '433': 'unavailable',
  '451': 'input-unreachable',
  '455': 'unavailable',
  '505': 'unavailable',
  SENSITIVE_WORD_ERROR: 'content-policy',
};

/** A vendor may put anything behind its words, and the patterns look from each word that they know to the end. */
const LONGEST_WORDING = 2_000;

/** Total. `code` is `failCode` or an envelope's code, as text; `message` is `failMsg` or `msg`. */
export function classifyFailure(code: string | null, message: string): FailureReason {
  const wording = message.slice(0, LONGEST_WORDING);
  const worded = BY_WORDING.find(([pattern]) => pattern.test(wording));
  if (worded !== undefined) return worded[1];
  return (code === null ? undefined : BY_CODE[code]) ?? 'provider-error';
}

/** Why a call that KIE refused ends a generation, for the errors of this adapter. Total. */
export function failureReasonOf(error: AppError): FailureReason {
  switch (error.code) {
    case 'KIE_UNAUTHORIZED':
    case 'KIE_INSUFFICIENT_CREDITS':
    case 'KIE_UNKNOWN_MODEL':
    case 'KIE_FEATURE_OFF':
    case 'KIE_UPLOAD_REFUSED':
    case 'KIE_KEY_LIMIT':
      return 'unavailable';
    case 'KIE_INPUT_UNREACHABLE':
      return 'input-unreachable';
    default: {
      const told = FailureReason.safeParse(error.details['reason']);
      return told.success ? told.data : 'provider-error';
    }
  }
}
