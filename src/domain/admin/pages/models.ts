/** Every model of the catalog, also those that nobody sees; searched by text, a part at a time. */
import type { Key } from '../../chat/buttons.ts';
import { oneLine, paragraphs, safeLine } from '../../chat/html.ts';
import { modelTitle } from '../../chat/phrases.ts';
import { isForSale } from '../../billing/sale.ts';
import { LAST_PART } from '../models/pages.ts';
import type { ModelInList } from '../models/data.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

export const MODELS_PER_PART = 8;
const QUERY_LENGTH = 64;
const LABEL_LENGTH = 58;

/** Hidden, at a price of its own, without any price. */
export function marksOf({ model, terms }: ModelInList): string {
  const marks = [
    ...(model.status === 'withdrawn' ? ['🗄'] : []),
    ...(terms.isHidden ? ['🙈'] : []),
    ...(terms.price === null ? [] : ['🏷']),
    ...(terms.price === null && !isForSale(model) ? ['❔'] : []),
  ];
  return marks.length === 0 ? '' : `${marks.join('')} `;
}

export const models: PageRules<'models'> = {
  view: ({ query, part }, { rows, count }, { t, language }) => {
    const parts = Math.max(1, Math.ceil(count / MODELS_PER_PART));
    const turning: Key[] = [
      ...(part > 0 ? [{ text: '◀️', command: 'part', index: part - 1 }] : []),
      ...(part + 1 < parts ? [{ text: '▶️', command: 'part', index: part + 1 }] : []),
    ];
    return {
      text: paragraphs(
        t('admin-models'),
        query === null ? null : t('admin-models-query', { query: safeLine(query, QUERY_LENGTH) }),
        count === 0 ? t('admin-models-none') : t('admin-models-part', { page: part + 1, pages: parts, count }),
        t('admin-models-hint'),
      ),
      rows: [
        ...rows.map((row, index) => [
          { text: oneLine(`${marksOf(row)}${modelTitle(row.model, language)}`, LABEL_LENGTH), command: 'open', index },
        ]),
        turning,
        ...(query === null ? [] : [[{ text: t('button-admin-models-all'), command: 'all' }]]),
        [
          { text: t('button-admin-drifts'), command: 'drifts' },
          { text: t('button-admin-home'), command: 'home' },
        ],
      ].filter((row) => row.length > 0),
    };
  },
  tap: (page, { command, index }) => {
    switch (command) {
      case 'open': {
        const modelId = page.shown[index];
        return modelId === undefined ? null : turnTo({ page: 'model', modelId, query: page.query, part: page.part });
      }
      case 'part':
        return turnTo({ ...page, part: Math.min(Math.max(index, 0), LAST_PART) });
      case 'all':
        return turnTo({ ...page, query: null, part: 0 });
      case 'drifts':
        return turnTo({ page: 'drifts', modelId: null, shown: [] });
      case 'home':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
  text: (page, text) => turnTo({ ...page, query: oneLine(text, QUERY_LENGTH), part: 0 }),
  settle: (page, { rows, count }) => ({
    ...{ ...page, shown: rows.map(({ model }) => model.id) },
    part: Math.min(page.part, Math.max(0, Math.ceil(count / MODELS_PER_PART) - 1)),
  }),
};
