/** Asks the admin for the message: text, or a photo with or without words under it. */
import { clean } from '../../chat/html.ts';
import type { AdminMove, Scene } from '../../chat/scene.ts';
import { contentProblem, lengthLimit } from '../broadcast.ts';
import type { AdminPageAt } from '../page.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

type Compose = AdminPageAt<'compose'>;

export const compose: PageRules<'compose'> = {
  view: (_page, _data, { t }) => ({
    text: t('admin-compose', { limit: lengthLimit(null), caption: lengthLimit('photo') }),
    rows: [[{ text: t('button-back'), command: 'back' }]],
  }),
  tap: (page, { command }) => (command === 'back' ? leave(page) : null),
  text: (page, text, scene) => write(page, text, null, scene),
  file: (page, { file, caption, isPhoto, continues }, scene) => {
    if (continues) return turnTo(page, null, scene.t('admin-compose-one-photo'));
    if (!isPhoto || file.source !== 'telegram') return turnTo(page, null, scene.t('admin-compose-no-photo'));
    return write(page, caption, file.fileId, scene);
  },
};

function leave({ draft }: Compose): AdminMove {
  return draft === null
    ? turnTo({ page: 'broadcasts', from: 0 })
    : turnTo({ page: 'broadcast', id: draft, said: null, confirming: null });
}

function write(page: Compose, typed: string, photo: string | null, { t }: Scene): AdminMove {
  const text = clean(typed);
  switch (contentProblem({ text, photo })) {
    case 'empty':
      return turnTo(page, null, t('admin-compose-empty'));
    case 'long':
      return turnTo(page, null, t('admin-compose-long', { length: text.length, limit: lengthLimit(photo) }));
    case null:
      // Where it leads is known once the draft has its number.
      return turnTo(page, { act: 'broadcast', step: { do: 'write', id: page.draft, text, photo } });
  }
}
