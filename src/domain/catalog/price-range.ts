/** Prices before there is an input: the least a model can cost, and what one more choice makes of a price. */
import { branchesOf, onBranches } from './branch.ts';
import {
  type Fraction,
  fraction,
  isLess,
  isPositive,
  ONE,
  plus,
  roundedUp,
  times,
  toThousandths,
  ZERO,
} from './decimal.ts';
import { type FieldSchema, mediaField } from './fields.ts';
import { canTell } from './input-facts.ts';
import type { ModelInput, PriceRule, PriceUnit, Scalar } from './model.ts';
import { isSurcharge, type Priced, priceFields, quote, SURCHARGES } from './price.ts';
import { COUNT_FIELDS } from './quantities.ts';

const least = (amounts: readonly Fraction[]): Fraction | null =>
  amounts.reduce<Fraction | null>((best, amount) => (best === null || isLess(amount, best) ? amount : best), null);

const has = ({ input }: Priced, name: string): boolean => Object.hasOwn(input.properties, name);

/** The least whole number above zero that the schema allows; zero and below mean "not said here", so one. */
function leastWhole(field: FieldSchema): Fraction | null {
  const { enum: choices, anyOf, minimum } = field;
  if (Array.isArray(choices)) return least(choices.flatMap((choice) => atLeastOne(choice) ?? []));
  if (Array.isArray(anyOf)) {
    return least(anyOf.flatMap((branch) => (isSchema(branch) ? (leastWhole(branch) ?? []) : [])));
  }
  return atLeastOne(minimum) ?? ONE;
}

const isSchema = (value: unknown): value is FieldSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function atLeastOne(value: unknown): Fraction | null {
  const amount = fraction(value);
  if (amount === null) return null;
  return isPositive(amount) ? roundedUp(amount) : ONE;
}

/** Of the parameter, as far as the rule leaves it open; one where the model has no such parameter. */
function leastOf(model: Priced, rule: PriceRule, name: string | undefined): Fraction | null {
  const field = name === undefined ? undefined : model.input.properties[name];
  if (name === undefined || field === undefined) return ONE;
  return Object.hasOwn(rule.when, name) ? atLeastOne(rule.when[name]) : leastWhole(field);
}

/** Null = the input alone never tells it. */
function leastQuantity(unit: PriceUnit, model: Priced, rule: PriceRule): Fraction | null {
  switch (unit) {
    case 'image':
    case 'video':
    case 'megapixel':
      return leastOf(
        model,
        rule,
        COUNT_FIELDS.find((name) => has(model, name)),
      );
    case 'second':
      return leastOf(model, rule, 'duration');
    case 'minute': {
      const seconds = leastOf(model, rule, 'duration');
      return seconds === null ? null : times(seconds, { numerator: 1n, denominator: 60n });
    }
    case 'million-output-tokens':
      return null;
    default:
      return ONE;
  }
}

function needsFile(model: Priced, kind: 'image' | 'video'): boolean {
  const { properties, required } = model.input;
  return required.some((name) => mediaField(properties[name] ?? {})?.kind === kind);
}

/** Pictures that every input has. */
function leastImages(model: Priced): number {
  const isImage = (name: string): boolean => mediaField(model.input.properties[name] ?? {})?.kind === 'image';
  const { required, properties } = model.input;
  const needed = required.filter(isImage).map((name) => Number(properties[name]?.['minItems'] ?? 1));
  const oneOfSeveral = (model.rules ?? []).filter(
    (rule) => rule.rule === 'at-least-one' && rule.of.every((name) => isImage(name) && !required.includes(name)),
  );
  return needed.reduce((sum, count) => sum + Math.max(1, count), 0) + Math.min(1, oneOfSeveral.length);
}

function leastSurcharged(unit: PriceUnit, model: Priced, rule: PriceRule): number {
  if (unit === 'input-second') return rule.when['$videoInput'] === true || needsFile(model, 'video') ? 1 : 0;
  return Math.max(0, leastImages(model) - (unit === 'input-image-after-first' ? 1 : 0));
}

const isImplied = (model: Priced, condition: string): boolean =>
  condition === '$videoInput' && needsFile(model, 'video');

/** What surely comes on top: a surcharge whose conditions the rule's own include. */
function leastSurcharge(unit: PriceUnit, model: Priced, rule: PriceRule): Fraction {
  const possible = model.prices.filter(
    (extra) =>
      extra.unit === unit &&
      Object.entries(extra.when).every(([name, value]) => !Object.hasOwn(rule.when, name) || rule.when[name] === value),
  );
  if (possible.length === 0) return ZERO;
  const isSure = possible.some((extra) =>
    Object.keys(extra.when).every((name) => Object.hasOwn(rule.when, name) || isImplied(model, name)),
  );
  const each = least(possible.flatMap(({ credits }) => fraction(credits) ?? []));
  const count = fraction(leastSurcharged(unit, model, rule));
  return isSure && each !== null && count !== null ? times(each, count) : ZERO;
}

/** Whether any input has this value. */
function canBe(model: Priced, name: string, wanted: Scalar): boolean {
  if (name === '$videoInput') {
    if (wanted === false) return !needsFile(model, 'video');
    return Object.values(model.input.properties).some((field) => mediaField(field)?.kind === 'video');
  }
  if (name.startsWith('$')) return canTell(model, name);
  const choices = model.input.properties[name]?.['enum'];
  return has(model, name) && (!Array.isArray(choices) || choices.includes(wanted));
}

function leastCost(model: Priced, rule: PriceRule): Fraction | null {
  if (!Object.entries(rule.when).every(([name, wanted]) => canBe(model, name, wanted))) return null;
  const credits = fraction(rule.credits);
  const quantity = leastQuantity(rule.unit, model, rule);
  if (credits === null || quantity === null) return null;
  return SURCHARGES.reduce((sum, unit) => plus(sum, leastSurcharge(unit, model, rule)), times(credits, quantity));
}

/**
 * KIE credits that no input goes below, as near to the cheapest one as the schema alone tells; null when no input has
 * a price. Of files it assumes the shortest and smallest there are: one second, one megapixel.
 */
export function priceFrom(model: Priced): number | null {
  const branches = branchesOf(model);
  const ways = branches.length === 0 ? [model] : branches.map((branch) => onBranches(model, [branch]));
  const costs = ways.flatMap((way) =>
    way.prices.filter((rule) => !isSurcharge(rule)).flatMap((rule) => leastCost(way, rule) ?? []),
  );
  const lowest = least(costs);
  return lowest === null ? null : toThousandths(lowest);
}

/** KIE credits for the input with one parameter changed; null where that has no price. */
export function priceWith(model: Priced, input: ModelInput, field: string, value: Scalar): number | null {
  const changed = quote(model, { ...input, [field]: value });
  return changed.ok ? changed.credits : null;
}

export const decidesPrice = (model: Priced, field: string): boolean => priceFields(model).includes(field);
