/** What this process knows of the others: everything comes over IPC, so nothing here can wait for a database. */
import { type MetricSource, toSnapshots } from '../../adapters/metrics/snapshot.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ChildLink, Peers } from '../../supervisor/child-link.ts';

export interface Supervision {
  /** The supervisor's last report; undefined before the first. */
  readonly peers: Peers | undefined;
  /** Milliseconds since that report; null before the first. */
  readonly silentForMs: number | null;
  /** The supervisor said that the whole service ends for good. */
  readonly isGivingUp: boolean;
  /** The last figures of every other child that still sends some. */
  readonly metrics: readonly MetricSource[];
}

/** Figures of a child that stopped sending are dropped after this long, so that a dead child shows none. */
const METRICS_LIFE_MS = 30_000;

/** Starts to listen; the function returned takes a look. */
export function watchSupervision(
  link: Pick<ChildLink, 'onPeers' | 'onMetrics' | 'onGiveUp'>,
  clock: Pick<Clock, 'monotonic'>,
): () => Supervision {
  let last: { readonly peers: Peers; readonly at: number } | undefined;
  let isGivingUp = false;
  const received = new Map<string, { readonly source: MetricSource; readonly at: number }>();

  link.onPeers((peers) => {
    last = { peers, at: clock.monotonic() };
  });
  link.onGiveUp(() => {
    isGivingUp = true;
  });
  link.onMetrics((from, metrics) => {
    received.set(from, { source: { process: from, metrics: toSnapshots(metrics) }, at: clock.monotonic() });
  });

  return () => {
    const now = clock.monotonic();
    return {
      peers: last?.peers,
      silentForMs: last === undefined ? null : now - last.at,
      isGivingUp,
      metrics: [...received.values()].filter(({ at }) => now - at <= METRICS_LIFE_MS).map(({ source }) => source),
    };
  };
}
