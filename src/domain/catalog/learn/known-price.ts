/** The price of every input must be known before it is sent. */
import type { FieldSchema } from '../fields.ts';
import { mediaField } from '../fields.ts';
import type { InputSchema, PriceRule } from '../model.ts';
import { priceFields } from '../price.ts';
import { NotUnderstood } from './not-understood.ts';

/** The middle way where a page names no default; the first choice otherwise. */
const PREFERRED: Readonly<Record<string, string>> = { rendering_speed: 'BALANCED' };

function chosenDefault(name: string, field: FieldSchema): FieldSchema[string] {
  const choices = field['enum'];
  if (Array.isArray(choices)) {
    const preferred = PREFERRED[name];
    return preferred !== undefined && choices.includes(preferred) ? preferred : (choices[0] ?? null);
  }
  if (field['type'] === 'boolean') return false;
  const minimum = field['minimum'];
  if (typeof minimum === 'number') return minimum;
  throw new NotUnderstood(`the price hangs on ${name}, which has no default`);
}

/**
 * An optional parameter that decides the price but has no documented default would leave the price unknown whenever it
 * is left out. It gets a default of ours, which `buildInput` always writes out. Throws NotUnderstood where there is
 * nothing to choose from.
 */
export function withKnownPrice(schema: InputSchema, prices: readonly PriceRule[]): InputSchema {
  const undecided = priceFields({ input: schema, prices: [...prices] }).filter(
    (name) => !schema.required.includes(name) && schema.properties[name]?.['default'] === undefined,
  );
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, field]) => [
      name,
      undecided.includes(name) && mediaField(field) === null
        ? { ...field, default: chosenDefault(name, field) }
        : field,
    ]),
  );
  return { ...schema, properties };
}
