/** What a poller knows of troubles that end when polling works: a foreign poller, and a service that crashed too often. */
import type { Alerts } from '../../adapters/postgres/alerts.ts';
import { troubleKey } from '../../domain/admin/trouble.ts';

export interface StandingAlerts {
  /** A getUpdates came back well. */
  readonly polled: () => void;
  readonly conflicted: () => void;
}

/** A foreign poller is refused in its turn now and then, and is not gone for that. */
const CONFLICT_OVER_MS = 60_000;
/** A crash loop of any period that would end the service again is shorter. */
const CRASHES_OVER_MS = 600_000;

export function createStandingAlerts(alerts: Alerts, monotonic: () => number): StandingAlerts {
  let wellSince: number | null = null;
  const cleared = new Set<string>();

  function endAfter(waitMs: number, key: string): void {
    if (wellSince === null || cleared.has(key) || monotonic() - wellSince < waitMs) return;
    cleared.add(key);
    void alerts.clear(key);
  }

  return {
    polled: () => {
      wellSince ??= monotonic();
      endAfter(CONFLICT_OVER_MS, troubleKey({ subject: 'conflict' }));
      endAfter(CRASHES_OVER_MS, troubleKey({ subject: 'gave-up' }));
    },
    conflicted: () => {
      wellSince = null;
      cleared.clear();
      void alerts.raise({ subject: 'conflict' });
    },
  };
}
