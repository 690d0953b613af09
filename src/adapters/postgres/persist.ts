import { createBackoff } from '../../shared/backoff.ts';
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import { errorFields, type Log } from '../../shared/log.ts';

/**
 * Start-up work that waits out what may pass: a database or Telegram that is away is no crash. Null when `stopping`
 * aborted before it worked; rejects with what waiting cannot mend.
 */
export async function persist<T>(
  what: string,
  run: () => Promise<T>,
  stopping: AbortSignal,
  log: Log,
): Promise<T | null> {
  const backoff = createBackoff(500, 15_000);
  while (!stopping.aborted) {
    try {
      return await run();
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.fault !== 'transient') throw error;
      log.warn('start.waiting', { what, error: errorFields(error) });
      await sleep(error.retryAfterMs ?? backoff.next(), stopping);
    }
  }
  return null;
}
