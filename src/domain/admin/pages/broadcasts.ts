/** All broadcasts, the newest first. */
import type { Translate } from '../../chat/contract.ts';
import { oneLine, paragraphs } from '../../chat/html.ts';
import type { Broadcast } from '../broadcast.ts';
import { percentOf } from '../broadcast-words.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

export const BROADCASTS_PER_PAGE = 6;
const LABEL_LENGTH = 40;

export const broadcasts: PageRules<'broadcasts'> = {
  view: ({ from }, { shown, hasMore }, { t }) => ({
    text: paragraphs(t('admin-broadcasts'), shown.length === 0 ? t('admin-broadcasts-none') : null),
    rows: [
      [{ text: t('button-admin-compose'), command: 'compose' }],
      ...shown.map((one) => [{ text: label(one, t), command: 'open', index: one.id }]),
      [
        ...(from > 0
          ? [{ text: t('button-previous'), command: 'from', index: Math.max(0, from - BROADCASTS_PER_PAGE) }]
          : []),
        ...(hasMore ? [{ text: t('button-next'), command: 'from', index: from + BROADCASTS_PER_PAGE }] : []),
      ],
      [{ text: t('button-back'), command: 'back' }],
    ].filter((row) => row.length > 0),
  }),
  tap: (_page, { command, index }) => {
    switch (command) {
      case 'compose':
        return turnTo({ page: 'compose', draft: null });
      case 'open':
        return turnTo({ page: 'broadcast', id: index, said: null, confirming: null });
      case 'from':
        return turnTo({ page: 'broadcasts', from: Math.max(0, index) });
      case 'back':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
};

function label(one: Broadcast, t: Translate): string {
  const words = oneLine(one.text, LABEL_LENGTH);
  const title = words === '' ? t('admin-broadcast-photo') : words;
  switch (one.state) {
    case 'draft':
      return `📝 ${title}`;
    case 'running':
      return `📣 ${percentOf(one.counts)} % · ${title}`;
    case 'stopped':
      return `⏸ ${percentOf(one.counts)} % · ${title}`;
    case 'done':
      return `✅ ${one.counts.sent} · ${title}`;
  }
}
