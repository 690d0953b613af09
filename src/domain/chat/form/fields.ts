/**
 * Reads a model's JSON Schema into the questions this dialog can ask. No model is treated by name: what cannot be asked
 * yet (files, lists, objects) is left out, and a model that needs such a thing is not offered.
 */
import { z } from 'zod';
import { isGiven, isScalar, mediaField, type FieldSchema } from '../../catalog/fields.ts';
import type { InputSchema, Scalar } from '../../catalog/model.ts';
import { isStorable } from '../html.ts';

interface FieldBase {
  readonly name: string;
  readonly required: boolean;
  /** What the provider takes when nothing is sent. */
  readonly default: Scalar | null;
}
export interface TextField extends FieldBase {
  readonly kind: 'text';
  /** Lengths in code points. */
  readonly minLength: number;
  readonly maxLength: number | null;
}
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  /** At least one; a switch is the choice between true and false. */
  readonly options: readonly Scalar[];
}
export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly whole: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
}
export type Field = TextField | ChoiceField | NumberField;

export const PROMPT = 'prompt';

/** Matters of the operator, not of the person: content filters and the provider's own plumbing. */
const NOT_ASKED = new Set([
  'nsfw_checker',
  'enable_safety_checker',
  'safety_tolerance',
  'upload_cn',
  'callBackUrl',
  'callback_url',
]);

/** The parts of JSON Schema that a question is made from; whatever else is there is left to the final validation. */
const Property = z.object({
  type: z.union([z.string(), z.array(z.string())]).catch(''),
  enum: z.array(z.json()).optional().catch(undefined),
  const: z.union([z.string(), z.number(), z.boolean()]).optional().catch(undefined),
  default: z.json().optional(),
  minLength: z.number().min(0).catch(0),
  maxLength: z.number().min(1).nullable().catch(null),
  minimum: z.number().nullable().catch(null),
  maximum: z.number().nullable().catch(null),
  multipleOf: z.number().positive().nullable().catch(null),
});
type Property = z.infer<typeof Property>;

/** The prompt first, then in the schema's order. Null when something required can neither be asked nor left alone. */
export function fieldsOf(schema: InputSchema): readonly Field[] | null {
  const required = new Set(schema.required);
  const fields: Field[] = [];
  for (const [name, raw] of Object.entries(schema.properties)) {
    const field = toField(name, raw, required.has(name) || name === PROMPT);
    if (field !== null) fields.push(field);
    else if (required.has(name) && !isGiven(raw['default'])) return null;
  }
  return fields.toSorted(promptFirst);
}

function promptFirst(a: Field, b: Field): number {
  return Number(b.name === PROMPT) - Number(a.name === PROMPT);
}

function toField(name: string, schema: FieldSchema, required: boolean): Field | null {
  if (NOT_ASKED.has(name) || !isStorable(name) || mediaField(schema) !== null) return null;
  const property = Property.parse(schema);
  const options = optionsOf(property);
  const base = { name, required, default: null };
  if (options.length > 0) return withDefault({ ...base, kind: 'choice', options }, property);
  const type = typeOf(property);
  switch (type) {
    case 'integer':
    case 'number': {
      const { minimum: min, maximum: max, multipleOf: step } = property;
      return withDefault({ ...base, kind: 'number', whole: type === 'integer', min, max, step }, property);
    }
    case 'string': {
      const { minLength, maxLength } = property;
      return withDefault({ ...base, kind: 'text', minLength, maxLength }, property);
    }
    default:
      return null;
  }
}

function typeOf(property: Property): string {
  const types = [property.type].flat();
  return types.find((type) => type !== 'null') ?? '';
}

function optionsOf(property: Property): readonly Scalar[] {
  if (property.const !== undefined) return [property.const];
  if (property.enum !== undefined) return [...new Set(property.enum.filter(isScalar))].filter(isChoosable);
  return typeOf(property) === 'boolean' ? [true, false] : [];
}

/** KIE refuses an empty string as a wrong value, and what cannot be stored cannot be remembered. */
function isChoosable(value: Scalar): boolean {
  return typeof value !== 'string' || (value !== '' && isStorable(value));
}

function withDefault(field: Field, property: Property): Field {
  const given = property.default;
  return given !== undefined && isScalar(given) && fits(field, given) ? { ...field, default: given } : field;
}

/** Whether a stored or proposed value is one that this field still takes. */
export function fits(field: Field, value: unknown): value is Scalar {
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
