/** What a typed answer means for a field, or why it does not fit. */
import type { Scalar } from '../../catalog/model.ts';
import { clean, codePoints } from '../html.ts';
import type { ChoiceField, NumberField, ScalarField, TextField } from './fields.ts';
import { fitsNumber } from './fits.ts';

export type Answer =
  | { readonly ok: true; readonly value: Scalar }
  | { readonly ok: false; readonly problem: 'empty' | 'not-a-choice' | 'not-a-number' | 'out-of-range' }
  | { readonly ok: false; readonly problem: 'too-long' | 'too-short'; readonly length: number; readonly limit: number };

/** `labelOf`: the word on the button of an option, so that a person may type it instead of tapping. */
export function readAnswer(field: ScalarField, typed: string, labelOf: (option: Scalar) => string): Answer {
  const text = clean(typed);
  if (text === '') return { ok: false, problem: 'empty' };
  switch (field.kind) {
    case 'text':
      return readText(field, text);
    case 'choice':
      return readChoice(field, text, labelOf);
    case 'number':
      return readNumber(field, text);
  }
}

function readText(field: TextField, text: string): Answer {
  const length = codePoints(text);
  if (field.maxLength !== null && length > field.maxLength) {
    return { ok: false, problem: 'too-long', length, limit: field.maxLength };
  }
  if (length < field.minLength) return { ok: false, problem: 'too-short', length, limit: field.minLength };
  return { ok: true, value: text };
}

/** The label or the value itself, in any case; a ratio may be typed as 16x9, 16*9 or 16/9, a decimal with either mark. */
function readChoice(field: ChoiceField, text: string, labelOf: (option: Scalar) => string): Answer {
  const wanted = folded(text);
  const value = field.options.find((option) => [labelOf(option), String(option)].map(folded).includes(wanted));
  return value === undefined ? { ok: false, problem: 'not-a-choice' } : { ok: true, value };
}

function folded(text: string): string {
  return clean(text)
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/(?<=\d),(?=\d)/gu, '.')
    .replaceAll(/(?<=\d) ?[x×х*/] ?(?=\d)/gu, ':');
}

function readNumber(field: NumberField, text: string): Answer {
  const digits = text.replace(',', '.').replaceAll(/\s/gu, '');
  if (!/^[+-]?\d{1,18}(\.\d{1,9})?$/.test(digits)) return { ok: false, problem: 'not-a-number' };
  // Minus zero would not survive the storing.
  const value = Number(digits) + 0;
  return fitsNumber(field, value) ? { ok: true, value } : { ok: false, problem: 'out-of-range' };
}

/** The answers worth a button, in their order. */
export function optionsOf(field: ScalarField): readonly Scalar[] {
  switch (field.kind) {
    case 'choice':
      return field.options;
    case 'number':
      return presetsOf(field);
    case 'text':
      return [];
  }
}

const MAX_PRESETS = 12;
/** A range wider than this (a seed) has no numbers worth a button. */
const WIDEST_RANGE = 1_000;

/** Numbers worth a button, in order; empty when the range says nothing about what is usual. */
function presetsOf(field: NumberField): readonly number[] {
  const { min, max } = field;
  if (min === null || max === null || max < min || max - min > WIDEST_RANGE) return [];
  const step = field.step ?? (field.whole ? 1 : null);
  if (step !== null && (max - min) / step < MAX_PRESETS)
    return steps(min, max, step).filter((n) => fitsNumber(field, n));
  const spread = [min, min + (max - min) / 4, (min + max) / 2, max - (max - min) / 4, max].map((n) => round(n, step));
  const usual = typeof field.default === 'number' ? [field.default] : [];
  const values = [...new Set([...usual, ...spread])].filter((n) => fitsNumber(field, n));
  return values.toSorted((a, b) => a - b);
}

function steps(min: number, max: number, step: number): number[] {
  return Array.from({ length: Math.floor((max - min) / step) + 1 }, (_, i) => round(min + i * step, step));
}

function round(value: number, step: number | null): number {
  const stepped = step === null ? value : Math.round(value / step) * step;
  return Number(stepped.toFixed(6)) + 0;
}
