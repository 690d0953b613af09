/** Answers in words: for buttons, settings and the confirmation. */
import { isGiven, isRecord } from '../../catalog/fields.ts';
import type { Translate } from '../contract.ts';
import { oneLine } from '../html.ts';
import { fieldTitle, valueLabel } from '../words.ts';
import { isScalarField, type Field } from './fields.ts';
import { fileLabel } from './files.ts';
import { fitsScalar } from './fits.ts';
import { type Json } from './values.ts';

const PART_LENGTH = 40;

/** Plain text; null when there is no answer. */
export function answerLabel(t: Translate, field: Field, value: Json | undefined): string | null {
  if (!isGiven(value)) return null;
  if (isScalarField(field)) return fitsScalar(field, value) ? valueLabel(t, field, value) : null;
  switch (field.kind) {
    case 'file':
      return field.many ? countLabel(t, value) : fileLabel(t, value);
    case 'work':
      return t('value-chosen');
    case 'list': {
      const { item } = field;
      const items = Array.isArray(value) ? value.filter((one) => fitsScalar(item, one)) : [];
      return items.length === 0 ? null : oneLine(items.map((one) => valueLabel(t, item, one)).join(', '), PART_LENGTH);
    }
    case 'group':
      return field.many ? countLabel(t, value) : partLabel(t, field.fields, value);
  }
}

function countLabel(t: Translate, value: Json): string | null {
  return Array.isArray(value) && value.length > 0 ? t('value-count', { count: value.length }) : null;
}

/** The first words of a part. */
export function partLabel(t: Translate, fields: readonly Field[], value: Json | undefined): string {
  if (!isRecord(value)) return t('value-empty');
  const words = fields.flatMap((field) => {
    const label = answerLabel(t, field, Object.hasOwn(value, field.name) ? value[field.name] : undefined);
    return label === null ? [] : [label];
  });
  return words.length === 0 ? t('value-empty') : oneLine(words.join(' · '), PART_LENGTH);
}

/** "Duration: 5 s", plain text. */
export function settingLabel(t: Translate, field: Field, value: Json | undefined): string {
  const shown = answerLabel(t, field, value) ?? (field.default === null ? null : answerLabel(t, field, field.default));
  return `${fieldTitle(t, field)}: ${shown ?? unanswered(t, field)}`;
}

function unanswered(t: Translate, field: Field): string {
  if (field.required && field.default === null) return t('value-empty');
  return isScalarField(field) ? t('value-usual') : t('value-none');
}
