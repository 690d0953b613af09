/** The panel's pages about promo codes, and their actions. */
import * as z from 'zod';
import { PartNumber } from '../parts.ts';
import { Amount } from '../people/pages.ts';

export const PromoKind = z.enum(['money', 'generations']);
export type PromoKind = z.infer<typeof PromoKind>;

export const MOST_USES = 100_000;
export const MOST_DAYS = 3_650;
/** As the table takes it, of letters that every keyboard finds. */
export const PROMO_CODE = /^[A-Z0-9_-]{3,32}$/;

export const PROMO_PAGES = [
  z.object({ page: z.literal('promos'), at: PartNumber }),
  /** `number`: the how-manieth code that was ever made. Codes are never deleted, so it stays the same one. */
  z.object({ page: z.literal('promo'), number: z.int().min(1) }),
  z.object({
    page: z.literal('newpromo'),
    code: z.string().regex(PROMO_CODE).nullable(),
    kind: PromoKind.nullable(),
    amount: Amount.nullable(),
    uses: z.int().min(1).max(MOST_USES).nullable(),
    /** 0 = for ever; null = not asked yet. */
    days: z.int().min(0).max(MOST_DAYS).nullable(),
  }),
] as const;

export interface PromoDraft {
  readonly code: string;
  readonly kind: PromoKind;
  readonly amount: string;
  readonly uses: number;
  readonly days: number;
}

export type PromoAction =
  | ({ readonly act: 'newpromo' } & PromoDraft)
  | { readonly act: 'promo'; readonly number: number; readonly isActive: boolean };
