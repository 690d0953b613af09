import { createBackoff } from '../../shared/backoff.ts';
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';

/**
 * Repeats a write that records what already happened outside (a message sent, a task created) while the database is
 * away: giving up early would turn a known outcome into an unknown one. Rejects with the last error when `signal`
 * aborts, after `forMs`, or at once when waiting cannot help.
 */
export async function untilAvailable<T>(run: () => Promise<T>, forMs: number, signal?: AbortSignal): Promise<T> {
  const backoff = createBackoff(200, 5_000);
  const until = performance.now() + forMs;
  for (;;) {
    try {
      return await run();
    } catch (thrown) {
      const isWorthWaiting = toAppError(thrown).fault === 'transient' && performance.now() < until;
      if (!isWorthWaiting || signal?.aborted === true) throw thrown;
      await sleep(backoff.next(), signal);
    }
  }
}
