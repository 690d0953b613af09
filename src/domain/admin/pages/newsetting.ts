/** A new value before it holds for everybody, with what it does to prices. */
import { formatMoney, priceInMinorUnits } from '../../billing/money.ts';
import { escapeHtml, paragraphs } from '../../chat/html.ts';
import type { Look, PageRules } from '../page-rules.ts';
import type { EditableName, EditedValue } from '../prices/pages.ts';
import { settingTitle, valueWords } from '../prices/typed.ts';
import { readSetting, type Settings } from '../settings.ts';
import { turnTo } from '../turn-to.ts';

/** KIE credits of a small picture and of a longer video. */
const EXAMPLES = [4, 100];

export const newsetting: PageRules<'newsetting'> = {
  view: ({ name, value }, { settings }, look) => {
    const { t } = look;
    return {
      text: paragraphs(
        `<b>${settingTitle(name, t)}</b>`,
        t('admin-setting-change', {
          ...{ before: valueWords(name, settings[name], look), after: escapeHtml(valueWords(name, value, look)) },
        }),
        exampleLines(name, value, settings, look),
      ),
      rows: [[{ text: t('button-admin-confirm'), command: 'confirm' }], [{ text: t('button-back'), command: 'back' }]],
    };
  },
  tap: ({ name, value }, { command }) => {
    switch (command) {
      case 'confirm':
        return turnTo({ page: 'setting', name }, { act: 'setting', name, value });
      case 'back':
        return turnTo({ page: 'setting', name });
      default:
        return null;
    }
  },
};

/** Null where prices stay as they are. */
function exampleLines(name: EditableName, value: EditedValue, settings: Settings, look: Look): string | null {
  if (name !== 'usdRate' && name !== 'markup') return null;
  const changed = readSetting(name, value);
  if (changed === undefined) return null;
  const { t, currency, language } = look;
  const price = (credits: number, of: Settings): string =>
    formatMoney(priceInMinorUnits(credits, { currency, usdRate: of.usdRate, markup: of.markup }), currency, language);
  const lines = EXAMPLES.map((credits) =>
    t('admin-setting-example', {
      ...{ credits, before: price(credits, settings) },
      after: price(credits, { ...settings, [name]: changed }),
    }),
  );
  return lines.join('\n');
}
