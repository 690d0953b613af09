/** Says every few seconds how deep the queues are, and by that that the child gets its work done. */
import type { PgBoss } from 'pg-boss';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Service } from '../../shared/service.ts';
import { sleep } from '../../shared/clock.ts';
import type { ChildLink } from '../../supervisor/child-link.ts';

const EVERY_MS = 5_000;
/** A child whose database answers and that cannot count its queues in a minute is deaf. */
const DEAF_AFTER_MS = 60_000;

export function createQueueStatus(boss: Pick<PgBoss, 'getQueues'>, link: ChildLink, log: Log): Service {
  const stopping = new AbortController();
  let loop: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const queues = await boss.getQueues();
        link.setStatus({
          queues: Object.fromEntries(queues.map((one) => [one.name, one.queuedCount + one.activeCount])),
        });
        link.progress.bump();
        link.progress.expectWithin(DEAF_AFTER_MS);
      } catch (error) {
        link.progress.expectWithin(null); // the database is away: that is no fault of this child
        log.warn('queue.status.failed', { code: toAppError(error).code });
      }
      await sleep(EVERY_MS, stopping.signal);
    }
  }

  return {
    name: 'queue status',
    start: () => {
      loop ??= run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      link.progress.expectWithin(null);
      await loop;
    },
  };
}
