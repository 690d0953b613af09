/** How much to give or to take: typed, because a wrong tap would cost money. */
import { parseMoney, wholeUnits } from '../../billing/money.ts';
import { paragraphs } from '../../chat/html.ts';
import type { PageRules } from '../page-rules.ts';
import type { TransferKind } from '../people/pages.ts';
import { availableLine, mostOf } from '../people/transfer.ts';
import { titleOf } from '../people/words.ts';
import { turnTo } from '../turn-to.ts';

export const amount: PageRules<'amount'> = {
  view: ({ kind }, { card }, look) => {
    const { t } = look;
    const back = [[{ text: t('button-back'), command: 'back' }]];
    if (card === null) return { text: t('admin-person-gone'), rows: back };
    const asks: Readonly<Record<TransferKind, string>> = {
      ...{ grant: t('admin-amount-grant'), take: t('admin-amount-take'), gift: t('admin-amount-gift') },
    };
    return {
      text: paragraphs(`👤 <b>${titleOf(card, t)}</b>\n${availableLine(kind, card, look)}`, asks[kind]),
      rows: back,
    };
  },
  tap: ({ walletId }, { command }) => (command === 'back' ? turnTo({ page: 'person', walletId }) : null),
  text: (page, text, { t, context }) => {
    const { walletId, kind } = page;
    const { currency } = context.pricing;
    const isCount = kind === 'gift';
    const typed = isCount ? wholeNumber(text) : parseMoney(text, currency);
    if (typed === null) return turnTo(page, null, isCount ? t('admin-amount-no-count') : t('admin-amount-no-money'));
    if (typed > mostOf(kind, (units) => wholeUnits(units, currency))) {
      return turnTo(page, null, t('admin-amount-too-much'));
    }
    // Random and used nowhere else: an update that opens a confirmation makes no generation.
    return turnTo({ page: 'transfer', walletId, kind, amount: String(typed), key: context.newGenerationId });
  },
};

function wholeNumber(text: string): bigint | null {
  return /^[1-9]\d{0,8}$/.test(text) ? BigInt(text) : null;
}
