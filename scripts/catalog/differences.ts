/** What KIE's live catalog says otherwise than the bundled one. */
import type { CatalogFacts, Learned } from '../../src/domain/catalog/learn/learn-model.ts';
import type { InputSchema, Model, PriceRule } from '../../src/domain/catalog/model.ts';

/** One line a model, or none. */
export interface Difference {
  readonly id: string;
  readonly kind: 'new' | 'gone' | 'changed' | 'not understood';
  readonly details: readonly string[];
}

const text = (value: unknown): string => (value === undefined ? 'not said' : JSON.stringify(value));

function fieldChanges(before: InputSchema, now: InputSchema): readonly string[] {
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(now.properties)])];
  return names.flatMap((name) => {
    const [old, current] = [before.properties[name], now.properties[name]];
    if (old === undefined) return [`the parameter ${name} is new: ${text(current)}`];
    if (current === undefined) return [`the parameter ${name} is gone`];
    return keywordChanges(name, old, current);
  });
}

function keywordChanges(
  name: string,
  before: InputSchema['properties'][string],
  now: InputSchema['properties'][string],
): readonly string[] {
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keywords
    .filter((keyword) => text(before[keyword]) !== text(now[keyword]))
    .map((keyword) => `the parameter ${name}: ${keyword} was ${text(before[keyword])}, is ${text(now[keyword])}`);
}

function requiredChanges(before: readonly string[], now: readonly string[]): readonly string[] {
  const more = now.filter((name) => !before.includes(name));
  const less = before.filter((name) => !now.includes(name));
  return [
    ...more.map((name) => `the parameter ${name} is required now`),
    ...less.map((name) => `the parameter ${name} is not required any more`),
  ];
}

const priceText = (rules: readonly PriceRule[]): string =>
  rules.map(({ when, credits, unit }) => `${credits} per ${unit}${text(when)}`).join(', ') || 'none';

function modelChanges(before: Model, now: Model): readonly string[] {
  return [
    ...fieldChanges(before.input, now.input),
    ...requiredChanges(before.input.required, now.input.required),
    ...(text(before.rules) === text(now.rules) ? [] : [`the rules were ${text(before.rules)}, are ${text(now.rules)}`]),
    ...(text(before.prices) === text(now.prices)
      ? []
      : [`the prices were ${priceText(before.prices)}, are ${priceText(now.prices)}`]),
  ];
}

/** Null: the live catalog says what the bundled one says. */
export function differenceOf(facts: CatalogFacts, learned: Learned, known: Model | undefined): Difference | null {
  const { id } = facts;
  if (learned.kind === 'left-out') {
    return { id, kind: 'not understood', details: [`${learned.reason}: ${learned.detail}`] };
  }
  if (known === undefined) {
    const { tasks, prices } = learned.model;
    return { id, kind: 'new', details: [`for ${tasks.join(', ')}, prices: ${priceText(prices)}`, ...learned.notes] };
  }
  const details = [...modelChanges(known, learned.model), ...learned.notes];
  return details.length === 0 ? null : { id, kind: 'changed', details };
}

/** Bundled models that the live catalog does not name. */
export const goneModels = (known: readonly Model[], live: readonly string[]): readonly Difference[] =>
  known.filter((model) => !live.includes(model.id)).map(({ id }) => ({ id, kind: 'gone', details: [] }));
