/** Reading one property of a model's JSON Schema, and one value of an input. */
import * as z from 'zod';
import type { InputSchema, Model, ModelInput, Scalar } from './model.ts';

export type FieldSchema = InputSchema['properties'][string];
type Json = ModelInput[string];

export const MediaKind = z.enum(['image', 'video', 'audio', 'document']);
export type MediaKind = z.infer<typeof MediaKind>;

/** What a field that takes files wants. `many` = a list of addresses. */
export interface MediaField {
  readonly kind: MediaKind;
  readonly many: boolean;
  /** MIME types; empty = not said. */
  readonly accepts: readonly string[];
  readonly maxSizeMb: number | null;
}

const MediaSchema = z.object({
  'x-media': MediaKind,
  'x-accepts': z.array(z.string()).default([]),
  'x-max-size-mb': z.number().nullable().default(null),
});
const Schema = z.record(z.string(), z.json());
const Properties = z.record(z.string(), Schema);

/** A failing parse is slow, and most parameters are no files: lists of models ask for all of them. */
const parsed = <T>(schema: z.ZodType<T>, value: unknown): T | undefined =>
  value === undefined ? undefined : schema.safeParse(value).data;

/** The files a field takes, or null. A list of objects counts as media when its objects hold an address of a file. */
export function mediaField(field: FieldSchema, many = false): MediaField | null {
  const media = field['x-media'] === undefined ? undefined : parsed(MediaSchema, field);
  if (media !== undefined) {
    return { kind: media['x-media'], many, accepts: media['x-accepts'], maxSizeMb: media['x-max-size-mb'] };
  }
  const items = parsed(Schema, field['items']);
  if (items !== undefined) return mediaField(items, true);
  for (const inner of Object.values(parsed(Properties, field['properties']) ?? {})) {
    const found = mediaField(inner, many);
    if (found !== null) return found;
  }
  return null;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** KIE checks empty strings as values and refuses them, so an empty value is a value that is not given. */
export function isGiven(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** What KIE will work with: the given value, or the schema's default, or nothing. */
export function effectiveValue(model: Pick<Model, 'input'>, input: ModelInput, name: string): Json | undefined {
  const given = Object.hasOwn(input, name) ? input[name] : undefined;
  if (isGiven(given)) return given;
  return Object.hasOwn(model.input.properties, name) ? model.input.properties[name]?.['default'] : undefined;
}

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** How many files of this kind the input holds. */
export function countMedia(model: Pick<Model, 'input'>, input: ModelInput, kind: MediaKind): number {
  let count = 0;
  for (const [name, field] of Object.entries(model.input.properties)) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (!isGiven(value) || mediaField(field)?.kind !== kind) continue;
    count += Array.isArray(value) ? value.length : 1;
  }
  return count;
}
