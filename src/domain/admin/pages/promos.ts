/** All promo codes, the newest first. */
import { oneLine, paragraphs } from '../../chat/html.ts';
import type { PageRules } from '../page-rules.ts';
import { partNumber } from '../parts.ts';
import { NEW_PROMO } from '../promos/draft.ts';
import { SIGNS, standingOf, worth } from '../promos/words.ts';
import { turnTo } from '../turn-to.ts';
import { turning } from '../turning.ts';

const LABEL_LENGTH = 64;

export const promos: PageRules<'promos'> = {
  view: ({ at }, { part }, look) => {
    const { t } = look;
    return {
      text: paragraphs(t('admin-promos'), part.rows.length === 0 ? t('admin-promos-none') : t('admin-promos-signs')),
      rows: [
        ...part.rows.map((card) => {
          const { number, code, kind, amount, used, usesLimit } = card;
          const label = `${SIGNS[standingOf(card)]} ${code} · ${worth(kind, amount, look)} · ${used}/${usesLimit}`;
          return [{ text: oneLine(label, LABEL_LENGTH), command: 'promo', index: number }];
        }),
        ...turning(at, part, t),
        [{ text: t('button-admin-new-promo'), command: 'new' }],
        [{ text: t('button-back'), command: 'back' }],
      ],
    };
  },
  tap: (page, { command, index }) => {
    switch (command) {
      case 'promo':
        return index < 1 ? null : turnTo({ page: 'promo', number: index });
      case 'part':
        return turnTo({ ...page, at: partNumber(index) });
      case 'new':
        return turnTo(NEW_PROMO);
      case 'back':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
};
