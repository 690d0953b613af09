/** Everybody, the newest seen first, or whoever fits what was typed. */
import { oneLine, paragraphs, safeLine } from '../../chat/html.ts';
import type { PageRules } from '../page-rules.ts';
import { partNumber } from '../parts.ts';
import { nameOf } from '../people/words.ts';
import { turnTo } from '../turn-to.ts';
import { turning } from '../turning.ts';

const QUERY_LENGTH = 64;
const LABEL_LENGTH = 60;

export const people: PageRules<'people'> = {
  view: ({ query, at }, { found }, { t }) => ({
    text: paragraphs(
      t('admin-people'),
      query === null ? null : t('admin-people-query', { query: safeLine(query, QUERY_LENGTH) }),
      found.rows.length === 0 ? t('admin-people-none') : null,
      t('admin-people-hint'),
    ),
    rows: [
      ...found.rows.map((person) => {
        const mark = person.isBanned ? '🚫 ' : '';
        const text = oneLine(`${mark}${nameOf(person, t)}`, LABEL_LENGTH);
        return [{ text, command: 'person', index: person.walletId }];
      }),
      ...turning(at, found, t),
      ...(query === null ? [] : [[{ text: t('button-admin-everybody'), command: 'all' }]]),
      [{ text: t('button-back'), command: 'back' }],
    ],
  }),
  tap: (page, { command, index }) => {
    switch (command) {
      case 'person':
        return index < 1 ? null : turnTo({ page: 'person', walletId: index });
      case 'part':
        return turnTo({ ...page, at: partNumber(index) });
      case 'all':
        return turnTo({ page: 'people', query: null, at: 0 });
      case 'back':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
  text: (_page, text) => {
    const query = oneLine(text, QUERY_LENGTH);
    return turnTo({ page: 'people', query: query === '' ? null : query, at: 0 });
  },
};
