/** KIE's limits (20 creates per 10 s per account, 10 polls per second per task, one catalog call per second). */

export interface SlidingWindow {
  /** Counts a request of `key`; false when it is one too many. Refused requests are not counted. */
  readonly admit: (key: string, limit: number, windowMs: number) => boolean;
}

export function createSlidingWindow(now: () => number): SlidingWindow {
  const seen = new Map<string, number[]>();
  return {
    admit: (key, limit, windowMs) => {
      const at = now();
      const recent = (seen.get(key) ?? []).filter((time) => time > at - windowMs);
      const admitted = recent.length < limit;
      if (admitted) recent.push(at);
      seen.set(key, recent);
      return admitted;
    },
  };
}
