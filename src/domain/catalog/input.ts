/** From what a person chose to what KIE is sent. */
import { onBranchOf } from './branch.ts';
import type { FieldSchema } from './fields.ts';
import { isGiven, isRecord } from './fields.ts';
import type { Model, ModelInput } from './model.ts';
import { priceFields } from './price.ts';

type Json = ModelInput[string];
type Values = Readonly<Record<string, Json>>;

const NUMBER = /^-?\d+(?:\.\d+)?$/;

const own = (values: Values, name: string): Json | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** What cannot be read stays as it is, for the validation to name. */
function scalarOf(type: Json | undefined, value: Json): Json {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof value !== 'string') return value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return (type === 'number' || type === 'integer') && NUMBER.test(value.trim()) ? Number(value) : value;
}

/** The value in the type the schema declares, at every depth; undefined where nothing is left of it. */
function inDeclaredType(field: FieldSchema, value: Json): Json | undefined {
  const type = field['type'];
  if (type === 'array' && Array.isArray(value)) return listOf(field['items'], value);
  if (type === 'object' && isRecord(value)) return objectOf(field, value);
  return scalarOf(type, value);
}

/** Without its empty items, except empty lists: in a list of lists the place of each says which file it belongs to. */
function listOf(items: Json | undefined, values: readonly Json[]): Json | undefined {
  const schema = isRecord(items) ? items : {};
  const left = values.flatMap((value): readonly Json[] => {
    if (Array.isArray(value)) return [value.length === 0 ? value : (inDeclaredType(schema, value) ?? [])];
    const typed = isGiven(value) ? inDeclaredType(schema, value) : undefined;
    return typed === undefined ? [] : [typed];
  });
  return left.length === 0 ? undefined : left;
}

function objectOf(field: FieldSchema, value: Values): Json | undefined {
  if (!isRecord(field['properties'])) return value;
  const required: readonly Json[] = Array.isArray(field['required']) ? field['required'] : [];
  const isEmpty = !Object.keys(field['properties']).some((name) => isGiven(own(value, name)));
  return isEmpty ? undefined : fieldsOf(field['properties'], value, (name) => required.includes(name));
}

/** In the schema's order. `isExplicit`: its default is written out. */
function fieldsOf(properties: Values, values: Values, isExplicit: (name: string) => boolean): Record<string, Json> {
  const entries = Object.entries(properties).flatMap(([name, property]): readonly (readonly [string, Json])[] => {
    const field = isRecord(property) ? property : {};
    const chosen = own(values, name);
    const value = isGiven(chosen) ? chosen : isExplicit(name) ? field['default'] : undefined;
    const typed = isGiven(value) ? inDeclaredType(field, value) : undefined;
    return typed === undefined ? [] : [[name, typed]];
  });
  return Object.fromEntries(entries);
}

/**
 * The input for KIE, in the schema's order and types. Empty optional values are left out (KIE refuses empty strings);
 * names that the schema does not know are dropped. Defaults are written out where a parameter is required or decides
 * the price (on the branch that is chosen), so that the bill never hangs on a default that KIE may change.
 */
export function buildInput(
  model: Pick<Model, 'input' | 'prices' | 'rules'>,
  values: Readonly<Record<string, Json>>,
): ModelInput {
  const chosen = onBranchOf(model, values);
  const explicit = new Set([...chosen.input.required, ...priceFields(chosen)]);
  return fieldsOf(model.input.properties, values, (name) => explicit.has(name));
}
