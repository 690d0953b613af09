/** One promo code: what it gives, how often it was used, and its switch. */
import { paragraphs, safeLine } from '../../chat/html.ts';
import { moment } from '../moment.ts';
import type { PageRules } from '../page-rules.ts';
import { SIGNS, standingOf, standingWords, worth } from '../promos/words.ts';
import { turnTo } from '../turn-to.ts';

const CODE_LENGTH = 32;

export const promo: PageRules<'promo'> = {
  view: (_page, { card, timeZone }, look) => {
    const { t, language } = look;
    const back = [{ text: t('button-back'), command: 'back' }];
    if (card === null) return { text: t('admin-promo-gone'), rows: [back] };
    const { code, kind, amount, used, usesLimit, expiresAt, isActive } = card;
    const standing = standingOf(card);
    return {
      text: paragraphs(
        `🎁 <code>${safeLine(code, CODE_LENGTH)}</code>\n${SIGNS[standing]} ${standingWords(standing, look)}`,
        [
          t('admin-promo-gives', { worth: worth(kind, amount, look) }),
          t('admin-promo-used', { used: String(used), limit: String(usesLimit) }),
          t('admin-promo-given', { sum: worth(kind, amount * BigInt(used), look) }),
          expiresAt === null
            ? t('admin-promo-forever')
            : t('admin-promo-until', { until: moment(expiresAt, language, timeZone) }),
          t('admin-promo-made', { at: moment(card.createdAt, language, timeZone), admin: String(card.createdBy) }),
        ].join('\n'),
      ),
      rows: [
        [
          isActive
            ? { text: t('button-admin-switch-off'), command: 'off' }
            : { text: t('button-admin-switch-on'), command: 'on' },
        ],
        back,
      ],
    };
  },
  tap: ({ number }, { command }) => {
    switch (command) {
      case 'on':
      case 'off':
        return turnTo({ page: 'promo', number }, { act: 'promo', number, isActive: command === 'on' });
      case 'back':
        return turnTo({ page: 'promos', at: 0 });
      default:
        return null;
    }
  },
};
