import type { ChildLink } from '../../supervisor/child-link.ts';

/** Longer than polling takes to load on a slow machine, and nobody misses the queue for so long. */
const AT_MOST_MS = 3_000;

/**
 * People wait for the child that polls, and three that load their code at once on two cores hold each other up: this one
 * begins when the other one polls or stands by, or when there is none. Never rejects.
 */
export async function pollingFirst(link: Pick<ChildLink, 'onPeers'>, atMostMs = AT_MOST_MS): Promise<void> {
  const waited = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => waited.resolve(undefined), atMostMs);
  link.onPeers(({ children }) => {
    const polling = children.find(({ name }) => name === 'polling');
    const isPreparing = polling?.state === 'ready' && (polling.status['role'] ?? 'starting') === 'starting';
    if (polling?.state !== 'starting' && !isPreparing) waited.resolve(undefined);
  });
  await waited.promise;
  clearTimeout(timer);
}
