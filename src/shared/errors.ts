/**
 * One catalogue of error codes for the whole service. Each adapter translates foreign errors into these at its own
 * door and keeps the original as `cause`; everybody else switches on `code` or `fault`, never on a message.
 */

/** `transient`: retry. `permanent`: stop and tell the person. `defect`: stop and tell the operator. */
export type Fault = 'transient' | 'permanent' | 'defect';

/** Codes are API: add freely, never rename, never reuse. Every code has a heading in docs/runbook.md. */
export const FAULT_BY_CODE = {
  CONFIG_INVALID: 'permanent',
  LOCK_BUSY: 'permanent',
  DB_UNAVAILABLE: 'transient',
  DB_SCHEMA_TOO_NEW: 'permanent',
  CURRENCY_CHANGED: 'permanent',
  LEASE_LOST: 'transient',
  IPC_UNAVAILABLE: 'transient',
  TELEGRAM_UNAUTHORIZED: 'permanent',
  TELEGRAM_CONFLICT: 'transient',
  TELEGRAM_FLOOD: 'transient',
  TELEGRAM_UNAVAILABLE: 'transient',
  TELEGRAM_OUTCOME_UNKNOWN: 'transient',
  TELEGRAM_REJECTED: 'permanent',
  TELEGRAM_BLOCKED: 'permanent',
  TELEGRAM_NOT_MODIFIED: 'permanent',
  TELEGRAM_MESSAGE_GONE: 'permanent',
  KIE_UNAUTHORIZED: 'permanent',
  KIE_INSUFFICIENT_CREDITS: 'permanent',
  KIE_REJECTED: 'permanent',
  KIE_UNKNOWN_MODEL: 'permanent',
  KIE_UNKNOWN_TASK: 'permanent',
  KIE_INPUT_UNREACHABLE: 'permanent',
  KIE_FEATURE_OFF: 'permanent',
  KIE_UPLOAD_REFUSED: 'transient',
  KIE_RATE_LIMITED: 'transient',
  KIE_KEY_LIMIT: 'transient',
  KIE_UNAVAILABLE: 'transient',
  KIE_OUTCOME_UNKNOWN: 'transient',
  KIE_UNREADABLE: 'defect',
  RESULT_UNAVAILABLE: 'transient',
  RESULT_REFUSED: 'permanent',
  RESULT_TOO_LARGE: 'permanent',
  INPUT_UNAVAILABLE: 'transient',
  INPUT_UNSETTLED: 'transient',
  INPUT_GONE: 'permanent',
  INPUT_TOO_LARGE: 'permanent',
  INPUT_REFUSED: 'permanent',
  FUNDS_CHANGED: 'transient',
  LEDGER_OVERDRAWN: 'defect',
  UNEXPECTED: 'defect',
} as const satisfies Record<string, Fault>;

export type ErrorCode = keyof typeof FAULT_BY_CODE;

interface AppErrorOptions {
  readonly cause?: unknown;
  /** Ids and numbers only: never tokens, never user text. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }

  get fault(): Fault {
    return FAULT_BY_CODE[this.code];
  }
}

/** Total: whatever was thrown, an AppError comes out, with the original as `cause`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : 'something that is not an Error was thrown';
  return new AppError('UNEXPECTED', message, { cause: thrown });
}

export function hasCode(thrown: unknown, code: ErrorCode): thrown is AppError {
  return thrown instanceof AppError && thrown.code === code;
}
