/** Every refusal of the HTTP server: a status and one short sentence, the same whatever the cause was. */
import type { Response } from 'express';

const SENTENCES = {
  400: 'bad request',
  401: 'the signature is wrong',
  404: 'not found',
  405: 'method not allowed',
  413: 'the body is too large',
  415: 'the body has an unknown encoding',
  429: 'too many requests',
  500: 'something went wrong',
  503: 'try again later',
} as const;

export type RefusalStatus = keyof typeof SENTENCES;

export const isRefusalStatus = (status: unknown): status is RefusalStatus =>
  typeof status === 'number' && status in SENTENCES;

/** `retryAfterSeconds` becomes the header Retry-After, at least 1. */
export function refuse(response: Response, status: RefusalStatus, retryAfterSeconds?: number): void {
  if (retryAfterSeconds !== undefined) response.set('retry-after', String(Math.max(1, retryAfterSeconds)));
  response.status(status).json({ error: SENTENCES[status] });
}
