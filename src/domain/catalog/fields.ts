/** Reading one property of a model's JSON Schema, and one value of an input. */
import { z } from 'zod';
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
const ObjectSchema = z.object({ properties: z.record(z.string(), z.record(z.string(), z.json())) });

/** The files a field takes, or null. A list of objects counts as media when its objects hold an address of a file. */
export function mediaField(field: FieldSchema, many = false): MediaField | null {
  const media = MediaSchema.safeParse(field);
  if (media.success) {
    return {
      kind: media.data['x-media'],
      many,
      accepts: media.data['x-accepts'],
      maxSizeMb: media.data['x-max-size-mb'],
    };
  }
  const items = z.record(z.string(), z.json()).safeParse(field['items']);
  if (items.success) return mediaField(items.data, true);
  const object = ObjectSchema.safeParse(field);
  if (!object.success) return null;
  for (const inner of Object.values(object.data.properties)) {
    const found = mediaField(inner, many);
    if (found !== null) return found;
  }
  return null;
}

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
