/** Reads a body that may be endless, slow or cut short, and lets none of that reach the caller as anything but an error. */
import type { Readable } from 'node:stream';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  /** At least `minBytesPerWindow` must come in every `windowMs` spent waiting for the source. */
  readonly windowMs: number;
  readonly minBytesPerWindow: number;
}

export function tooLarge(size: number | null, maxBytes: number): AppError {
  return new AppError('RESULT_TOO_LARGE', 'the result is larger than may be held', { details: { size, maxBytes } });
}

export function cutShort(cause: unknown): AppError {
  return new AppError('RESULT_UNAVAILABLE', 'the result came only in part', { cause });
}

type Next = IteratorResult<Uint8Array, undefined>;

/**
 * The body's chunks within the limits. Only time spent waiting for the source counts as slow: a consumer may take as
 * long as it likes, and bytes that were there before the time was over are taken however late this process comes to
 * read them. Destroys the source when it ends, whichever way.
 */
export async function* limitedBody(source: Readable, limits: BodyLimits, clock: Clock): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  const window = { waitedMs: 0, bytes: 0 };
  let size = 0;
  try {
    for (;;) {
      const startedAt = clock.monotonic();
      const next = await nextWithin(chunks, limits.windowMs - window.waitedMs);
      if (next.done === true) return;
      size += next.value.byteLength;
      if (size > limits.maxBytes) throw tooLarge(null, limits.maxBytes);
      window.waitedMs += clock.monotonic() - startedAt;
      window.bytes += next.value.byteLength;
      if (window.bytes >= limits.minBytesPerWindow) Object.assign(window, { waitedMs: 0, bytes: 0 });
      yield next.value;
    }
  } finally {
    source.destroy();
  }
}

function stalled(): AppError {
  return new AppError('RESULT_UNAVAILABLE', 'the result comes too slowly');
}

/** The next chunk. When `ms` are over, or were before, it is taken only if it waits to be read. */
async function nextWithin(chunks: AsyncIterator<Uint8Array, undefined>, ms: number): Promise<Next> {
  const pending = chunks.next();
  pending.catch(() => undefined); // heard below, or of no interest once the time is over
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => afterReading(() => reject(stalled()));
    if (ms > 0) timer = setTimeout(giveUp, ms);
    else giveUp();
  });
  try {
    return await Promise.race([pending, late]);
  } catch (error) {
    throw error instanceof AppError ? error : cutShort(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Calls back when every socket with bytes has been read. After a stall of the process timers are due before sockets, and
 * the first immediate may belong to a turn of the event loop that has looked at the sockets already.
 */
function afterReading(done: () => void): void {
  setImmediate(() => setImmediate(done));
}
