/**
 * One HTTP exchange with KIE, told as it went. It decides nothing and never rejects: what an answer means depends on
 * whether the call may be repeated, and only the caller knows that.
 */
import type { Clock } from '../../shared/clock.ts';
import { createRedact } from '../../shared/redact.ts';
import { neverSent, readText, request } from '../http/request.ts';
import { parseEnvelope } from './envelope.ts';

export type Answer =
  | {
      readonly kind: 'envelope';
      readonly status: number;
      readonly code: number;
      readonly message: string;
      readonly data: unknown;
      readonly retryAfterMs: number | undefined;
    }
  /** Something answered, but not KIE's API: an edge, a gateway, a captive page. */
  | { readonly kind: 'foreign'; readonly status: number; readonly retryAfterMs: number | undefined }
  /** No complete answer. `sent: false` means that not one byte of the request can have arrived. */
  | {
      readonly kind: 'none';
      readonly sent: boolean;
      readonly reason: 'timeout' | 'aborted' | 'network';
      readonly cause: unknown;
    };

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly contentType?: string;
  readonly contentLength?: number;
  readonly body?: string | AsyncIterable<Uint8Array>;
  /** For the whole exchange, the answer's body included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ExchangeOptions {
  readonly apiKey: string;
  readonly clock: Clock;
}

export type Exchange = (call: Call) => Promise<Answer>;

/** Cloudflare, in front of KIE, refuses odd User-Agents with 403 (error 1010), so ours looks like a well-behaved bot's. */
const USER_AGENT = 'Mozilla/5.0 (compatible; kie-ai-bot/1.0)';
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_MESSAGE_LENGTH = 300;
const MAX_RETRY_AFTER_MS = 3_600_000;

export function createExchange(options: ExchangeOptions): Exchange {
  const redact = createRedact([options.apiKey]);
  return async (call) => {
    const timeout = AbortSignal.timeout(call.timeoutMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
    try {
      if (call.signal?.aborted === true) return { kind: 'none', sent: false, reason: 'aborted', cause: undefined };
      const { method, url, body } = call;
      const headers = headersOf(call, options.apiKey);
      const response = await request(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
      const status = response.statusCode ?? 0;
      const retryAfterMs = readRetryAfter(response.headers['retry-after'], options.clock.now());
      const text = await readText(response, MAX_ANSWER_BYTES);
      const envelope = text === null ? null : parseEnvelope(text);
      if (envelope === null) return { kind: 'foreign', status, retryAfterMs };
      const message = redact(envelope.message).slice(0, MAX_MESSAGE_LENGTH);
      return { kind: 'envelope', status, ...envelope, message, retryAfterMs };
    } catch (error) {
      const reason = timeout.aborted ? 'timeout' : call.signal?.aborted === true ? 'aborted' : 'network';
      return { kind: 'none', sent: !neverSent(error), reason, cause: error };
    }
  };
}

/** Redirects are never followed: the key would travel with them, and a POST must not be repeated elsewhere. */
function headersOf({ contentType, contentLength }: Call, apiKey: string): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${apiKey}`,
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(contentLength === undefined ? {} : { 'content-length': String(contentLength) }),
  };
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3). */
function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : undefined;
}
