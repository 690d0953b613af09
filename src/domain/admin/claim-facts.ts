/** What admins see of transfers that wait for a decision. */
export interface Person {
  readonly userId: number;
  readonly firstName: string;
  readonly username: string | null;
}

export type ClaimState = 'checking' | 'open' | 'approved' | 'refused' | 'duplicate';

export interface ClaimFacts {
  readonly id: string;
  /** Null = forgotten meanwhile. */
  readonly claimant: Person | null;
  /** Minor units. */
  readonly amount: bigint;
  /** Of the claimant, as of now. */
  readonly balance: bigint;
  readonly fileKind: 'photo' | 'document';
  /** Null once it is gone. */
  readonly fileId: string | null;
  /** With every picture that came before. */
  readonly isCompared: boolean;
}

export interface ClaimsData {
  /** Of this page. */
  readonly claims: readonly ClaimFacts[];
  readonly total: number;
  /** Of the page as it is: one that has become empty gives way to the last one. */
  readonly number: number;
}
