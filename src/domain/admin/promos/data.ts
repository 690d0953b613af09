import type { Part } from '../parts.ts';
import type { PromoKind } from './pages.ts';

export interface PromoCard {
  /** The how-manieth code that was ever made. */
  readonly number: number;
  readonly code: string;
  readonly kind: PromoKind;
  /** Minor units, or generations. */
  readonly amount: bigint;
  readonly used: number;
  readonly usesLimit: number;
  readonly expiresAt: Date | null;
  readonly isExpired: boolean;
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly createdBy: number;
}

export interface PromosData {
  readonly promos: { readonly part: Part<PromoCard> };
  readonly promo: { readonly card: PromoCard | null; readonly timeZone: string };
  readonly newpromo: null;
}
