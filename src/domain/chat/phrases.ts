/** Sentences that several screens share. */
import type { Model } from '../catalog/model.ts';
import type { ChatContext, Language, Translate } from './contract.ts';
import { chosen, type Choices, type Offered } from './form/choices.ts';
import { PROMPT, type Field } from './form/fields.ts';
import { escapeHtml, oneLine } from './html.ts';
import type { Scene } from './scene.ts';
import { fieldTitle, valueLabel } from './words.ts';

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

export function canOrder(context: ChatContext): boolean {
  return context.allowance.left > 0;
}

/** What the person has today, as a sentence. */
export function allowanceLine(t: Translate, { limit, left }: ChatContext['allowance']): string {
  if (limit <= 0) return t('allowance-off');
  return left > 0 ? t('allowance', { left, limit }) : t('allowance-used-up', { limit });
}

/** What a generation costs, in words. */
function price(t: Translate, { limit, left }: ChatContext['allowance']): string {
  if (limit <= 0) return t('price-off');
  return left > 0 ? t('price-free', { left, limit }) : t('price-used-up', { limit });
}

/** Model, settings that differ from silence, price and usual time. HTML, one fact a line. */
export function orderFacts(scene: Scene, offered: Offered, choices: Choices): string {
  const { t, language, context } = scene;
  const settings = offered.fields.flatMap((field) => settingLine(t, field, choices)).slice(0, MAX_SETTINGS_SHOWN);
  return [
    t('fact-model', { model: escapeHtml(modelTitle(offered.model, language)) }),
    ...settings,
    t('fact-price', { price: price(t, context.allowance) }),
    t('fact-time', { time: duration(t, offered.model.usualSeconds) }),
  ].join('\n');
}

function settingLine(t: Translate, field: Field, choices: Choices): string[] {
  const value = chosen(field, choices) ?? (field.required ? field.default : null);
  if (field.name === PROMPT || value === null) return [];
  return [
    t('fact-setting', {
      title: escapeHtml(fieldTitle(t, field)),
      value: escapeHtml(valueLabel(t, field, value)),
    }),
  ];
}
