/** A refusal as the Bot API words it: HTTP status and `error_code` are the same number. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  /** Seconds, for 429. */
  readonly retryAfter: number | undefined;

  constructor(code: number, description: string, retryAfter?: number) {
    super(description);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const badRequest = (reason: string): ApiError => new ApiError(400, `Bad Request: ${reason}`);
export const forbidden = (reason: string): ApiError => new ApiError(403, `Forbidden: ${reason}`);
export const conflict = (reason: string): ApiError => new ApiError(409, `Conflict: ${reason}`);

export function tooManyRequests(retryAfter: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${retryAfter}`, retryAfter);
}

/** Both for a callback query and for a pre-checkout query that cannot be answered any more. */
export const queryTooOld = (): ApiError =>
  badRequest('query is too old and response timeout expired or query ID is invalid');

/** The body of a refused call. */
export function errorBody(error: ApiError): Record<string, unknown> {
  const parameters = error.retryAfter === undefined ? {} : { parameters: { retry_after: error.retryAfter } };
  return { ok: false, error_code: error.code, description: error.message, ...parameters };
}
