/** The prices of a model: those that KIE's prose states where it is understood, else those that were known. */
import type { InputSchema, Model, PriceRule, PriceUnit } from '../model.ts';
import { fieldsOfUnit } from '../quantities.ts';
import { billsInputSeconds, inputSecondRules } from './input-seconds.ts';
import type { ProsePrices } from './price-prose.ts';
import { isFree, pricesInProse } from './price-prose.ts';
import { priceWords } from './price-words.ts';

interface Priced {
  readonly prices: readonly PriceRule[];
  /** Sentences for an admin. */
  readonly notes: readonly string[];
}

interface PriceFacts {
  readonly id: string;
  readonly vendor: string;
  readonly pricing: string | null;
}

/** No price is told at such length; a text like that is for people. */
const LONGEST_PROSE = 4_000;
const PLAIN_UNITS: readonly PriceUnit[] = ['request', 'image', 'video'];
const isSurcharge = (rule: PriceRule): boolean => rule.unit.startsWith('input-');

/** What a price without a unit counts: what it counted before; one call, where nothing says how many or how long. */
function plainUnit(schema: InputSchema, known: readonly PriceRule[]): PriceUnit | null {
  const units = [...new Set(known.filter((rule) => !isSurcharge(rule)).map((rule) => rule.unit))];
  const [only] = units;
  if (only !== undefined) return units.length === 1 && PLAIN_UNITS.includes(only) ? only : null;
  const counting = [...fieldsOfUnit('image'), ...fieldsOfUnit('second'), ...fieldsOfUnit('1000-characters')];
  return counting.some((name) => Object.hasOwn(schema.properties, name)) ? null : 'request';
}

const comparable = (rules: readonly PriceRule[]): string =>
  rules
    .map(({ when, credits, unit }) => JSON.stringify([Object.entries(when).toSorted(), credits, unit]))
    .toSorted()
    .join();

/** Whether a price for these values is among the stated ones. A price per second says what every length costs. */
const isStated = (known: PriceRule, stated: readonly PriceRule[]): boolean =>
  stated.some(
    (rule) =>
      Object.entries(rule.when).every(([name, value]) => known.when[name] === value) &&
      Object.keys(known.when).every((name) => Object.hasOwn(rule.when, name) || fieldsOfUnit(rule.unit).includes(name)),
  );

/**
 * Prose that no longer tells apart what used to cost differently, or names fewer cases, has more likely left them out
 * than made them equal or unsold.
 */
const saysAsMuch = (stated: readonly PriceRule[], known: readonly PriceRule[]): boolean =>
  known.every((rule) => isSurcharge(rule) || isStated(rule, stated));

/** Surcharges that the prose does not speak of stay. */
function withSurcharges(id: string, { rules, countsInput }: ProsePrices, known: readonly PriceRule[]): PriceRule[] {
  const ofInput = countsInput || billsInputSeconds(id) ? inputSecondRules(rules) : [];
  const extra = rules.some(isSurcharge) ? [] : ofInput;
  const spoken = new Set([...rules, ...extra].map((rule) => rule.unit));
  return [...rules, ...extra, ...known.filter((rule) => isSurcharge(rule) && !spoken.has(rule.unit))];
}

/** Whether every amount of the prose is one of the known ones, which leaves nothing to tell an admin. */
function namesKnownAmounts(prose: string, known: readonly PriceRule[]): boolean {
  const amounts = [...prose.matchAll(/(\d+(?:\.\d+)?)\s*(?:kie\s+)?credits?/gi)].map((match) => Number(match[1]));
  return amounts.length > 0 && amounts.every((amount) => known.some((rule) => rule.credits === amount));
}

function notUnderstood(prose: string, known: readonly PriceRule[]): Priced {
  const said = prose.trim().replaceAll(/\s+/g, ' ');
  if (known.length === 0) return { prices: [], notes: [`not sold, the price was not understood: ${said}`] };
  const notes = namesKnownAmounts(prose, known) ? [] : [`the price was not understood, the known one stays: ${said}`];
  return { prices: known, notes };
}

const amountsOf = (rules: readonly PriceRule[]): string =>
  [...new Set(rules.map((rule) => `${rule.credits} per ${rule.unit}`))].join(', ');

/**
 * `known` prices are kept, in their order, when the prose states the same; otherwise what it states wins, because it is
 * what is billed. Without prose and without known prices a model has no price and is not sold.
 */
export function learnPrices(
  { id, vendor, pricing }: PriceFacts,
  names: readonly Model['title'][],
  schema: InputSchema,
  known: readonly PriceRule[],
): Priced {
  const prose = pricing ?? '';
  if (prose.trim() === '') return { prices: known, notes: known.length === 0 ? ['not sold, KIE names no price'] : [] };
  if (prose.length > LONGEST_PROSE) return notUnderstood(prose.slice(0, LONGEST_PROSE), known);
  const words = priceWords(id, [vendor, ...names.map(({ en }) => en)], schema);
  if (isFree(prose, words)) return changed([{ when: {}, credits: 0, unit: 'request' }], known);
  const stated = pricesInProse(prose, words, plainUnit(schema, known));
  if (stated === null || !saysAsMuch(stated.rules, known)) return notUnderstood(prose, known);
  return changed(withSurcharges(id, stated, known), known);
}

function changed(prices: readonly PriceRule[], known: readonly PriceRule[]): Priced {
  if (comparable(prices) === comparable(known)) return { prices: known, notes: [] };
  if (known.length === 0) return { prices, notes: [] };
  return { prices, notes: [`the price changed: ${amountsOf(known)} before, ${amountsOf(prices)} now`] };
}
