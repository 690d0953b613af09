/** Prices that were corrected by what KIE really charged, for one exact set of the parameters that decide a price. */
import { effectiveValue, isScalar } from './fields.ts';
import type { Model, ModelInput, PriceRule, PriceUnit, Scalar } from './model.ts';
import { priceFields } from './price.ts';
import { fieldsOfUnit } from './quantities.ts';

export interface PriceParameters {
  readonly values: Readonly<Record<string, Scalar>>;
  /** These values alone decide the price: nothing is counted in a text or a file, and no `$` fact is asked for. */
  readonly isExact: boolean;
}

export interface PriceOverride {
  readonly modelId: string;
  readonly when: Readonly<Record<string, Scalar>>;
  /** KIE credits for the whole generation. */
  readonly credits: number;
}

/** One generation costs the same by these, whatever the files and texts are. */
const COUNTED_BY_PARAMETERS: readonly PriceUnit[] = ['request', 'image', 'video', 'second', 'minute'];

function isCounted(rule: PriceRule, values: PriceParameters['values']): boolean {
  if (!COUNTED_BY_PARAMETERS.includes(rule.unit) || Object.keys(rule.when).some((name) => name.startsWith('$'))) {
    return false;
  }
  const isLength = rule.unit === 'second' || rule.unit === 'minute';
  // A length of `auto`, or of none, is that of a file.
  return !isLength || fieldsOfUnit(rule.unit).some((name) => Number(values[name]) > 0);
}

/** Text that a person types is not among the values, wherever it decides the price. */
export function priceParameters(model: Pick<Model, 'input' | 'prices'>, input: ModelInput): PriceParameters {
  const values: Record<string, Scalar> = {};
  let isWhole = true;
  for (const name of priceFields(model)) {
    const value = effectiveValue(model, input, name);
    const field = model.input.properties[name];
    const isTyped = typeof value === 'string' && !Array.isArray(field?.['enum']);
    if (isScalar(value) && !isTyped) values[name] = value;
    else if (value !== undefined) isWhole = false;
  }
  return { values, isExact: isWhole && model.prices.every((rule) => isCounted(rule, values)) };
}

function sameConditions(rule: PriceRule, override: PriceOverride): boolean {
  const [names, wanted] = [Object.keys(rule.when), Object.entries(override.when)];
  return names.length === wanted.length && wanted.every(([name, value]) => rule.when[name] === value);
}

/** An override of parameters that the model no longer has is of yesterday and does nothing. */
function corrected(model: Model, override: PriceOverride): Model {
  if (Object.keys(override.when).some((name) => !Object.hasOwn(model.input.properties, name))) return model;
  const others = model.prices.filter((rule) => !sameConditions(rule, override));
  return { ...model, prices: [...others, { when: { ...override.when }, credits: override.credits, unit: 'request' }] };
}

/** A model without a correction stays the same object. */
export function withOverrides(models: readonly Model[], overrides: readonly PriceOverride[]): readonly Model[] {
  return models.map((model) => overrides.filter(({ modelId }) => modelId === model.id).reduce<Model>(corrected, model));
}
