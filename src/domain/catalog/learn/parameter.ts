/** One parameter of a foreign schema, reduced to the keywords that our forms and our validation know. */
import type { FieldSchema } from '../fields.ts';
import { isScalar } from '../fields.ts';
import { asObject, merged, oneShape } from './composition.ts';
import { fileLimits } from './file-limits.ts';
import type { Json, JsonObject } from './json.ts';
import { at, isObject } from './json.ts';
import { choicesOf, count, given, inType, isWithin, limits, list, number, ranges } from './keywords.ts';
import { mediaKind } from './media-kind.ts';
import { NotUnderstood } from './not-understood.ts';
import { safePattern } from './pattern.ts';

function typeOf(schema: JsonObject): string | undefined {
  const said = schema['type'];
  const type = Array.isArray(said) ? said.find((each) => each !== 'null') : said;
  if (typeof type === 'string') return type;
  if (isObject(schema['properties'])) return 'object';
  if (schema['items'] !== undefined) return 'array';
  const [choice] = list(schema['enum']) ?? [schema['const'] ?? schema['default']];
  return isScalar(choice) ? typeof choice : undefined;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function stringField(name: string, schema: JsonObject, around: string): JsonObject {
  const choices = choicesOf('string', schema);
  const words = `${around} ${textOf(schema['description'])}`;
  const kind = mediaKind(name, { type: 'string', format: textOf(schema['format']), choices, around: words });
  return given({
    type: 'string',
    enum: choices,
    minLength: count(schema['minLength']),
    maxLength: count(schema['maxLength']),
    pattern: choices === undefined && kind === null ? safePattern(schema['pattern']) : undefined,
    format: kind === null ? undefined : 'uri',
    'x-media': kind ?? undefined,
    ...(kind === null ? {} : fileLimits(words)),
  });
}

export const namesIn = (value: Json | undefined): readonly string[] =>
  (list(value) ?? []).filter((name): name is string => typeof name === 'string');

export interface Parameters {
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required: readonly string[];
  /** Optional ones that were not understood, with the reason. */
  readonly dropped: readonly string[];
}

const isGone = (schema: Json): boolean => at(schema, 'deprecated') === true || at(schema, 'readOnly') === true;

/** The parameters of an object. Throws NotUnderstood where a required one is not understood. */
export function parameters(schema: JsonObject, around = ''): Parameters {
  const wanted = namesIn(schema['required']);
  const properties: [string, FieldSchema][] = [];
  const dropped: string[] = [];
  for (const [name, said] of Object.entries(asObject(schema['properties']))) {
    if (isGone(said)) continue;
    try {
      properties.push([name, parameter(name, said, around)]);
    } catch (error) {
      if (!(error instanceof NotUnderstood) || wanted.includes(name)) throw error;
      dropped.push(error.message);
    }
  }
  const known = new Map(properties);
  return {
    properties: Object.fromEntries(properties),
    required: [...new Set(wanted)].filter((name) => known.has(name)),
    dropped,
  };
}

function objectField(name: string, schema: JsonObject): JsonObject {
  const { properties, required } = parameters(schema, name);
  return { type: 'object', properties, required: [...required], additionalProperties: false };
}

function arrayField(name: string, schema: JsonObject, around: string): JsonObject {
  const items = schema['items'];
  const words = `${around} ${textOf(schema['description'])}`;
  return given({
    type: 'array',
    items: items === undefined ? undefined : parameter(name, items, words),
    minItems: number(schema['minItems']),
    maxItems: count(schema['maxItems']),
  });
}

function shapeOf(name: string, schema: JsonObject, around: string): JsonObject {
  const type = typeOf(schema);
  switch (type) {
    case 'string':
      return stringField(name, schema, around);
    case 'number':
    case 'integer':
      return given({ type, enum: choicesOf(type, schema), ...ranges(schema), ...limits(schema) });
    case 'boolean':
      return { type: 'boolean' };
    case 'array':
      return arrayField(name, schema, around);
    case 'object':
      return objectField(name, schema);
    default:
      throw new NotUnderstood(`the parameter ${name} has ${type === undefined ? 'no type' : `the type ${type}`}`);
  }
}

/** Empty values are never sent, so an empty default says nothing; neither does one that the parameter does not take. */
function defaultOf(said: Json | undefined, shape: JsonObject): Json | undefined {
  if (said === undefined || typeof shape['type'] !== 'string' || shape['x-media'] !== undefined) return undefined;
  const value = ['array', 'object'].includes(shape['type']) ? undefined : inType(shape['type'], said);
  const choices = list(shape['enum']);
  if (value === undefined || (choices !== undefined && !choices.includes(value))) return undefined;
  return isWithin(value, shape) ? value : undefined;
}

/**
 * Our schema of one parameter, whose own references are resolved; what we have no use for is dropped. `name` is kept as
 * it is, blanks and all; `around` is what is said of what it is in. Throws NotUnderstood.
 */
function parameter(name: string, said: Json, around = ''): FieldSchema {
  const schema = oneShape(merged(said));
  const shape = shapeOf(name, schema, around);
  return given({ ...shape, default: defaultOf(schema['default'], shape) });
}
