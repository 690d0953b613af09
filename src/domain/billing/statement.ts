/** What a person sees of their account: its last operations, and what their invitations came to. */

/** One change of what can be spent: money in minor units, or free generations that were given. */
export interface StatementLine {
  readonly reason:
    | ('hold' | 'capture' | 'release' | 'cost' | 'grant' | 'take' | 'promo' | 'referral' | 'bank')
    | ('stars' | 'stars-refund' | 'stars-refund-undone' | 'refund-loss');
  readonly unit: 'money' | 'generations';
  /** Below zero: it was taken. */
  readonly amount: bigint;
  /** Of the generation that it belongs to. */
  readonly modelId: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Invitations {
  /** Who came by the link. */
  readonly came: number;
  /** Of them, who has a first result. */
  readonly rewarded: number;
  /** Free generations that the inviter got for them. */
  readonly earned: number;
}
