/**
 * One HTTP exchange with KIE, told as it went. It decides nothing and never rejects: what an answer means depends on
 * whether the call may be repeated, and only the caller knows that.
 */
import type { Clock } from '../../shared/clock.ts';
import { createRedact } from '../../shared/redact.ts';
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
  readonly body?: string | ReadableStream<Uint8Array>;
  /** For the whole exchange, the answer's body included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ExchangeOptions {
  readonly apiKey: string;
  readonly fetch: typeof fetch;
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
      const response = await options.fetch(call.url, requestInit(call, options.apiKey, signal));
      const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), options.clock.now());
      const text = await readText(response);
      const envelope = text === null ? null : parseEnvelope(text);
      if (envelope === null) return { kind: 'foreign', status: response.status, retryAfterMs };
      const message = redact(envelope.message).slice(0, MAX_MESSAGE_LENGTH);
      return { kind: 'envelope', status: response.status, ...envelope, message, retryAfterMs };
    } catch (error) {
      const reason = timeout.aborted ? 'timeout' : call.signal?.aborted === true ? 'aborted' : 'network';
      return { kind: 'none', sent: reason !== 'network' || !isBeforeConnection(error), reason, cause: error };
    }
  };
}

/** Redirects are never followed: the key would travel with them, and a POST must not be repeated elsewhere. */
function requestInit(call: Call, apiKey: string, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = {
    authorization: `Bearer ${apiKey}`,
    accept: 'application/json',
    'user-agent': USER_AGENT,
  };
  if (call.contentType !== undefined) headers['content-type'] = call.contentType;
  if (call.contentLength !== undefined) headers['content-length'] = String(call.contentLength);
  const base: RequestInit = { method: call.method, headers, signal, redirect: 'manual' };
  if (call.body === undefined) return base;
  if (typeof call.body === 'string') return { ...base, body: call.body };
  // Of a body that might be repeated after a redirect `fetch` keeps a copy of its own: a file would be held whole. Only a
  // request that follows none and has no window goes without (Fetch standard, HTTP-network-or-cache fetch).
  return { ...base, body: call.body, duplex: 'half', redirect: 'error', window: null };
}

/** `null` when the answer is larger than any of KIE's can be. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return '';
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return null; // leaving the loop cancels the body
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3). */
function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : undefined;
}

/** Failed handshakes: the request is written only after them. */
const TLS_REFUSALS = /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_SSL_)/;

/**
 * True when the request cannot have left: DNS, TCP connect or certificate. The test is on the system call, because a
 * code alone lies: EHOSTUNREACH also ends connections that were established and used.
 */
function isBeforeConnection(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isBeforeConnection);
  if (!(error instanceof Error)) return false;
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (code !== undefined && TLS_REFUSALS.test(code))) return true;
  return isBeforeConnection(error.cause);
}
