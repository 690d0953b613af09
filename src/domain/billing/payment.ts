/** Who pays for a generation: the free allowance of the day, a free one that was given, or the person's money. */
import { assertNever } from '../../shared/assert-never.ts';

export type PaidBy = 'daily' | 'bonus' | 'money' | 'nothing';

export interface Payment {
  readonly by: PaidBy;
  /** Minor units, also where something free pays for it. */
  readonly price: bigint;
}

/** What a person has, in minor units and free generations. */
export interface Purse {
  readonly available: bigint;
  /** Reserved for what is under way. */
  readonly held: bigint;
  /** Free generations that were given for good. */
  readonly bonus: number;
  /** Free generations of today. */
  readonly daily: { readonly limit: number; readonly left: number };
  /** Paid, or reserved to be paid, since midnight. */
  readonly spentToday: bigint;
}

export interface PaymentTerms {
  /** KIE credits that a free generation may cost the operator at most. */
  readonly freeMaxCredits: number;
  /** Minor units that a person may spend in a day; null = no limit. */
  readonly dailySpendLimit: bigint | null;
}

export interface SaleTerms extends PaymentTerms {
  /** How the balance can be filled with Telegram Stars; `amount` in minor units. */
  readonly starPackages: readonly { readonly stars: number; readonly amount: bigint }[];
  /** Where to transfer money to, as the operator wrote it; null = transfers are not taken. */
  readonly paymentDetails: string | null;
  /** Free generations for each side of an invitation; 0 = nobody is invited. */
  readonly referralBonus: number;
  /** Nothing is sold for a while. */
  readonly isMaintenance: boolean;
}

export const canTopUp = ({ starPackages, paymentDetails }: SaleTerms): boolean =>
  starPackages.length > 0 || paymentDetails !== null;

export interface Bill {
  readonly price: bigint;
  /** Null = nobody knows what it will cost the operator, so it is never free. */
  readonly credits: number | null;
}

export type PaymentChoice =
  | { readonly ok: true; readonly payment: Payment }
  | { readonly ok: false; readonly why: 'short'; readonly missing: bigint }
  | { readonly ok: false; readonly why: 'spend-limit'; readonly limit: bigint };

export function mayBeFree({ credits }: Pick<Bill, 'credits'>, { freeMaxCredits }: PaymentTerms): boolean {
  return credits !== null && credits <= freeMaxCredits;
}

/** What costs nothing uses nothing up; else what expires today is used first, what was given second, money last. */
export function choosePayment(bill: Bill, purse: Purse, terms: PaymentTerms): PaymentChoice {
  const { price } = bill;
  if (price === 0n) return { ok: true, payment: { by: 'nothing', price } };
  if (mayBeFree(bill, terms)) {
    if (purse.daily.left > 0) return { ok: true, payment: { by: 'daily', price } };
    if (purse.bonus > 0) return { ok: true, payment: { by: 'bonus', price } };
  }
  if (terms.dailySpendLimit !== null && purse.spentToday + price > terms.dailySpendLimit) {
    return { ok: false, why: 'spend-limit', limit: terms.dailySpendLimit };
  }
  if (purse.available < price) return { ok: false, why: 'short', missing: price - purse.available };
  return { ok: true, payment: { by: 'money', price } };
}

/** What the person really pays. */
export function charge({ by, price }: Payment): bigint {
  switch (by) {
    case 'money':
      return price;
    case 'daily':
    case 'bonus':
    case 'nothing':
      return 0n;
    default:
      return assertNever(by);
  }
}
