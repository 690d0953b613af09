/** Waiting times that double, with jitter, so that two instances never keep step. */

export interface Backoff {
  /** The next wait in milliseconds. */
  readonly next: () => number;
  readonly reset: () => void;
}

export function createBackoff(firstMs: number, mostMs: number, random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    next: () => {
      const base = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 20));
      failures += 1;
      return Math.round(base * (0.75 + random() / 2));
    },
    reset: () => {
      failures = 0;
    },
  };
}
