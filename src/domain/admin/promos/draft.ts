/** A promo code that is being made: one question after the other, in this order. */
import { parseMoney, wholeUnits } from '../../billing/money.ts';
import type { AdminPageAt } from '../page.ts';
import { mostOf } from '../people/transfer.ts';
import { MOST_DAYS, MOST_USES, PROMO_CODE, type PromoDraft } from './pages.ts';

type Draft = AdminPageAt<'newpromo'>;

export const NEW_PROMO: Draft = { page: 'newpromo', code: null, kind: null, amount: null, uses: null, days: null };

const STEPS = ['code', 'kind', 'amount', 'uses', 'days'] as const;
export type Step = (typeof STEPS)[number];

/** The question that is open; null = everything is known. */
export const openStep = (draft: Draft): Step | null => STEPS.find((step) => draft[step] === null) ?? null;

/** One question back; null = there is none before it. */
export function stepBack(draft: Draft): Draft | null {
  const last = STEPS.findLast((step) => draft[step] !== null);
  return last === undefined ? null : { ...draft, [last]: null };
}

export function complete({ code, kind, amount, uses, days }: Draft): PromoDraft | null {
  if (code === null || kind === null || amount === null || uses === null || days === null) return null;
  return { code, kind, amount, uses, days };
}

function wholeNumber(text: string, most: number): number | null {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
}

function amountFrom(draft: Draft, text: string, currency: string): string | null {
  const isMoney = draft.kind === 'money';
  const typed = isMoney ? parseMoney(text, currency) : BigInt(wholeNumber(text, MOST_USES) ?? 0);
  const most = mostOf(isMoney ? 'grant' : 'gift', (units) => wholeUnits(units, currency));
  return typed === null || typed < 1n || typed > most ? null : String(typed);
}

/** With what was typed to the open question; null = it is no answer to it. */
export function withTyped(draft: Draft, text: string, currency: string): Draft | null {
  const step = openStep(draft);
  switch (step) {
    case 'code': {
      const code = text.toUpperCase();
      return PROMO_CODE.test(code) ? { ...draft, code } : null;
    }
    case 'amount': {
      const amount = amountFrom(draft, text, currency);
      return amount === null ? null : { ...draft, amount };
    }
    case 'uses': {
      const uses = wholeNumber(text, MOST_USES);
      return uses === null ? null : { ...draft, uses };
    }
    case 'days': {
      const days = wholeNumber(text, MOST_DAYS);
      return days === null ? null : { ...draft, days };
    }
    case 'kind':
    case null:
      return null;
  }
}
