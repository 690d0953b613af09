/** When an ended child comes back, and when the service gives up. Pure: time and chance come in as numbers. */

export interface RestartWindow {
  readonly ms: number;
  /** How many restarts of one child any span of `ms` milliseconds may hold. */
  readonly restarts: number;
}

export interface RestartPolicy {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Each bounds crash loops of another period; exceeding any one of them gives up. */
  readonly windows: readonly RestartWindow[];
}

export interface RestartHistory {
  /** Ends since the child last got something done. Mere uptime does not count: a slow crash loop has uptime too. */
  readonly failures: number;
  /** When it was restarted, oldest first, monotonic milliseconds; as far back as the longest window. */
  readonly restartedAt: readonly number[];
}

export type Verdict =
  { readonly kind: 'restart'; readonly at: number } | { readonly kind: 'give-up'; readonly window: RestartWindow };

/** Doubles with each failure up to the maximum; `jitter` (0 to 1) takes off up to a quarter, so that children spread. */
export function backoffMs(policy: RestartPolicy, failures: number, jitter: number): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(failures, 30));
  return Math.round(full * (1 - jitter / 4));
}

/**
 * Judged by the moment of the restart, not of the exit: with the backoff in between, counting exits would let one
 * restart too many into a window.
 */
export function decideRestart(policy: RestartPolicy, history: RestartHistory, now: number, jitter: number): Verdict {
  const at = now + backoffMs(policy, history.failures, jitter);
  const full = policy.windows.find(
    (window) => history.restartedAt.filter((earlier) => earlier > at - window.ms).length >= window.restarts,
  );
  return full === undefined ? { kind: 'restart', at } : { kind: 'give-up', window: full };
}

/** The history with a restart at `now`, without what no window can see any more. */
export function recordRestart(policy: RestartPolicy, history: RestartHistory, now: number): RestartHistory {
  const horizon = now - Math.max(0, ...policy.windows.map((window) => window.ms));
  return { ...history, restartedAt: [...history.restartedAt.filter((at) => at > horizon), now] };
}
