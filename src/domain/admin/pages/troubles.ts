/** The last generations that failed, updates that were set aside, and jobs that nobody could do. */
import { paragraphs, safeLine } from '../../chat/html.ts';
import type { Trouble } from '../figures.ts';
import { findOrBack, tapFindOrBack } from '../find-or-back.ts';
import type { PageRules } from '../page-rules.ts';
import { failureWords } from '../state-words.ts';

const DETAIL_LENGTH = 100;

function line({ id, what, detail, traceId, when }: Trouble): string {
  const why = detail === null ? '' : `: ${safeLine(detail, DETAIL_LENGTH)}`;
  return `${when} <code>${safeLine(id, 24)}</code> ${safeLine(what, 40)}${why}\n<code>${safeLine(traceId, 40)}</code>`;
}

export const troubles: PageRules<'troubles'> = {
  view: (_page, { troubles: { failed, parked, dead } }, { t }) => {
    const dash = (lines: readonly string[]): string => (lines.length === 0 ? '—' : lines.join('\n'));
    return {
      text: paragraphs(
        `${t('admin-troubles-failed')}\n${dash(failed.map((one) => line({ ...one, what: failureWords(one.what, t) })))}`,
        `${t('admin-troubles-parked')}\n${dash(parked.map(line))}`,
        `${t('admin-troubles-dead')}\n${dash(dead.map(({ about, when }) => `${when} <code>${safeLine(about, 60)}</code>`))}`,
      ),
      rows: findOrBack(t),
    };
  },
  tap: (_page, tap) => tapFindOrBack(tap),
};
