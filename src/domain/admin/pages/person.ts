/** The card of one person, or of a wallet that is nobody's any more. */
import { formatMoney } from '../../billing/money.ts';
import { paragraphs, safeLine } from '../../chat/html.ts';
import { moment } from '../moment.ts';
import type { Look, PageRules } from '../page-rules.ts';
import type { PersonCard } from '../people/data.ts';
import { titleOf } from '../people/words.ts';
import { turnTo } from '../turn-to.ts';

export const person: PageRules<'person'> = {
  view: (_page, data, look) => {
    const { t } = look;
    const { card } = data;
    const back = [{ text: t('button-back'), command: 'back' }];
    if (card === null) return { text: t('admin-person-gone'), rows: [back] };
    return {
      text: paragraphs(
        `👤 <b>${titleOf(card, t)}</b>`,
        whoLines(card, data.timeZone, look),
        card.isBanned ? t('admin-person-banned') : null,
        purseLines(card, data.dailyLimit, look),
        workLines(card, look),
      ),
      rows: [
        [
          { text: t('button-admin-grant'), command: 'grant' },
          { text: t('button-admin-take'), command: 'take' },
        ],
        [{ text: t('button-admin-gift'), command: 'gift' }],
        [
          { text: t('button-admin-operations'), command: 'operations' },
          { text: t('button-admin-orders'), command: 'orders' },
        ],
        [{ text: t('button-admin-payments'), command: 'payments' }],
        [
          card.isBanned
            ? { text: t('button-admin-unban'), command: 'unban' }
            : { text: t('button-admin-ban'), command: 'ban' },
        ],
        back,
      ],
    };
  },
  tap: ({ walletId }, { command }) => {
    switch (command) {
      case 'grant':
      case 'take':
      case 'gift':
        return turnTo({ page: 'amount', walletId, kind: command });
      case 'payments':
        return turnTo({ page: 'payments', walletId });
      case 'operations':
      case 'orders':
        return turnTo({ page: command, walletId, at: 0 });
      case 'ban':
      case 'unban':
        return turnTo({ page: 'person', walletId }, { act: 'ban', walletId, isBanned: command === 'ban' });
      case 'back':
        return turnTo({ page: 'people', query: null, at: 0 });
      default:
        return null;
    }
  },
};

const LANGUAGE_LENGTH = 12;

function whoLines({ walletId, person: who, seen }: PersonCard, timeZone: string, { t, language }: Look): string {
  const wallet = t('admin-person-wallet', { wallet: String(walletId) });
  if (who === null || seen === null) return wallet;
  const spoken = safeLine(seen.language ?? '', LANGUAGE_LENGTH);
  return [
    t('admin-person-id', { id: String(who.userId) }),
    wallet,
    t('admin-person-language', { language: spoken === '' ? '—' : spoken }),
    t('admin-person-seen', {
      ...{ first: moment(seen.first, language, timeZone), last: moment(seen.last, language, timeZone) },
    }),
    ...(seen.hasBlockedBot ? [t('admin-person-blocked')] : []),
  ].join('\n');
}

function purseLines(card: PersonCard, limit: number, { t, language, currency }: Look): string {
  const sum = (amount: bigint): string => formatMoney(amount, currency, language);
  return [
    t('admin-person-money', { available: sum(card.available), held: sum(card.held) }),
    t('admin-person-gifts', { bonus: String(card.bonus), held: String(card.bonusHeld) }),
    t('admin-person-free', { left: Math.max(0, limit - card.usedToday), limit }),
    t('admin-person-spent', { spent: sum(card.spent) }),
  ].join('\n');
}

function workLines({ generations, invitedBy, invited, referralCode }: PersonCard, { t }: Look): string {
  const { total, delivered, failed } = generations;
  return [
    t('admin-person-generations', {
      ...{ total: String(total), delivered: String(delivered), failed: String(failed) },
    }),
    invitedBy === null ? null : t('admin-person-invited-by', { wallet: String(invitedBy) }),
    t('admin-person-invited', { invited: String(invited), code: safeLine(referralCode, 40) }),
  ]
    .filter((line) => line !== null)
    .join('\n');
}
