/** One field as a question: its words and its buttons. Used by the form and by the settings. */
import type { Scalar } from '../../catalog/model.ts';
import type { Key } from '../buttons.ts';
import type { Translate } from '../contract.ts';
import { escapeHtml, paragraphs } from '../html.ts';
import { fieldHint, fieldTitle, valueLabel } from '../words.ts';
import { presetsOf } from './answers.ts';
import { PROMPT, type Field, type NumberField } from './fields.ts';

/** Telegram takes 100 buttons at most; the rest can still be typed. */
const MAX_OPTIONS = 90;
/** Longer limits cannot be reached with one message of Telegram. */
const MESSAGE_LENGTH = 4096;
const SHORT_LABEL = 5;

/** HTML. */
export function questionText(t: Translate, field: Field): string {
  const title = `<b>${escapeHtml(fieldTitle(t, field))}</b>`;
  const hint = fieldHint(t, field);
  switch (field.kind) {
    case 'text': {
      const { maxLength } = field;
      const limit = maxLength !== null && maxLength < MESSAGE_LENGTH ? t('ask-limit', { limit: maxLength }) : null;
      return field.name === PROMPT
        ? paragraphs(t('ask-prompt'), limit)
        : paragraphs(`${title}\n${t('ask-text')}`, hint, limit);
    }
    case 'choice':
      return paragraphs(`${title}\n${t('ask-choice')}`, hint);
    case 'number':
      return paragraphs(`${title}\n${t('ask-number')}`, range(t, field), hint);
  }
}

/** Buttons for the answers worth a tap; `current` (the choice, or else the default) is marked. */
export function questionKeys(t: Translate, field: Field, current: Scalar | null): readonly (readonly Key[])[] {
  const keys = answersOf(field)
    .slice(0, MAX_OPTIONS)
    .map((value, index): Key => {
      const label = valueLabel(t, field, value);
      return { text: value === current ? `✅ ${label}` : label, command: 'pick', index };
    });
  const isShort = keys.every((key) => Array.from(key.text).length <= SHORT_LABEL + 2);
  return rowsOf(keys, isShort ? 4 : 2);
}

/** The answers behind the buttons, in their order. */
export function answersOf(field: Field): readonly Scalar[] {
  switch (field.kind) {
    case 'choice':
      return field.options;
    case 'number':
      return presetsOf(field);
    case 'text':
      return [];
  }
}

export function rowsOf<T>(items: readonly T[], columns: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / columns) }, (_, row) =>
    items.slice(row * columns, (row + 1) * columns),
  );
}

function range(t: Translate, { min, max }: NumberField): string | null {
  if (min !== null && max !== null) return t('range-between', { min: String(min), max: String(max) });
  if (min !== null) return t('range-from', { min: String(min) });
  return max === null ? null : t('range-to', { max: String(max) });
}
