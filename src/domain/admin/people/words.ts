/** People and what is given to them, in an admin's words. */
import { formatMoney } from '../../billing/money.ts';
import type { Translate } from '../../chat/contract.ts';
import { oneLine, safeLine } from '../../chat/html.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Look } from '../page-rules.ts';
import type { PersonInList } from './data.ts';
import type { TransferKind } from './pages.ts';

const NAME_LENGTH = 40;

/** Plain text: for buttons. */
export function nameOf({ walletId, person }: PersonInList, t: Translate): string {
  if (person === null) return t('admin-forgotten', { wallet: String(walletId) });
  const { firstName, username, userId } = person;
  const name = oneLine(firstName, NAME_LENGTH);
  const called = name === '' ? String(userId) : name;
  return username === null ? called : `${called} · @${oneLine(username, NAME_LENGTH)}`;
}

/** HTML. */
export const titleOf = (person: PersonInList, t: Translate): string => safeLine(nameOf(person, t), 3 * NAME_LENGTH);

/** "100 ₽", "3 генерации". Plain text. */
export function amountWords(kind: TransferKind, amount: bigint, { t, language, currency }: Look): string {
  switch (kind) {
    case 'grant':
    case 'take':
      return formatMoney(amount, currency, language);
    case 'gift':
      return t('admin-generations', { count: Number(amount) });
    default:
      return assertNever(kind);
  }
}

/** What is given or taken, as the object of a sentence: Russian has another form for it. Plain text. */
export function givenWords(kind: TransferKind, amount: bigint, look: Look): string {
  return kind === 'gift'
    ? look.t('admin-generations-given', { count: Number(amount) })
    : amountWords(kind, amount, look);
}

const REASONS: Readonly<Record<string, (t: Translate) => string>> = {
  hold: (t) => t('admin-reason-hold'),
  capture: (t) => t('admin-reason-capture'),
  release: (t) => t('admin-reason-release'),
  grant: (t) => t('admin-reason-grant'),
  take: (t) => t('admin-reason-take'),
  promo: (t) => t('admin-reason-promo'),
  referral: (t) => t('admin-reason-referral'),
  bank: (t) => t('admin-reason-bank'),
  stars: (t) => t('admin-reason-stars'),
  'stars-refund': (t) => t('admin-reason-refund'),
  'stars-refund-undone': (t) => t('admin-reason-refund-undone'),
  'refund-loss': (t) => t('admin-reason-loss'),
  cost: (t) => t('admin-reason-cost'),
};

/** Of a transfer. One that this version has no word for is called by its name. HTML. */
export function reasonWords(reason: string, t: Translate): string {
  const words = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  return words === undefined ? safeLine(reason, NAME_LENGTH) : words(t);
}
