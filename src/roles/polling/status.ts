/** What `/ready` and the supervisor learn about polling. */
import type { AppError } from '../../shared/errors.ts';
import type { ChildLink } from '../../supervisor/child-link.ts';
import { POLL_TIMEOUT_SECONDS } from './poll-loop.ts';

export type PollingRole = 'starting' | 'standby' | 'polling' | 'conflict';

export interface PollingStatus {
  readonly set: (role: PollingRole, epoch?: number, owner?: string | null) => void;
  /** A getUpdates came back well. True for the first one of this process. */
  readonly polled: () => boolean;
  /** A getUpdates begins: from now on silence counts, if it did not before. */
  readonly asking: () => void;
  /** Waiting after an answer, however bad, is no deafness: another process would fare no better. Silence is. */
  readonly failed: (error: AppError) => void;
  /** Whether silence would now mean a deaf poller. */
  readonly expectProgress: (expected: boolean) => void;
}

/** A poller without a finished getUpdates for its own timeout and half a minute more is deaf. */
const DEAF_AFTER_MS = (POLL_TIMEOUT_SECONDS + 30) * 1_000;

export function createPollingStatus(link: ChildLink, owner: string, now: () => number): PollingStatus {
  let role: PollingRole = 'starting';
  let epoch = 0;
  let holder: string | null = null;
  let lastPollAt: number | null = null;
  let hasPolled = false;

  const expectProgress = (expected: boolean): void => link.progress.expectWithin(expected ? DEAF_AFTER_MS : null);
  const tell = (): void => link.setStatus({ role, leaseOwner: holder, leaseEpoch: epoch, lastPollAt });

  return {
    set: (next, nextEpoch = epoch, nextOwner = owner) => {
      role = next;
      epoch = nextEpoch;
      holder = nextOwner;
      link.progress.expectWithin(next === 'polling' ? DEAF_AFTER_MS : null);
      tell();
    },
    polled: () => {
      lastPollAt = now();
      link.progress.bump();
      if (role !== 'polling') {
        role = 'polling';
        link.progress.expectWithin(DEAF_AFTER_MS);
      }
      tell();
      const isFirst = !hasPolled;
      hasPolled = true;
      return isFirst;
    },
    asking: () => expectProgress(true),
    failed: (error) => {
      if (error.details['silent'] !== true) expectProgress(false);
    },
    expectProgress,
  };
}
