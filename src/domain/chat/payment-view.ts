/** What a person is told of their payments in Stars. HTML. */
import { formatMoney } from '../billing/money.ts';
import { menuButton, placeButton } from './buttons.ts';
import type { Language, Translate, View } from './contract.ts';

interface Speech {
  readonly t: Translate;
  readonly language: Language;
  readonly currency: string;
}

export interface InvoiceWords {
  /** At most 32 characters. */
  readonly title: string;
  /** At most 255 characters. */
  readonly description: string;
  readonly label: string;
}

/** Plain text, within Telegram's limits. */
export function invoiceWords({ t, language, currency }: Speech, stars: number, amount: bigint): InvoiceWords {
  const sum = formatMoney(amount, currency, language);
  return {
    title: Array.from(t('invoice-title', { amount: sum }))
      .slice(0, 32)
      .join(''),
    description: Array.from(t('invoice-description', { amount: sum }))
      .slice(0, 255)
      .join(''),
    label: t('button-stars', { stars: String(stars), amount: sum }),
  };
}

export interface PaidFacts {
  readonly amount: bigint;
  readonly balance: bigint;
  /** An order waits for the money. */
  readonly hasPending: boolean;
}

export function paidView({ t, language, currency }: Speech, { amount, balance, hasPending }: PaidFacts): View {
  const money = (sum: bigint): string => formatMoney(sum, currency, language);
  return {
    text: t('stars-paid', { amount: money(amount), balance: money(balance) }),
    keyboard: [
      ...(hasPending ? [[placeButton(t('button-resume'), 'resume')]] : []),
      [placeButton(t('button-balance'), 'balance'), menuButton(t('button-menu'))],
    ],
  };
}

export interface RefundedFacts {
  readonly stars: number;
  /** What was taken from the balance for it. */
  readonly taken: bigint;
}

export function refundedView({ t, language, currency }: Speech, { stars, taken }: RefundedFacts): View {
  return {
    text: t('stars-refunded', { stars: String(stars), amount: formatMoney(taken, currency, language) }),
    keyboard: [[menuButton(t('button-menu'))]],
  };
}

/** Why a payment is refused before it is made. Plain text. */
export type Refusal = 'unknown' | 'paid' | 'banned' | 'maintenance' | 'busy';

export function refusalText(t: Translate, why: Refusal): string {
  switch (why) {
    case 'unknown':
      return t('checkout-unknown');
    case 'paid':
      return t('checkout-paid');
    case 'banned':
      return t('checkout-banned');
    case 'maintenance':
      return t('checkout-maintenance');
    case 'busy':
      return t('checkout-busy');
  }
}

/** What the admins hear of a payment that no invoice of ours explains. Plain text. */
export function foreignPaymentText(
  { t, language, currency }: Speech,
  { payerId, stars, amount }: { readonly payerId: number; readonly stars: number; readonly amount: bigint },
): string {
  return t('admin-stars-foreign', {
    ...{ payer: String(payerId), stars: String(stars), amount: formatMoney(amount, currency, language) },
  });
}

export function refundLossText(
  { t, language, currency }: Speech,
  { payerId, stars, lost }: { readonly payerId: number | null; readonly stars: number; readonly lost: bigint },
): string {
  return t('admin-stars-loss', {
    ...{ payer: String(payerId ?? '—'), stars: String(stars), lost: formatMoney(lost, currency, language) },
  });
}

export function refundRefusedText(
  { t }: Speech,
  { payerId, stars }: { readonly payerId: number | null; readonly stars: number },
): string {
  return t('admin-stars-refused', { payer: String(payerId ?? '—'), stars: String(stars) });
}

/** What the admins hear of payments from before this database: nobody was credited for them. Plain text. */
export function historyText(
  { t }: Speech,
  { payments, stars, since }: { readonly payments: number; readonly stars: number; readonly since: Date },
): string {
  const date = `${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return t('admin-stars-history', { payments: String(payments), stars: String(stars), date });
}
