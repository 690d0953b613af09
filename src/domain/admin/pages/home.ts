/** The panel's first page: how things stand, and the doors to the others. */
import type { Key } from '../../chat/buttons.ts';
import type { Translate } from '../../chat/contract.ts';
import { rowsOf } from '../../chat/form/question.ts';
import { paragraphs } from '../../chat/html.ts';
import type { AdminPage } from '../page.ts';
import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

interface Door {
  readonly command: string;
  readonly label: (t: Translate) => string;
  readonly page: AdminPage;
}

/** In the order of the buttons. A new page is one line here. */
const DOORS: readonly Door[] = [
  { command: 'stats', label: (t) => t('button-admin-stats'), page: { page: 'stats', days: 7 } },
  { command: 'people', label: (t) => t('button-admin-people'), page: { page: 'people', query: null, at: 0 } },
  {
    command: 'models',
    label: (t) => t('button-admin-models'),
    page: { page: 'models', query: null, part: 0, shown: [] },
  },
  { command: 'prices', label: (t) => t('button-admin-prices'), page: { page: 'prices' } },
  { command: 'promos', label: (t) => t('button-admin-promos'), page: { page: 'promos', at: 0 } },
  { command: 'broadcasts', label: (t) => t('button-admin-broadcasts'), page: { page: 'broadcasts', from: 0 } },
  { command: 'claims', label: (t) => t('button-admin-claims'), page: { page: 'claims', number: 0 } },
  { command: 'packages', label: (t) => t('button-admin-packages'), page: { page: 'packages' } },
  { command: 'system', label: (t) => t('button-admin-system'), page: { page: 'system' } },
  { command: 'audit', label: (t) => t('button-admin-audit'), page: { page: 'audit', at: 0 } },
];

export const home: PageRules<'home'> = {
  view: (_page, { settings, figures }, { t }) => {
    const { people, newToday, running, openClaims, stoppedFrom } = figures;
    const doors = DOORS.map(({ command, label }): Key => ({ text: label(t), command }));
    const maintenance: Key = settings.isMaintenance
      ? { text: t('button-admin-open'), command: 'open' }
      : { text: t('button-admin-close'), command: 'close' };
    return {
      text: paragraphs(
        t('admin-home'),
        settings.isMaintenance ? t('admin-maintenance-on') : null,
        stoppedFrom === null ? null : t('admin-intake-stopped', { from: stoppedFrom }),
        [
          t('admin-home-people', { people: String(people), new: String(newToday) }),
          t('admin-home-running', { running: String(running) }),
          ...(openClaims === 0 ? [] : [t('admin-home-claims', { claims: String(openClaims) })]),
        ].join('\n'),
      ),
      rows: [...rowsOf(doors, 2), [maintenance], [{ text: t('button-menu'), command: 'menu' }]],
    };
  },
  tap: (page, { command }) => {
    switch (command) {
      case 'open':
        return turnTo(page, { act: 'maintenance', isOn: false });
      case 'close':
        return turnTo(page, { act: 'maintenance', isOn: true });
      default: {
        const door = DOORS.find((one) => one.command === command);
        return door === undefined ? null : turnTo(door.page);
      }
    }
  },
};
