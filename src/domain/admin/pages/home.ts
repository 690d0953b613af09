import type { PageRules } from '../page-rules.ts';
import { turnTo } from '../turn-to.ts';

export const home: PageRules<'home'> = {
  view: (_page, { settings }, { t }) => ({
    text: settings.isMaintenance ? `${t('admin-home')}\n\n${t('admin-maintenance-on')}` : t('admin-home'),
    rows: [
      [
        {
          text: settings.isMaintenance ? t('button-admin-open') : t('button-admin-close'),
          command: settings.isMaintenance ? 'open' : 'close',
        },
      ],
      [{ text: t('button-admin-broadcasts'), command: 'broadcasts' }],
      [{ text: t('button-menu'), command: 'menu' }],
    ],
  }),
  tap: (page, { command }) => {
    switch (command) {
      case 'open':
        return turnTo(page, { act: 'maintenance', isOn: false });
      case 'close':
        return turnTo(page, { act: 'maintenance', isOn: true });
      case 'broadcasts':
        return turnTo({ page: 'broadcasts', from: 0 });
      default:
        return null;
    }
  },
};
