/**
 * The points where money (now: the free daily allowance) is reserved and settled. The generation and its hold are
 * written in one transaction; capture and release exclude each other.
 */
export interface HoldRequest {
  readonly generationId: string;
  readonly userId: number;
  /** KIE credits quoted. */
  readonly credits: number;
}

/** `Tx` is the adapter's transaction; domain code never looks inside. */
export interface Billing<Tx> {
  /** What the person has today. Locks nothing. */
  readonly allowance: (tx: Tx, userId: number) => Promise<{ readonly limit: number; readonly left: number }>;
  /** False = nothing left; then nothing was written. The caller holds the person's row lock. */
  readonly hold: (tx: Tx, request: HoldRequest) => Promise<boolean>;
  /** After Telegram accepted the delivery. A second settlement of the same generation is a no-op. */
  readonly capture: (tx: Tx, generationId: string) => Promise<void>;
  /** On every other end. A second settlement of the same generation is a no-op. */
  readonly release: (tx: Tx, generationId: string) => Promise<void>;
}
