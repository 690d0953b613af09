/**
 * Parameters, their values and tasks in words. What the dictionary does not know gets a readable form of the provider's
 * own name, so that a new model is usable on the day it appears.
 */
import { Task, type Scalar } from '../catalog/model.ts';
import type { Translate } from './contract.ts';
import { AMOUNT_KEYS, amountInWords } from './words/amounts.ts';
import { decimal } from './words/decimal.ts';
import { EFFECTS } from './words/effects.ts';
import { label, readable } from './words/readable.ts';
import { hintKey, TITLE_KEYS, titleKey, type WordsField } from './words/titles.ts';
import { VALUE_KEYS, valueInWords } from './words/values.ts';
import { VOICES } from './words/voices.ts';

/** Every key that the dictionary can ask for and no call names; a test holds it against the text files. */
export const DICTIONARY_KEYS: readonly string[] = [
  ...TITLE_KEYS,
  ...VALUE_KEYS,
  ...AMOUNT_KEYS,
  ...EFFECTS.values(),
  ...Task.options.map(taskKey),
];

/** Plain text: escape it before it goes into HTML. */
export function fieldTitle(t: Translate, field: WordsField): string {
  const key = titleKey(field);
  return key === undefined ? readable(field.name) : t(key);
}

export function fieldHint(t: Translate, field: WordsField): string | null {
  const key = hintKey(field);
  return key === undefined ? null : t(key);
}

/** Plain text: escape it before it goes into HTML. */
export function valueLabel(t: Translate, field: WordsField, value: Scalar): string {
  if (typeof value === 'boolean') return value ? t('value-yes') : t('value-no');
  const text = String(value);
  if (field.kind === 'choice') return choiceLabel(t, field, text) ?? plainLabel(t, value, readable);
  return (typeof value === 'number' ? amountInWords(t, field.name, text) : null) ?? plainLabel(t, value, label);
}

/** A short button text with a picture. */
export function taskTitle(t: Translate, task: Task): string {
  return t(taskKey(task));
}

/** The name that people know: `Kuaishou (Kling)` is the company with its brand. Plain text, never empty. */
export function vendorName(vendor: string): string {
  // Not with /\((.+)\)/: on a long row of brackets that looks at every pair of them.
  const [open, close] = [vendor.indexOf('('), vendor.lastIndexOf(')')];
  const name = label(open >= 0 && close > open + 1 ? vendor.slice(open + 1, close) : vendor);
  return name === '' ? '·' : name;
}

function taskKey(task: Task): string {
  return `task-${task}`;
}

function plainLabel(t: Translate, value: string | number, written: (text: string) => string): string {
  return typeof value === 'number' ? decimal(t, value) : written(value);
}

function choiceLabel(t: Translate, field: WordsField, text: string): string | null {
  const known = amountInWords(t, field.name, text) ?? namedById(t, field, text);
  if (known !== null) return known;
  return valueInWords(t, titleKey(field), text);
}

/** Values that are ids: a person gets the name behind it, or at least a number. */
function namedById(t: Translate, { name, options = [] }: WordsField, text: string): string | null {
  const number = options.indexOf(text) + 1;
  switch (name) {
    case 'voice':
      return VOICES.get(text) ?? t('value-voice', { number });
    case 'template_id': {
      const key = EFFECTS.get(text);
      return key === undefined ? t('value-effect', { number }) : t(key);
    }
    case 'language_code':
      return languageName(t, text);
    default:
      return null;
  }
}

function languageName(t: Translate, code: string): string | null {
  try {
    const name = new Intl.DisplayNames([t('language-tag')], { type: 'language', fallback: 'none' }).of(code);
    return name === undefined ? null : readable(name);
  } catch {
    // Not the shape of a language code.
    return null;
  }
}
