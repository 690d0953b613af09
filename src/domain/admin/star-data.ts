/** What the pages about Stars show. */
export interface PaymentLine {
  readonly stars: number;
  readonly amount: bigint;
  readonly paidAt: Date;
  readonly isReconciled: boolean;
  /** Null = nobody asked for one. */
  readonly refund: 'asked' | 'done' | 'refused' | null;
}

export interface PackagesData {
  readonly packages: readonly { readonly stars: number; readonly amount: bigint; readonly isByRate: boolean }[];
  /** As the environment says: nobody changed them. */
  readonly isUsual: boolean;
}
