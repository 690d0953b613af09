/** The operator's own price of a model, typed. */
import { formatMoney, parseMoney } from '../../billing/money.ts';
import { escapeHtml } from '../../chat/html.ts';
import { modelTitle } from '../../chat/phrases.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

/** In whole units of any currency more than a generation costs; beyond it somebody has mistyped. */
const MOST_DIGITS = 9;

export const modelprice: PageRules<'modelprice'> = {
  view: (_page, { found }, { t, language, currency }) => ({
    text:
      found === null
        ? t('admin-model-gone')
        : t('admin-model-ask-price', {
            title: escapeHtml(modelTitle(found.model, language)),
            now: found.terms.price === null ? '—' : formatMoney(found.terms.price, currency, language),
          }),
    rows: [[{ text: t('button-back'), command: 'back' }]],
  }),
  tap: ({ modelId, query, part }, { command }) =>
    command === 'back' ? turnTo({ page: 'model', modelId, query, part }) : null,
  text: (page, text, { t, context }) => {
    const price = parseMoney(text, context.pricing.currency);
    if (price === null || String(price).length > MOST_DIGITS) {
      return turnTo(page, null, t('admin-model-price-unread'));
    }
    const { modelId, query, part } = page;
    return turnTo({ page: 'model', modelId, query, part }, { act: 'pricemodel', modelId, price });
  },
};
