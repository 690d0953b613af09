import { createBackoff } from '../../shared/backoff.ts';
import { sleep } from '../../shared/clock.ts';
import { errorFields, type Log } from '../../shared/log.ts';
import { pgError } from './errors.ts';

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
      const error = pgError(thrown); // some of the work asks the database without a translating hand in between
      if (error.fault !== 'transient') throw error;
      log.warn('start.waiting', { what, error: errorFields(error) });
      await sleep(error.retryAfterMs ?? backoff.next(), stopping);
    }
  }
  return null;
}
