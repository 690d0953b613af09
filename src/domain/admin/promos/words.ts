import { formatMoney } from '../../billing/money.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Look } from '../page-rules.ts';
import type { PromoCard } from './data.ts';
import type { PromoKind } from './pages.ts';

/** "100 ₽", "3 генерации". Plain text. */
export function worth(kind: PromoKind, amount: bigint, { t, language, currency }: Look): string {
  switch (kind) {
    case 'money':
      return formatMoney(amount, currency, language);
    case 'generations':
      return t('admin-generations', { count: Number(amount) });
    default:
      return assertNever(kind);
  }
}

type Standing = 'works' | 'off' | 'expired' | 'used-up';

export function standingOf({ isActive, isExpired, used, usesLimit }: PromoCard): Standing {
  if (!isActive) return 'off';
  if (isExpired) return 'expired';
  return used >= usesLimit ? 'used-up' : 'works';
}

/** One sign for the list. */
export const SIGNS: Readonly<Record<Standing, string>> = { works: '🟢', off: '⏸', expired: '⌛', 'used-up': '⚪' };

export function standingWords(standing: Standing, { t }: Look): string {
  switch (standing) {
    case 'works':
      return t('admin-promo-works');
    case 'off':
      return t('admin-promo-off');
    case 'expired':
      return t('admin-promo-expired');
    case 'used-up':
      return t('admin-promo-used-up');
    default:
      return assertNever(standing);
  }
}
