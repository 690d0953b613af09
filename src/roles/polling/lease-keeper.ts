/**
 * Keeps the poll lease: waits for it, renews it, and gives it up by our own monotonic clock before it could end on the
 * database's, so that a partitioned holder stops in time.
 */
import type { LeaseStore, LeaseView } from '../../adapters/postgres/lease.ts';
import { sleep, type Clock } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';

export interface LeaseTimes {
  /** How long the database grants it. */
  readonly ttlMs: number;
  readonly renewEveryMs: number;
  /** We stop this long before the grant ends. */
  readonly marginMs: number;
  /** How often a waiting instance asks when nobody tells it. */
  readonly askEveryMs: number;
}

export const LEASE_TIMES: LeaseTimes = { ttlMs: 15_000, renewEveryMs: 3_000, marginMs: 3_000, askEveryMs: 1_000 };

export interface Term {
  readonly epoch: number;
  /** Aborts when the lease is lost. */
  readonly lost: AbortSignal;
  /** Ends the term on purpose; the next instance is told. */
  readonly release: () => Promise<void>;
}

interface LeaseKeeperDeps {
  readonly store: LeaseStore;
  readonly owner: string;
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly log: Log;
  /** Calls back when somebody released the lease; returns how to stop listening. */
  readonly onReleased: (run: () => void) => () => void;
}

export interface LeaseKeeper {
  /** Waits as long as it takes; null when `stopping` aborted. `onStandby` hears who has it, once per holder. */
  readonly acquire: (stopping: AbortSignal, onStandby: (holder: LeaseView) => void) => Promise<Term | null>;
}

export function createLeaseKeeper(deps: LeaseKeeperDeps): LeaseKeeper {
  const { store, owner, times, clock, log } = deps;

  /** Renews until `ended` aborts or the lease is lost, and then says so. */
  async function keep(epoch: number, grantedAt: number, ended: AbortSignal, lose: () => void): Promise<void> {
    let validFrom = grantedAt;
    const isOver = (): boolean => ended.aborted;
    const remaining = (): number => validFrom + times.ttlMs - times.marginMs - clock.monotonic();
    while (!isOver()) {
      await sleep(Math.min(times.renewEveryMs, Math.max(0, remaining())), ended);
      if (isOver()) return;
      const askedAt = clock.monotonic();
      const answer = await Promise.race([
        store.renew(owner, epoch).catch((error: unknown) => toAppError(error)),
        // A connection that fell silent must not use up the grant: another one may still be answered in time.
        sleep(Math.min(times.renewEveryMs, Math.max(0, remaining())), ended).then(() => 'late' as const),
      ]);
      if (isOver()) return;
      if (answer === true) validFrom = askedAt;
      else if (answer === false || remaining() <= 0) break;
      else log.warn('lease.renewal.failed', { epoch, code: answer === 'late' ? 'DB_UNAVAILABLE' : answer.code });
    }
    if (!isOver()) {
      log.warn('lease.lost', { epoch });
      lose();
    }
  }

  function begin(epoch: number, grantedAt: number): Term {
    const lost = new AbortController();
    const ended = new AbortController();
    const keeping = keep(epoch, grantedAt, ended.signal, () => lost.abort());
    return {
      epoch,
      lost: lost.signal,
      release: async () => {
        ended.abort();
        await keeping;
        if (lost.signal.aborted) return;
        try {
          await store.release(owner, epoch);
          log.info('lease.released', { epoch });
        } catch (error) {
          log.warn('lease.release.failed', { epoch, code: toAppError(error).code }); // it ends by itself after the TTL
        }
      },
    };
  }

  return {
    acquire: async (stopping, onStandby) => {
      let known: string | null | undefined;
      while (!stopping.aborted) {
        const askedAt = clock.monotonic();
        const wake = new AbortController();
        const off = deps.onReleased(() => wake.abort());
        const answer = await store.acquire(owner).catch((error: unknown) => toAppError(error));
        if ('kind' in answer && answer.kind === 'acquired') {
          off();
          return begin(answer.epoch, askedAt);
        }
        if ('kind' in answer && answer.owner !== known) {
          known = answer.owner;
          onStandby(answer);
        } else if (!('kind' in answer)) {
          log.warn('lease.acquire.failed', { code: answer.code });
        }
        await sleep(times.askEveryMs * (0.75 + Math.random() / 2), AbortSignal.any([stopping, wake.signal]));
        off();
      }
      return null;
    },
  };
}
