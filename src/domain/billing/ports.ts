/**
 * Where what a generation costs is reserved and settled. The generation, its hold and its job are written in one
 * transaction; capture and release exclude each other.
 */
import type { Payment, Purse } from './payment.ts';

export interface HoldRequest {
  readonly generationId: string;
  readonly userId: number;
  readonly payment: Payment;
}

export interface OpenedPurse extends Purse {
  readonly walletId: number;
  readonly isBanned: boolean;
  /** For the person's own invitations. */
  readonly referralCode: string;
  /** The wallet was made just now: nobody has seen this person before. */
  readonly isNew: boolean;
}

/** `Tx` is the adapter's transaction; domain code never looks inside. */
export interface Billing<Tx> {
  /** What the person has. Makes the wallet of somebody new; locks nothing else. */
  readonly purse: (tx: Tx, userId: number) => Promise<OpenedPurse>;
  /** What those of these people have who have a wallet. Locks nothing. */
  readonly purses: (tx: Tx, userIds: readonly number[]) => Promise<ReadonlyMap<number, OpenedPurse>>;
  /** False = it is not there (any more); then nothing was written. The caller holds the person's row lock. */
  readonly hold: (tx: Tx, request: HoldRequest) => Promise<boolean>;
  /** After Telegram accepted the delivery. A second settlement of the same generation is a no-op. */
  readonly capture: (tx: Tx, generationId: string) => Promise<void>;
  /** On every other end. A second settlement of the same generation is a no-op. */
  readonly release: (tx: Tx, generationId: string) => Promise<void>;
}
