/**
 * How long the supervisor has told a child nothing, who is told something every second. Only time in which this process
 * ran counts: whoever was frozen himself, or together with the whole machine, has missed nothing yet.
 */

export interface SilenceDeps {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly limitMs: number;
  /** Once, when the silence has lasted for `limitMs`. */
  readonly onSilent: (silentMs: number) => void;
  readonly everyMs?: number;
}

export interface Silence {
  readonly heard: () => void;
  /** The limit was reached, and nothing was heard since. */
  readonly isOver: () => boolean;
  readonly close: () => void;
}

export function watchSilence(deps: SilenceDeps): Silence {
  const everyMs = deps.everyMs ?? 1_000;
  let silentMs = 0;
  let lookedAt = deps.now();
  const timer = setInterval(() => {
    const now = deps.now();
    // A later timer was kept from running. What was said meanwhile is read after it.
    silentMs += Math.min(now - lookedAt, 2 * everyMs);
    lookedAt = now;
    if (silentMs < deps.limitMs) return;
    clearInterval(timer);
    deps.onSilent(silentMs);
  }, everyMs);
  timer.unref();
  return {
    heard: () => void (silentMs = 0),
    isOver: () => silentMs >= deps.limitMs,
    close: () => clearInterval(timer),
  };
}
