/**
 * A result on its way from KIE to Telegram: fetched from public addresses only, named by its own bytes, and passed on
 * as a stream that never holds more than a chunk.
 */
import { Readable } from 'node:stream';
import { systemClock, type Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { systemResolve, type Resolve } from './result-address.ts';
import { cutShort, limitedBody, tooLarge, type BodyLimits } from './result-body.ts';
import { requestResult } from './result-request.ts';
import { SNIFF_BYTES, sniffResult, type ResultType } from './result-type.ts';

export type { ResultKind } from './result-type.ts';

export interface ResultFile extends ResultType {
  /**
   * The bytes. Fails with RESULT_TOO_LARGE or RESULT_UNAVAILABLE when the body breaks its promise on the way. Whoever
   * does not read it to the end destroys it, or the connection stays until the time is over.
   */
  readonly stream: Readable;
  /** Bytes, when the host says so. */
  readonly size: number | null;
}

/**
 * Rejects with RESULT_UNAVAILABLE (the same address may work later), RESULT_TOO_LARGE (to be sent as a link), or
 * RESULT_REFUSED (never: a private address, a page in place of media, too many redirects).
 */
export type FetchResult = (url: string, signal?: AbortSignal) => Promise<ResultFile>;

export interface ResultFetchOptions {
  /** For the local stand: plain http and private addresses too. */
  readonly allowPrivateHosts: boolean;
  /** What Telegram takes from a bot: 50 MB. */
  readonly maxBytes?: number;
  /** From the first byte asked for to the last one read. */
  readonly totalMs?: number;
  readonly slowness?: Omit<BodyLimits, 'maxBytes'>;
  readonly resolve?: Resolve;
  readonly clock?: Clock;
}

const MAX_BYTES = 50 * 1024 * 1024;
const TOTAL_MS = 300_000;
const MAX_REDIRECTS = 3;
/** Under 3 KB/s a 50 MB file would take half a day. */
const SLOWNESS = { windowMs: 20_000, minBytesPerWindow: 64 * 1024 };

export function createResultFetch(options: ResultFetchOptions): FetchResult {
  const { maxBytes = MAX_BYTES, totalMs = TOTAL_MS, resolve = systemResolve, clock = systemClock } = options;
  const limits: BodyLimits = { maxBytes, ...(options.slowness ?? SLOWNESS) };

  return async (url, signal) => {
    const overall = AbortSignal.timeout(totalMs);
    const response = await requestResult(url, {
      allowPrivateHosts: options.allowPrivateHosts,
      resolve,
      maxRedirects: MAX_REDIRECTS,
      signal: signal === undefined ? overall : AbortSignal.any([overall, signal]),
    });
    try {
      const size = announcedSize(response.headers['content-length']);
      if (size !== null && size > maxBytes) throw tooLarge(size, maxBytes);
      const body = limitedBody(response, limits, clock);
      const head = await readHead(body);
      const type = await sniffResult(head.subarray(0, SNIFF_BYTES));
      const stream = Readable.from(joined(head, body, size), { objectMode: false });
      stream.once('close', () => response.destroy());
      return { ...type, stream, size };
    } catch (error) {
      response.destroy();
      throw error;
    }
  };
}

/** All bytes of a result, for a caller that must have them at once. */
export async function readResultBytes(file: ResultFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function announcedSize(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

/** The first bytes, as many as tell the type, or all there are. */
async function readHead(body: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < SNIFF_BYTES) {
    const next = await body.next();
    if (next.done === true) break;
    chunks.push(next.value);
    length += next.value.byteLength;
  }
  if (length === 0) throw new AppError('RESULT_UNAVAILABLE', 'the result is empty');
  return Buffer.concat(chunks);
}

async function* joined(
  head: Uint8Array,
  body: AsyncGenerator<Uint8Array>,
  size: number | null,
): AsyncGenerator<Uint8Array> {
  yield head;
  let length = head.byteLength;
  for await (const chunk of body) {
    length += chunk.byteLength;
    yield chunk;
  }
  if (size !== null && length !== size) throw cutShort(undefined);
}
