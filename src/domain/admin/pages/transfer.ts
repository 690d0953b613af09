/** The last look before somebody has more or less. */
import { assertNever } from '../../../shared/assert-never.ts';
import { paragraphs } from '../../chat/html.ts';
import type { Look, PageRules } from '../page-rules.ts';
import type { TransferKind } from '../people/pages.ts';
import { balanceAfter, balanceOf } from '../people/transfer.ts';
import { amountWords, givenWords, titleOf } from '../people/words.ts';
import { turnTo } from '../turn-to.ts';

export const transfer: PageRules<'transfer'> = {
  view: ({ kind, amount }, { card }, look) => {
    const { t } = look;
    const back = { text: t('button-back'), command: 'back' };
    if (card === null) return { text: t('admin-person-gone'), rows: [[back]] };
    const after = balanceAfter(kind, card, BigInt(amount));
    const words = (value: bigint): string => amountWords(kind, value, look);
    const facts = `👤 <b>${titleOf(card, t)}</b>\n${question(kind, givenWords(kind, BigInt(amount), look), look)}`;
    if (after < 0n) {
      const short = t('admin-transfer-short', { balance: words(balanceOf(kind, card)) });
      return { text: paragraphs(facts, short), rows: [[back]] };
    }
    const change = t('admin-transfer-change', { before: words(balanceOf(kind, card)), after: words(after) });
    return {
      text: paragraphs(facts, change),
      rows: [[{ text: t('button-admin-confirm'), command: 'confirm' }], [back]],
    };
  },
  tap: ({ walletId, kind, amount, key }, { command }) => {
    switch (command) {
      case 'confirm':
        return turnTo({ page: 'person', walletId }, { act: 'transfer', walletId, kind, amount, key });
      case 'back':
        return turnTo({ page: 'amount', walletId, kind });
      default:
        return null;
    }
  },
};

function question(kind: TransferKind, amount: string, { t }: Look): string {
  switch (kind) {
    case 'grant':
      return t('admin-transfer-grant', { amount });
    case 'take':
      return t('admin-transfer-take', { amount });
    case 'gift':
      return t('admin-transfer-gift', { amount });
    default:
      return assertNever(kind);
  }
}
