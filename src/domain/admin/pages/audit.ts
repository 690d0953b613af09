/** Who of the admins changed what, the newest first. */
import { paragraphs } from '../../chat/html.ts';
import { auditWords } from '../audit-words.ts';
import { moment } from '../moment.ts';
import type { PageRules } from '../page-rules.ts';
import { partNumber } from '../parts.ts';
import { turnTo } from '../turn-to.ts';
import { turning } from '../turning.ts';

export const audit: PageRules<'audit'> = {
  view: ({ at }, { part, timeZone }, look) => {
    const { t, language } = look;
    return {
      text: paragraphs(
        t('admin-audit'),
        part.rows.length === 0 ? t('admin-nothing-here') : null,
        ...part.rows.map(({ adminId, action, details, at: when }) =>
          t('admin-audit-line', {
            ...{ at: moment(when, language, timeZone), admin: String(adminId) },
            what: auditWords(action, details, look),
          }),
        ),
      ),
      rows: [...turning(at, part, t), [{ text: t('button-back'), command: 'back' }]],
    };
  },
  tap: (page, { command, index }) => {
    switch (command) {
      case 'part':
        return turnTo({ ...page, at: partNumber(index) });
      case 'back':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
};
