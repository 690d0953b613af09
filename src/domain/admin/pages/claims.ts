/** Transfers of money that wait for a decision, the oldest first. Deciding is done under the picture, which names its claim. */
import { formatMoney } from '../../billing/money.ts';
import { rowsOf } from '../../chat/form/question.ts';
import { paragraphs } from '../../chat/html.ts';
import type { ClaimFacts } from '../claim-facts.ts';
import { claimKey, personLine } from '../claim-words.ts';
import type { Look, PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

export const CLAIMS_ON_PAGE = 8;

export const claims: PageRules<'claims'> = {
  view: (_page, { claims: shown, total, number }, look) => {
    const { t } = look;
    const first = number * CLAIMS_ON_PAGE;
    return {
      text: paragraphs(
        t('admin-claims', { count: total }),
        shown.map((claim, place) => line(claim, first + place, look)).join('\n'),
        shown.length === 0 ? null : t('admin-claims-hint'),
      ),
      rows: [
        ...rowsOf(
          shown.map((claim, place) => claimKey(claim, first + place, look)),
          2,
        ),
        turning(number, total, look),
        [{ text: t('button-admin-refresh'), command: 'page', index: number }],
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-menu'), command: 'menu' },
        ],
      ].filter((row) => row.length > 0),
    };
  },
  tap: (page, { command, index }) => {
    switch (command) {
      case 'claim':
        return index < 0 ? null : turnTo(page, { act: 'claim', index });
      case 'page':
        return index < 0 ? null : turnTo({ page: 'claims', number: index });
      case 'back':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
};

const line = ({ claimant, amount }: ClaimFacts, index: number, { t, language, currency }: Look): string =>
  `${index + 1}. <b>${formatMoney(amount, currency, language)}</b> — ${personLine(t, claimant)}`;

function turning(number: number, total: number, { t }: Look): { text: string; command: string; index: number }[] {
  const more = (number + 1) * CLAIMS_ON_PAGE < total;
  return [
    ...(number === 0 ? [] : [{ text: t('button-previous'), command: 'page', index: number - 1 }]),
    ...(more ? [{ text: t('button-next'), command: 'page', index: number + 1 }] : []),
  ];
}
