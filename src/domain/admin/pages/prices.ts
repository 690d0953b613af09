/** Everything about prices and limits that can be changed while the service runs. */
import { paragraphs } from '../../chat/html.ts';
import type { PageRules } from '../page-rules.ts';
import { EDITABLE } from '../prices/pages.ts';
import { settingTitle, valueWords } from '../prices/typed.ts';
import { turnTo } from '../turn-to.ts';

export const prices: PageRules<'prices'> = {
  view: (_page, { settings, changed }, look) => {
    const { t } = look;
    const lines = EDITABLE.map((name) =>
      t('admin-setting-line', {
        title: settingTitle(name, t),
        value: valueWords(name, settings[name], look),
        source: changed.includes(name) ? t('admin-setting-changed') : t('admin-setting-environment'),
      }),
    );
    return {
      text: paragraphs(t('admin-prices'), lines.join('\n'), t('admin-prices-hint')),
      rows: [
        ...EDITABLE.map((name, index) => [{ text: settingTitle(name, t), command: 'edit', index }]),
        [{ text: t('button-back'), command: 'back' }],
      ],
    };
  },
  tap: (_page, { command, index }) => {
    if (command === 'back') return turnTo({ page: 'home' });
    const name = EDITABLE[index];
    return command === 'edit' && name !== undefined ? turnTo({ page: 'setting', name }) : null;
  },
};
