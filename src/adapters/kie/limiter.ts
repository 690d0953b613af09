/** The port of the rate limit on new tasks; `adapters/postgres/kie-limiter.ts` keeps it across machines. */
export type Slot = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };

export interface CreateLimiter {
  /**
   * Resolves when one task may be created now. Rejects with KIE_RATE_LIMITED when `signal` aborts first, and with
   * DB_UNAVAILABLE when the limit cannot be asked; in both cases no slot is held.
   */
  readonly take: (signal?: AbortSignal) => Promise<void>;
  /** Asks once and never waits: for a worker that puts its job back rather than hold it. */
  readonly tryTake: () => Promise<Slot>;
}
