/** Whether a value is one that a field takes, and what is left of one that was chosen for another form. */
import { isGiven, isRecord } from '../../catalog/fields.ts';
import { parseFileRef } from '../../catalog/file-ref.ts';
import type { Scalar } from '../../catalog/model.ts';
import { parseWorkRef } from '../../catalog/work-ref.ts';
import type { Field, NumberField, ScalarField } from './fields.ts';
import { type Json } from './values.ts';

/** A stored or proposed value that this field still takes as it is: complete, and nothing missing in it. */
export function fits(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'choice':
    case 'number':
    case 'text':
      return fitsScalar(field, value);
    case 'work':
      return parseWorkRef(value)?.what === field.source.what;
    case 'file':
      return field.many ? isListOf(field, value, isFile) : isFile(value);
    case 'list':
      return isListOf(field, value, (item) => fitsScalar(field.item, item));
    case 'group':
      return field.many
        ? isListOf(field, value, (item) => isWhole(field.fields, item))
        : isRecord(value) && isWhole(field.fields, value);
  }
}

export function fitsScalar(field: ScalarField, value: unknown): value is Scalar {
  switch (field.kind) {
    case 'choice':
      return field.options.some((option) => option === value);
    case 'number':
      return typeof value === 'number' && fitsNumber(field, value);
    case 'text': {
      if (typeof value !== 'string' || value.trim() === '') return false;
      const length = Array.from(value).length;
      return length >= field.minLength && (field.maxLength === null || length <= field.maxLength);
    }
  }
}

export function fitsNumber(field: NumberField, value: number): boolean {
  if (!Number.isFinite(value) || (field.whole && !Number.isInteger(value))) return false;
  if ((field.min !== null && value < field.min) || (field.max !== null && value > field.max)) return false;
  if (field.step === null) return true;
  // The same tolerance that a decimal step needs in binary: 0.3 is a multiple of 0.1.
  const steps = value / field.step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}

/** Every required part is there, and every part that is there fits. */
function isWhole(fields: readonly Field[], value: unknown): boolean {
  if (!isRecord(value)) return false;
  return fields.every((field) => {
    const part = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    return isGiven(part) ? fits(field, part) : !field.required || field.default !== null;
  });
}

/** What of `value` can stay: lists lose what does not fit, parts under way stay although something is missing in them. */
function pruned(field: Field, value: Json | undefined): Json | undefined {
  if (!isGiven(value)) return undefined;
  switch (field.kind) {
    case 'file':
      return field.many
        ? prunedList(value, field.max, (item) => (isFile(item) ? item : undefined))
        : kept(field, value);
    case 'list':
      return prunedList(value, field.max, (item) => (fitsScalar(field.item, item) ? item : undefined));
    case 'group': {
      const part = (item: Json): Json | undefined => (isRecord(item) ? prunedParts(field.fields, item) : undefined);
      return field.many ? prunedList(value, field.max, part) : part(value);
    }
    default:
      return kept(field, value);
  }
}

export function prunedParts(fields: readonly Field[], values: Readonly<Record<string, unknown>>): Record<string, Json> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = Object.hasOwn(values, field.name) ? pruned(field, values[field.name] as Json) : undefined;
      return value === undefined ? [] : [[field.name, value] as const];
    }),
  );
}

const isFile = (value: unknown): boolean => parseFileRef(value) !== null;
const kept = (field: Field, value: Json): Json | undefined => (fits(field, value) ? value : undefined);

function isListOf(
  { min, max }: { readonly min: number; readonly max: number },
  value: unknown,
  fitsItem: (item: unknown) => boolean,
): boolean {
  return (
    Array.isArray(value) &&
    value.length >= Math.max(1, min) &&
    value.length <= max &&
    value.every((item) => fitsItem(item))
  );
}

function prunedList(value: Json, max: number, item: (value: Json) => Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(item).filter((one) => one !== undefined);
  return items.length === 0 ? undefined : items.slice(0, max);
}
