/** The port of the rate limit on new tasks; `adapters/postgres/kie-limiter.ts` keeps it across machines. */
export type Slot = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };

export interface CreateLimiter {
  /**
   * Asks once and never waits: a worker puts its job back rather than hold it. Rejects with DB_UNAVAILABLE when the limit
   * cannot be asked; then no slot is held.
   */
  readonly tryTake: () => Promise<Slot>;
}
