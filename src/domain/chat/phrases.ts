/** Sentences that several screens share. */
import { priceFields } from '../catalog/price.ts';
import type { Model } from '../catalog/model.ts';
import type { ChatContext, Language, Translate } from './contract.ts';
import { valuesOnWay, type Sheet } from './form/choices.ts';
import { PROMPT, type Field } from './form/fields.ts';
import { answerLabel } from './form/labels.ts';
import { escapeHtml, oneLine, safeLine } from './html.ts';
import { isPrivate } from './in-private.ts';
import { money, priceLine } from './price-words.ts';
import type { Scene } from './scene.ts';
import { fieldTitle } from './words.ts';

const TITLE_LENGTH = 48;
/** Seconds; nothing that is worth waiting for takes longer. */
const A_DAY = 86_400;
/** More settings than this are summed up by the settings screen itself. */
const MAX_SETTINGS_SHOWN = 20;

/** Plain text: escape it before it goes into HTML. */
export function modelTitle(model: Model, language: Language): string {
  const title = oneLine(model.title[language], TITLE_LENGTH);
  return title === '' ? model.key : title;
}

/** A length of time as a person says it: seconds to the nearest five from ten on, minutes from ninety seconds on. */
export function duration(t: Translate, seconds: number): string {
  const exact = Number.isFinite(seconds) ? Math.min(Math.max(1, Math.round(seconds)), A_DAY) : 1;
  if (exact >= 90) return t('minutes', { minutes: Math.round(exact / 60) });
  return t('seconds', { seconds: exact < 10 ? exact : Math.round(exact / 5) * 5 });
}

/** What the person has, one fact a line; null where there is nothing to tell. HTML. */
export function purseLines(scene: Pick<Scene, 't' | 'context' | 'language'>): string | null {
  const { t, context } = scene;
  const { available, bonus, daily } = context.purse;
  // What was given and paid for is nobody else's business, and a group reads along.
  if (!isPrivate(scene)) return daily.limit <= 0 ? null : dailyLine(t, daily);
  const lines = [
    ...(daily.limit <= 0 ? [] : [dailyLine(t, daily)]),
    ...(bonus <= 0 ? [] : [t('bonus-left', { left: bonus })]),
    ...(available === 0n ? [] : [t('balance-line', { balance: money(scene, available) })]),
  ];
  return lines.length === 0 ? null : lines.join('\n');
}

/** HTML. */
export function dailyLine(t: Translate, { limit, left }: ChatContext['purse']['daily']): string {
  return left > 0 ? t('allowance', { left, limit }) : t('allowance-used-up', { limit });
}

export const CONTACT_LENGTH = 100;

/** Whom to ask; null where the operator has not said. HTML. */
export function contactLine({ t, context }: Pick<Scene, 't' | 'context'>): string | null {
  const contact = safeLine(context.supportContact ?? '', CONTACT_LENGTH);
  return contact === '' ? null : t('help-contact', { contact });
}

/** Model, settings that differ from silence, price and usual time. HTML, one fact a line. */
export function orderFacts(scene: Scene, sheet: Sheet): string {
  const { t, language } = scene;
  const { model } = sheet.offered;
  const deciding = new Set(priceFields(model));
  const settings = sheet.fields.flatMap((field) => settingLine(t, field, sheet, deciding)).slice(0, MAX_SETTINGS_SHOWN);
  return [
    t('fact-model', { model: escapeHtml(modelTitle(model, language)) }),
    ...settings,
    t('fact-price', { price: priceLine(scene, sheet) }),
    t('fact-time', { time: duration(t, model.usualSeconds) }),
  ].join('\n');
}

/** What was chosen; a default only where it must be sent or decides the price. */
function settingLine(t: Translate, field: Field, sheet: Sheet, deciding: ReadonlySet<string>): string[] {
  if (field.name === PROMPT && field.kind === 'text') return []; // shown as a quotation
  const chosen = answerLabel(t, field, valuesOnWay(sheet)[field.name]);
  const usual =
    field.default !== null && (field.required || deciding.has(field.name))
      ? answerLabel(t, field, field.default)
      : null;
  const value = chosen ?? usual;
  if (value === null) return [];
  return [t('fact-setting', { title: escapeHtml(fieldTitle(t, field)), value: escapeHtml(value) })];
}
