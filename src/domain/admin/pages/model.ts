/** The card of one model: what it is sold for, what it brings and costs, and whether people see it. */
import type { Translate } from '../../chat/contract.ts';
import { formatMoney } from '../../billing/money.ts';
import { escapeHtml, paragraphs, safeLine } from '../../chat/html.ts';
import { duration, modelTitle } from '../../chat/phrases.ts';
import { worthOf } from '../kie-cost.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';
import { amountOf, rateOf } from '../words.ts';
import { marksOf } from './models.ts';

export const model: PageRules<'model'> = {
  view: (_page, { found }, { t, language, currency }) => {
    const back = [{ text: t('button-back'), command: 'back' }];
    if (found === null) return { text: t('admin-model-gone'), rows: [back] };
    const { model: shown, terms, figures, least, credits, pricing, drifts } = found;
    const money = (sum: bigint): string => formatMoney(sum, currency, language);
    const cost = worthOf(figures.credits, pricing);
    const price = terms.price ?? least;
    return {
      text: paragraphs(
        `${marksOf(found)}<b>${escapeHtml(modelTitle(shown, language))}</b>\n<code>${safeLine(shown.id, 120)}</code>`,
        [
          terms.isHidden ? t('admin-model-hidden') : null,
          shown.status === 'withdrawn' ? t('admin-model-withdrawn') : null,
          price === null ? t('admin-model-unpriced') : null,
          terms.price === null ? null : t('admin-model-own-price', { price: money(terms.price) }),
          least === null ? null : leastWords(money(least), terms.price !== null, t),
          credits === null ? null : t('admin-model-credits', { credits: amountOf(credits, language) }),
          t('admin-model-time', { time: duration(t, shown.usualSeconds) }),
        ]
          .filter((line) => line !== null)
          .join('\n'),
        t('admin-model-figures', {
          ...{ delivered: figures.delivered, failed: figures.failed, rate: rateOf(figures) },
          ...{ revenue: money(figures.revenue), cost: money(cost), margin: money(figures.revenue - cost) },
          credits: amountOf(figures.credits, language),
        }),
      ),
      rows: [
        [
          terms.isHidden
            ? { text: t('button-admin-model-show'), command: 'show' }
            : { text: t('button-admin-model-hide'), command: 'hide' },
          { text: t('button-admin-model-price'), command: 'price' },
        ],
        ...(terms.price === null ? [] : [[{ text: t('button-admin-model-unprice'), command: 'unprice' }]]),
        ...(drifts === 0
          ? []
          : [[{ text: t('button-admin-model-drifts', { count: String(drifts) }), command: 'drifts' }]]),
        back,
      ],
    };
  },
  tap: (page, { command }) => {
    const { modelId, query, part } = page;
    switch (command) {
      case 'hide':
      case 'show':
        return turnTo(page, { act: 'hidemodel', modelId, isHidden: command === 'hide' });
      case 'price':
        return turnTo({ page: 'modelprice', modelId, query, part });
      case 'unprice':
        return turnTo(page, { act: 'pricemodel', modelId, price: null });
      case 'drifts':
        return turnTo({ page: 'drifts', modelId, shown: [] });
      case 'back':
        return turnTo({ page: 'models', query, part, shown: [] });
      default:
        return null;
    }
  },
};

/** An own price takes the place of the one by KIE's cost. */
const leastWords = (price: string, hasOwnPrice: boolean, t: Translate): string =>
  hasOwnPrice ? t('admin-model-price-else', { price }) : t('admin-model-price-from', { price });
