/** What came into a wallet and went out of it, the newest first. */
import { formatMoney } from '../../billing/money.ts';
import { paragraphs, safeLine } from '../../chat/html.ts';
import { moment } from '../moment.ts';
import type { Look, PageRules } from '../page-rules.ts';
import { partNumber } from '../parts.ts';
import type { WalletOperation } from '../people/data.ts';
import { reasonWords } from '../people/words.ts';
import { turnTo } from '../turn-to.ts';
import { turning } from '../turning.ts';

const ACTOR_LENGTH = 30;

export const operations: PageRules<'operations'> = {
  view: ({ walletId, at }, { part, timeZone }, look) => {
    const { t } = look;
    return {
      text: paragraphs(
        t('admin-operations', { wallet: String(walletId) }),
        part.rows.length === 0 ? t('admin-nothing-here') : null,
        ...part.rows.map((operation) => line(operation, timeZone, look)),
      ),
      rows: [...turning(at, part, t), [{ text: t('button-back'), command: 'back' }]],
    };
  },
  tap: (page, { command, index }) => {
    switch (command) {
      case 'part':
        return turnTo({ ...page, at: partNumber(index) });
      case 'back':
        return turnTo({ page: 'person', walletId: page.walletId });
      default:
        return null;
    }
  },
};

function line({ reason, actor, isGenerations, amount, at }: WalletOperation, timeZone: string, look: Look): string {
  const { t, language, currency } = look;
  const size = isGenerations ? `${amount} 🎟` : formatMoney(amount, currency, language);
  const sum = amount > 0n ? `+${size}` : size;
  return t('admin-operation', {
    ...{
      at: moment(at, language, timeZone),
      sum,
      reason: reasonWords(reason, t),
      actor: safeLine(actor, ACTOR_LENGTH),
    },
  });
}
