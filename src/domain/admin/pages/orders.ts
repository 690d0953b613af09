/** What a person had made, the newest first, with what only an admin sees: why it failed, and credits. */
import { formatMoney } from '../../billing/money.ts';
import { paragraphs, safeLine } from '../../chat/html.ts';
import { decimal } from '../../chat/words/decimal.ts';
import { moment } from '../moment.ts';
import type { Look, PageRules } from '../page-rules.ts';
import { partNumber } from '../parts.ts';
import type { PersonsOrder } from '../people/data.ts';
import { failureWords, generationWords, paymentWords } from '../state-words.ts';
import { turnTo } from '../turn-to.ts';
import { turning } from '../turning.ts';

const MODEL_LENGTH = 48;
const CODE_LENGTH = 24;
const WHY_LENGTH = 48;

export const orders: PageRules<'orders'> = {
  view: ({ walletId, at }, { part, timeZone }, look) => {
    const { t } = look;
    return {
      text: paragraphs(
        t('admin-orders', { wallet: String(walletId) }),
        part.rows.length === 0 ? t('admin-nothing-here') : null,
        ...part.rows.map((order) => lines(order, timeZone, look)),
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

function lines(order: PersonsOrder, timeZone: string, { t, language, currency }: Look): string {
  const { id, modelId, state, failure, price, paidBy, credits, at } = order;
  const why = failure === null ? '' : ` (${safeLine(failureWords(failure, t), WHY_LENGTH)})`;
  return [
    `${moment(at, language, timeZone)} · <code>${safeLine(id, CODE_LENGTH)}</code>`,
    `${safeLine(modelId, MODEL_LENGTH)} — ${generationWords(state, t)}${why}`,
    t('admin-order-cost', {
      price: price === null ? '—' : formatMoney(price, currency, language),
      payment: paymentWords(paidBy, t),
      credits: credits === null ? '—' : decimal(t, credits),
    }),
  ].join('\n');
}
