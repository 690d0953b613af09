/** Reads a model's JSON Schema into questions. What cannot be asked is left out; what must be asked and cannot is told. */
import * as z from 'zod';
import { isGiven, isScalar, MediaKind, type FieldSchema } from '../../catalog/fields.ts';
import type { InputSchema, Scalar } from '../../catalog/model.ts';
import { WorkSource } from '../../catalog/work-ref.ts';
import { isStorable } from '../html.ts';
import { isScalarField, PROMPT, type Field, type FileField } from './fields.ts';
import { fits } from './fits.ts';

/** Matters of the operator, of the provider's own plumbing, or ids that nobody here could know. */
const NOT_ASKED = new Set([
  ...['nsfw_checker', 'enable_safety_checker', 'safety_tolerance', 'upload_cn', 'callBackUrl', 'callback_url'],
  ...['sync_mode', 'audio_ids', 'character_ids', 'persona_id', 'persona_model', 'reference_link_urls', 'domain_name'],
  ...['template_id', 'default_param_flag', 'grab_lyrics', 'seeds', 'kieAudioId'],
  // An answer under this name would not survive the reading of the stored state.
  '__proto__',
]);

const Nested = z.record(z.string(), z.json());

/**
 * The parts of JSON Schema that a question is made from; whatever else is there is left to the final validation. Both a
 * default and a catch, because a failed check costs a hundred times a missing value, and most values are missing.
 */
const Property = z.object({
  type: z
    .union([z.string(), z.array(z.string())])
    .default('')
    .catch(''),
  enum: z.array(z.json()).optional().catch(undefined),
  const: z.union([z.string(), z.number(), z.boolean()]).optional().catch(undefined),
  default: z.json().optional(),
  minLength: z.number().min(0).default(0).catch(0),
  maxLength: z.number().min(1).nullable().default(null).catch(null),
  minimum: z.number().nullable().default(null).catch(null),
  maximum: z.number().nullable().default(null).catch(null),
  /** Of a number: one value that means something else, and the range. */
  anyOf: z
    .array(z.object({ minimum: z.number(), maximum: z.number() }).partial())
    .default([])
    .catch([]),
  multipleOf: z.number().positive().nullable().default(null).catch(null),
  minItems: z.int().min(0).default(0).catch(0),
  maxItems: z.int().min(1).optional().catch(undefined),
  items: Nested.optional().catch(undefined),
  properties: z.record(z.string(), Nested).optional().catch(undefined),
  required: z.array(z.string()).default([]).catch([]),
  'x-media': MediaKind.optional().catch(undefined),
  'x-accepts': z.array(z.string()).default([]).catch([]),
  'x-max-size-mb': z.number().positive().nullable().default(null).catch(null),
  'x-source': WorkSource.optional().catch(undefined),
});
type Property = z.infer<typeof Property>;

/** Where a schema names no end. */
const MOST_ITEMS = 10;
/** As many parts as a message has room for: each is a button, and Telegram takes 100. */
const MOST_PARTS = 50;
/** Parts within parts within parts are nothing a person could follow. */
const DEEPEST = 3;

type Shape = Pick<InputSchema, 'properties' | 'required'>;

/** In the order of asking: earlier works and files, the prompt, the rest in the schema's order. */
export function fieldsOf(schema: Shape, depth = 0): readonly Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties)
    .map(([name, raw]) => toField(name, raw, required.has(name), depth))
    .filter((field) => field !== null)
    .toSorted((a, b) => turn(a) - turn(b));
}

/** Required names that no question stands for and that have no default: the model needs something nobody can give. */
export function unaskable(schema: Shape, fields: readonly Field[]): readonly string[] {
  return schema.required.filter(
    (name) => !fields.some((field) => field.name === name) && !isGiven(schema.properties[name]?.['default']),
  );
}

function turn(field: Field): number {
  if (field.kind === 'work') return 0;
  if (field.kind === 'file') return 1;
  return field.name === PROMPT ? 2 : 3;
}

function toField(name: string, schema: FieldSchema, required: boolean, depth: number): Field | null {
  if (NOT_ASKED.has(name) || !isStorable(name) || depth > DEEPEST) return null;
  const property = Property.parse(schema);
  const base = { name, required, default: null };
  if (property['x-source'] !== undefined) return { ...base, kind: 'work', source: property['x-source'] };
  if (property['x-media'] !== undefined) return fileField(base, property['x-media'], property, null);
  const options = optionsOf(property);
  if (options.length > 0) return withDefault({ ...base, kind: 'choice', options }, property);
  switch (typeOf(property)) {
    case 'integer':
    case 'number':
      return withDefault(numberField(base, property), property);
    case 'string': {
      const { minLength, maxLength } = property;
      return withDefault({ ...base, kind: 'text', minLength, maxLength }, property);
    }
    case 'object':
      return groupField(base, property, { many: false, min: 0, max: 1 }, depth);
    case 'array':
      return listOf(base, property, depth);
    default:
      return null;
  }
}

type Base = Pick<Field, 'name' | 'required' | 'default'>;

function numberField(base: Base, property: Property): Field {
  const range = property.anyOf.find(({ minimum, maximum }) => minimum !== undefined && maximum !== undefined);
  const min = property.minimum ?? range?.minimum ?? null;
  const max = property.maximum ?? range?.maximum ?? null;
  return { ...base, kind: 'number', whole: typeOf(property) === 'integer', min, max, step: property.multipleOf };
}

function fileField(base: Base, media: MediaKind, item: Property, list: Property | null): FileField {
  const max = list === null ? 1 : (list.maxItems ?? MOST_ITEMS);
  return {
    ...base,
    ...{ kind: 'file', media, accepts: item['x-accepts'], maxSizeMb: item['x-max-size-mb'] },
    ...{ many: list !== null, min: Math.min(list?.minItems ?? 1, max), max },
  };
}

function groupField(
  base: Base,
  { properties, required }: Property,
  size: { many: boolean; min: number; max: number },
  depth: number,
): Field | null {
  if (properties === undefined) return null;
  const shape = { properties, required };
  const fields = fieldsOf(shape, depth + 1);
  return fields.length === 0 || unaskable(shape, fields).length > 0
    ? null
    : { ...base, kind: 'group', fields, ...size };
}

function listOf(base: Base, property: Property, depth: number): Field | null {
  if (property.items === undefined) return null;
  const items = Property.parse(property.items);
  const max = property.maxItems ?? MOST_ITEMS;
  const size = { min: Math.min(property.minItems, max), max };
  if (items['x-media'] !== undefined) return fileField(base, items['x-media'], items, property);
  if (typeOf(items) === 'object') {
    const parts = { min: Math.min(size.min, MOST_PARTS), max: Math.min(max, MOST_PARTS) };
    return groupField(base, items, { many: true, ...parts }, depth);
  }
  const item = toField(base.name, property.items, true, depth + 1);
  return item === null || !isScalarField(item) ? null : { ...base, kind: 'list', item, ...size };
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
