/** Values of settings as an admin types and reads them. */
import { formatMoney, parseMoney } from '../../billing/money.ts';
import type { Translate } from '../../chat/contract.ts';
import { oneLine } from '../../chat/html.ts';
import { decimal } from '../../chat/words/decimal.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Look } from '../page-rules.ts';
import { readSetting } from '../settings.ts';
import type { EditableName, EditedValue } from './pages.ts';

const VALUE_LENGTH = 30;

/** Undefined = not a value that this setting can have. */
export function readTyped(name: EditableName, text: string, currency: string): EditedValue | undefined {
  const bare = text.replaceAll(/\s/g, '').replace(',', '.');
  switch (name) {
    case 'usdRate':
    case 'markup':
      return readSetting(name, bare.replace(/^0+(?=\d)/, ''));
    case 'dailySpendLimit':
      if (bare === '0') return null;
      return readSetting(name, Number(parseMoney(text, currency) ?? Number.NaN));
    case 'freeDailyLimit':
    case 'freeMaxCredits':
    case 'maxRunning':
    case 'maxMessagesPerMinute':
    case 'referralBonus':
      return /^\d{1,9}$/.test(bare) ? readSetting(name, Number(bare)) : undefined;
    default:
      return assertNever(name);
  }
}

/** Plain text. */
export function valueWords(name: EditableName, value: EditedValue, { t, language, currency }: Look): string {
  if (value === null) return t('admin-setting-unlimited');
  if (name !== 'dailySpendLimit') return oneLine(decimal(t, value), VALUE_LENGTH);
  const known = readSetting(name, value);
  return typeof known === 'number' ? formatMoney(BigInt(known), currency, language) : '—';
}

const TITLES: Readonly<Record<EditableName, (t: Translate) => string>> = {
  usdRate: (t) => t('button-admin-usd-rate'),
  markup: (t) => t('button-admin-markup'),
  freeDailyLimit: (t) => t('button-admin-free-daily'),
  freeMaxCredits: (t) => t('button-admin-free-credits'),
  maxRunning: (t) => t('button-admin-max-running'),
  maxMessagesPerMinute: (t) => t('button-admin-max-messages'),
  dailySpendLimit: (t) => t('button-admin-spend-limit'),
  referralBonus: (t) => t('button-admin-referral'),
};
const RULES: Readonly<Record<EditableName, (t: Translate) => string>> = {
  usdRate: (t) => t('admin-rule-usd-rate'),
  markup: (t) => t('admin-rule-markup'),
  freeDailyLimit: (t) => t('admin-rule-free-daily'),
  freeMaxCredits: (t) => t('admin-rule-free-credits'),
  maxRunning: (t) => t('admin-rule-max-running'),
  maxMessagesPerMinute: (t) => t('admin-rule-max-messages'),
  dailySpendLimit: (t) => t('admin-rule-spend-limit'),
  referralBonus: (t) => t('admin-rule-referral'),
};

export const settingTitle = (name: EditableName, t: Translate): string => TITLES[name](t);
/** What it does and which values it can have. */
export const settingRule = (name: EditableName, t: Translate): string => RULES[name](t);
