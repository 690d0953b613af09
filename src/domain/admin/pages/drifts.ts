/** Bills of KIE that differ from our quotes and wait for a word of an admin. */
import { escapeHtml, oneLine, paragraphs, safeLine } from '../../chat/html.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';
import { amountOf } from '../words.ts';

export const DRIFTS_SHOWN = 5;
const PARAMETERS_LENGTH = 250;

export const drifts: PageRules<'drifts'> = {
  view: (_page, { rows, hasMore }, { t, language }) => ({
    text: paragraphs(
      t('admin-drifts'),
      rows.length === 0 ? t('admin-drifts-none') : null,
      ...rows.map(({ title, modelId, parameters, isExact, quoted, charged, count }, index) => {
        const said = Object.entries(parameters).map(([name, value]) => `${name} = ${String(value)}`);
        return t('admin-drift', {
          ...{ number: index + 1, count, title: safeLine(title[language], 48), id: safeLine(modelId, 80) },
          parameters: escapeHtml(oneLine(said.join(', '), PARAMETERS_LENGTH)),
          ...{ quoted: amountOf(quoted, language), charged: amountOf(charged, language) },
          hint: isExact ? '' : t('admin-drift-not-exact'),
        });
      }),
      hasMore ? t('admin-drifts-more') : null,
    ),
    rows: [
      ...rows.map(({ isExact }, index) => [
        ...(isExact ? [{ text: t('button-admin-drift-accept', { number: index + 1 }), command: 'accept', index }] : []),
        { text: t('button-admin-drift-reject', { number: index + 1 }), command: 'reject', index },
      ]),
      [{ text: t('button-back'), command: 'back' }],
    ],
  }),
  tap: (page, { command, index }) => {
    const driftId = page.shown[index];
    switch (command) {
      case 'accept':
      case 'reject':
        if (driftId === undefined) return null;
        return turnTo(page, { act: 'decidedrift', driftId, accept: command === 'accept' });
      case 'back':
        return page.modelId === null
          ? turnTo({ page: 'models', query: null, part: 0, shown: [] })
          : turnTo({ page: 'model', modelId: page.modelId, query: null, part: 0 });
      default:
        return null;
    }
  },
  settle: (page, { rows }) => ({ ...page, shown: rows.map(({ id }) => id) }),
};
