/** One setting: what it is now, where that comes from, and a new value typed. */
import { paragraphs } from '../../chat/html.ts';
import type { PageRules } from '../page-rules.ts';
import { readTyped, settingRule, settingTitle, valueWords } from '../prices/typed.ts';
import { turnTo } from '../turn-to.ts';

export const setting: PageRules<'setting'> = {
  view: ({ name }, { settings, changed, defaults }, look) => {
    const { t } = look;
    const isChanged = changed.includes(name);
    const usual = valueWords(name, defaults[name], look);
    return {
      text: paragraphs(
        `<b>${settingTitle(name, t)}</b>`,
        [
          t('admin-setting-now', { value: valueWords(name, settings[name], look) }),
          isChanged ? t('admin-setting-was', { value: usual }) : t('admin-setting-untouched'),
        ].join('\n'),
        settingRule(name, t),
      ),
      rows: [
        ...(name === 'dailySpendLimit' ? [[{ text: t('button-admin-unlimited'), command: 'unlimited' }]] : []),
        ...(isChanged ? [[{ text: t('button-admin-reset'), command: 'reset' }]] : []),
        [{ text: t('button-back'), command: 'back' }],
      ],
    };
  },
  tap: ({ name }, { command }) => {
    switch (command) {
      case 'unlimited':
        return name === 'dailySpendLimit' ? turnTo({ page: 'newsetting', name, value: null }) : null;
      case 'reset':
        return turnTo({ page: 'setting', name }, { act: 'resetsetting', name });
      case 'back':
        return turnTo({ page: 'prices' });
      default:
        return null;
    }
  },
  text: (page, text, { t, context }) => {
    const { name } = page;
    const value = readTyped(name, text, context.pricing.currency);
    return value === undefined
      ? turnTo(page, null, t('admin-setting-refused'))
      : turnTo({ page: 'newsetting', name, value });
  },
};
