/** Jobs that were given up, the newest first, and what an admin does about them. */
import { paragraphs, safeLine } from '../../chat/html.ts';
import type { DeadLetterLine } from '../figures.ts';
import { findOrBack, tapFindOrBack } from '../find-or-back.ts';
import type { PageRules } from '../page-rules.ts';

/** The queue, the thing and the error code as they stand in the log. */
const line = ({ queue, about, code, when }: DeadLetterLine): string =>
  `${when} · <code>${safeLine(queue, 40)}</code>\n<code>${safeLine(about, 60)}</code> · ${code === null ? '—' : `<code>${safeLine(code, 40)}</code>`}`;

export const deadletters: PageRules<'deadletters'> = {
  view: (_page, { letters }, { t }) => ({
    text: paragraphs(
      t('admin-dead'),
      letters.length === 0 ? t('admin-nothing-here') : letters.map(line).join('\n'),
      letters.length === 0 ? null : t('admin-dead-advice'),
    ),
    rows: findOrBack(t),
  }),
  tap: (_page, tap) => tapFindOrBack(tap),
};
