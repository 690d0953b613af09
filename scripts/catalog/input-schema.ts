/** From the facts' parameter lists to JSON Schema (2020-12). */
import type { FieldSchema } from '../../src/domain/catalog/fields.ts';
import type { InputSchema } from '../../src/domain/catalog/model.ts';
import type { FactField, FactShape } from './facts.ts';
import { mediaKind } from '../../src/domain/catalog/learn/media-kind.ts';
import { NotUnderstood } from '../../src/domain/catalog/learn/not-understood.ts';

type Mutable = Record<string, FieldSchema[string]>;

/** Adds the keywords whose value is said. */
function withKeywords(schema: Mutable, keywords: Readonly<Record<string, FieldSchema[string] | undefined>>): Mutable {
  for (const [name, value] of Object.entries(keywords)) if (value !== undefined) schema[name] = value;
  return schema;
}

/** Numbers that are sent as text ("5") are a choice: JSON Schema has no range for strings. */
function choicesOf(field: FactShape): readonly (string | number | boolean)[] | undefined {
  if (field.enum !== undefined || field.type !== 'string') return field.enum;
  const { min, max } = field;
  if (min === undefined || max === undefined) return undefined;
  return Array.from({ length: max - min + 1 }, (_, step) => String(min + step));
}

function stringSchema(name: string, field: FactShape): Mutable {
  const choices = choicesOf(field);
  const kind = mediaKind(name, { ...field, choices: field.enum });
  return withKeywords(
    { type: 'string' },
    {
      enum: choices === undefined ? undefined : [...choices],
      minLength: field.minLength === 0 ? undefined : field.minLength,
      maxLength: field.maxLength,
      pattern: choices === undefined ? field.pattern : undefined,
      ...(kind === null
        ? {}
        : {
            format: 'uri',
            'x-media': kind,
            'x-accepts': field.accepts === undefined ? undefined : [...field.accepts],
            'x-max-size-mb': field.maxSizeMB,
          }),
    },
  );
}

function numberSchema(field: FactShape): Mutable {
  const range = withKeywords({}, { minimum: field.min, maximum: field.max });
  const base = withKeywords({ type: field.type }, { enum: field.enum === undefined ? undefined : [...field.enum] });
  if (field.allowed === undefined) return { ...base, ...range };
  return { ...base, anyOf: [{ enum: [...field.allowed] }, range] };
}

/** Types, sizes and formats of a list's files are given for the list; they belong to each of its items. */
function arraySchema(name: string, field: FactShape, items: FactShape): Mutable {
  const { accepts, maxSizeMB, minItems, maxItems, effectiveMaxItems } = field;
  const item = { ...(accepts && { accepts }), ...(maxSizeMB !== undefined && { maxSizeMB }), ...items };
  return withKeywords(
    { type: 'array', items: shapeSchema(name, item) },
    { minItems, maxItems: effectiveMaxItems ?? maxItems },
  );
}

function objectShape(fields: readonly FactField[]): Mutable {
  const { properties, required } = objectSchema(fields);
  return { type: 'object', properties, required, additionalProperties: false };
}

function shapeSchema(name: string, field: FactShape): Mutable {
  switch (field.type) {
    case 'string':
      return stringSchema(name, field);
    case 'number':
    case 'integer':
      return numberSchema(field);
    case 'boolean':
      return { type: 'boolean' };
    case 'array':
      return field.items === undefined ? { type: 'array' } : arraySchema(name, field, field.items);
    case 'object':
      return objectShape(field.properties ?? []);
    default:
      throw new NotUnderstood(`parameter ${name} has the type ${field.type}`);
  }
}

/** Empty values are never sent, so an empty default says nothing; addresses of files have no useful default. */
function defaultOf(field: FactField, schema: FieldSchema): FieldSchema[string] | undefined {
  const given = field.default;
  if (given === undefined || given === null || given === '' || Array.isArray(given)) return undefined;
  const choices = schema['enum'];
  if (Array.isArray(choices) && !choices.includes(given)) return undefined;
  return schema['x-media'] === undefined ? given : undefined;
}

function fieldSchema(field: FactField): FieldSchema {
  const schema = shapeSchema(field.name, field);
  return withKeywords(schema, { default: defaultOf(field, schema) });
}

/** KIE drops unknown names silently, so that a misspelled one would change the result; here it is a problem. */
export function objectSchema(fields: readonly FactField[]): InputSchema {
  const current = fields.filter((field) => field.deprecated !== true);
  return {
    type: 'object',
    properties: Object.fromEntries(current.map((field) => [field.name, fieldSchema(field)])),
    required: current.filter((field) => field.required).map((field) => field.name),
    additionalProperties: false,
  };
}
