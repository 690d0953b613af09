/** Keywords of JSON Schema as other people write them, in the form that our forms and our validation know. */
import { isScalar } from '../fields.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';

export type Keywords = Readonly<Record<string, Json | undefined>>;

export const given = (keywords: Keywords): JsonObject =>
  Object.fromEntries(Object.entries(keywords).filter((entry): entry is [string, Json] => entry[1] !== undefined));

export const number = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
/** A limit of 0 or less says nothing where 0 is the least there can be. */
export const count = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

export const list = (value: Json | undefined): readonly Json[] | undefined =>
  Array.isArray(value) ? value : undefined;

/** A value in the declared type: pages write `5` where they mean `"5"`, and the other way round. */
export function inType(type: string, value: Json): Json | undefined {
  if (type === 'string') return isScalar(value) && value !== '' ? String(value) : undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return undefined;
  return type === 'number' || Number.isInteger(amount) ? amount : undefined;
}

export function choicesOf(type: string, schema: JsonObject): Json[] | undefined {
  const said = list(schema['enum']) ?? (schema['const'] === undefined ? undefined : [schema['const']]);
  const choices = said?.map((value) => inType(type, value)).filter((value) => value !== undefined);
  return choices === undefined || choices.length === 0 ? undefined : [...new Set(choices)];
}

/** OpenAPI 3.0 says `exclusiveMinimum: true`, 3.1 says the number. */
export function limits(schema: JsonObject): Keywords {
  const side = (plain: string, exclusive: string): Keywords => {
    const limit = number(schema[plain]);
    const open = schema[exclusive];
    if (open === true) return { [exclusive]: limit };
    return { [plain]: limit, [exclusive]: number(open) };
  };
  const step = number(schema['multipleOf']);
  return {
    ...side('minimum', 'exclusiveMinimum'),
    ...side('maximum', 'exclusiveMaximum'),
    multipleOf: step !== undefined && step > 0 ? step : undefined,
  };
}

/** A range with single values beside it: `-1`, or 4 to 15. */
export function ranges(schema: JsonObject): Keywords {
  const ways = list(schema['anyOf']) ?? list(schema['oneOf']);
  if (ways === undefined) return {};
  const type = schema['type'] === 'integer' ? 'integer' : 'number';
  const anyOf = ways.filter(isObject).map((way) => given({ enum: choicesOf(type, way), ...limits(way) }));
  return anyOf.length === 0 || anyOf.some((way) => Object.keys(way).length === 0) ? {} : { anyOf };
}

/** Whether a default keeps the limits of its own parameter: one that does not would make every form wrong. */
export function isWithin(value: Json | undefined, shape: JsonObject): boolean {
  const limit = (keyword: string, otherwise: number): number => number(shape[keyword]) ?? otherwise;
  if (typeof value === 'string') {
    const length = Array.from(value).length;
    return length >= limit('minLength', 0) && length <= limit('maxLength', Infinity);
  }
  if (typeof value !== 'number') return true;
  const isAbove = value >= limit('minimum', -Infinity) && value > limit('exclusiveMinimum', -Infinity);
  return isAbove && value <= limit('maximum', Infinity) && value < limit('exclusiveMaximum', Infinity);
}
