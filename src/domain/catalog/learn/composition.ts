/** Schemas that are put together from several. */
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { list } from './keywords.ts';
import { NotUnderstood } from './not-understood.ts';

/** One schema of several that all hold. */
export function merged(schema: Json): JsonObject {
  if (!isObject(schema)) throw new NotUnderstood('a schema that is no object');
  const { allOf: parts, ...own } = schema;
  return (list(parts) ?? []).map(merged).reduce((whole, part) => mergeTwo(whole, part), own);
}

function mergeTwo(a: JsonObject, b: JsonObject): JsonObject {
  const properties = { ...asObject(a['properties']), ...asObject(b['properties']) };
  const required = [...new Set([...(list(a['required']) ?? []), ...(list(b['required']) ?? [])])];
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
  };
}

export const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Of several shapes the first that is not just `null`. Ranges with single values beside them stay as they are. */
export function oneShape(schema: JsonObject): JsonObject {
  const ways = list(schema['anyOf']) ?? list(schema['oneOf']);
  if (ways === undefined || isNumeric(schema)) return schema;
  const own = Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => keyword !== 'anyOf' && keyword !== 'oneOf'),
  );
  const shape = ways.filter(isObject).find((way) => way['type'] !== 'null');
  return shape === undefined ? own : oneShape(merged({ ...shape, ...own }));
}

const isNumeric = (schema: JsonObject): boolean => schema['type'] === 'integer' || schema['type'] === 'number';
