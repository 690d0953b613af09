/** From what a person chose to what KIE is sent. */
import type { FieldSchema } from './fields.ts';
import { isGiven } from './fields.ts';
import type { Model, ModelInput } from './model.ts';
import { priceFields } from './price.ts';

type Json = ModelInput[string];

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** The value in the type the schema declares; what cannot be read stays as it is, for the validation to name. */
function inDeclaredType(field: FieldSchema, value: Json): Json {
  switch (field['type']) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    case 'number':
    case 'integer':
      return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    default:
      return value;
  }
}

/**
 * The input for KIE, in the schema's order and types. Empty optional values are left out (KIE refuses empty strings);
 * names that the schema does not know are dropped. Defaults are written out where a parameter is required or decides
 * the price, so that the bill never hangs on a default that KIE may change.
 */
export function buildInput(model: Pick<Model, 'input' | 'prices'>, values: Readonly<Record<string, Json>>): ModelInput {
  const explicit = new Set([...model.input.required, ...priceFields(model)]);
  const input: Record<string, Json> = {};
  for (const [name, field] of Object.entries(model.input.properties)) {
    const chosen = Object.hasOwn(values, name) ? values[name] : undefined;
    const value = isGiven(chosen) ? chosen : explicit.has(name) ? field['default'] : undefined;
    if (isGiven(value)) input[name] = inDeclaredType(field, value);
  }
  return input;
}
