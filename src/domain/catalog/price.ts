/**
 * What a generation costs, in KIE credits: the one place where a price is computed. No rule that surely applies = no
 * price = not sold; there is no fallback to the cheapest row.
 */
import { onBranchOf } from './branch.ts';
import type { Fraction } from './decimal.ts';
import { fraction, plus, times, toThousandths } from './decimal.ts';
import { countMedia, effectiveValue, isScalar } from './fields.ts';
import { fieldsOfCondition, inputFacts } from './input-facts.ts';
import type { Model, ModelInput, PriceRule, Scalar } from './model.ts';
import type { Asked, QuoteFacts } from './quantities.ts';
import { fieldsOfUnit, quantityOf } from './quantities.ts';

export type { QuoteFacts } from './quantities.ts';

type QuoteRefusal =
  /** The model has no prices at all. */
  | 'no-price'
  /** It has, but none for these parameter values. */
  | 'no-matching-rule'
  /** A rule contradicts another, or a number it needs is not known. */
  | 'not-computable';

export type Quote =
  { readonly ok: true; readonly credits: number } | { readonly ok: false; readonly reason: QuoteRefusal };

export type Priced = Pick<Model, 'input' | 'prices' | 'rules'>;

export const SURCHARGES = ['input-second', 'input-image', 'input-image-after-first'] as const;
export const isSurcharge = (rule: PriceRule): boolean => SURCHARGES.some((unit) => unit === rule.unit);

/** The value that a condition is compared with; undefined = not known. */
function known(asked: Asked, name: string): Scalar | undefined {
  if (name === '$videoInput') return countMedia(asked.model, asked.input, 'video') > 0;
  const value = name.startsWith('$') ? asked.facts.conditions?.[name] : effectiveValue(asked.model, asked.input, name);
  return isScalar(value) ? value : undefined;
}

function matching(rule: PriceRule, asked: Asked): 'yes' | 'no' | 'unknown' {
  let unknown = false;
  for (const [name, wanted] of Object.entries(rule.when)) {
    const value = known(asked, name);
    if (value === wanted) continue;
    if (value !== undefined || !name.startsWith('$')) return 'no';
    unknown = true;
  }
  return unknown ? 'unknown' : 'yes';
}

type Choice = { readonly ok: true; readonly rule: PriceRule } | { readonly ok: false; readonly reason: QuoteRefusal };

/** The matching rule with the most conditions; two that differ are a contradiction. */
function choose(rules: readonly PriceRule[], asked: Asked): Choice {
  const candidates = rules
    .map((rule) => ({ rule, match: matching(rule, asked), weight: Object.keys(rule.when).length }))
    .filter((candidate) => candidate.match !== 'no');
  if (candidates.some((candidate) => candidate.match === 'unknown')) return { ok: false, reason: 'not-computable' };
  const most = Math.max(...candidates.map((candidate) => candidate.weight));
  const [first, ...others] = candidates.filter((candidate) => candidate.weight === most);
  if (first === undefined) return { ok: false, reason: 'no-matching-rule' };
  const agree = others.every(({ rule }) => rule.credits === first.rule.credits && rule.unit === first.rule.unit);
  return agree ? { ok: true, rule: first.rule } : { ok: false, reason: 'not-computable' };
}

function cost(rule: PriceRule, asked: Asked): Fraction | null {
  const credits = fraction(rule.credits);
  const quantity = quantityOf(rule.unit, asked);
  return credits === null || quantity === null ? null : times(credits, quantity);
}

const refusal = (reason: QuoteRefusal): Quote => ({ ok: false, reason });

/** What is told wins over what the input shows. */
function askedFor(model: Priced, input: ModelInput, told: QuoteFacts): Asked {
  const shown = inputFacts(model, input);
  const conditions = { ...shown.conditions, ...told.conditions };
  return { model: onBranchOf(model, input), input, facts: { ...shown, ...told, conditions } };
}

/**
 * KIE credits for one generation with this input (already valid by the model's schema; absent parameters count with
 * the schema's default, lengths and sizes with those of the files that the input refers to). Computed exactly and
 * rounded up to a thousandth of a credit. `told` overrides what the input shows. Never throws.
 */
export function quote(model: Priced, input: ModelInput, told: QuoteFacts = {}): Quote {
  if (model.prices.length === 0) return refusal('no-price');
  const asked = askedFor(model, input, told);
  const base = choose(
    model.prices.filter((rule) => !isSurcharge(rule)),
    asked,
  );
  if (!base.ok) return refusal(base.reason);
  let total = cost(base.rule, asked);
  for (const unit of SURCHARGES) {
    const choice = choose(
      model.prices.filter((rule) => rule.unit === unit),
      asked,
    );
    if (!choice.ok && choice.reason === 'no-matching-rule') continue;
    const extra = choice.ok ? cost(choice.rule, asked) : null;
    total = total === null || extra === null ? null : plus(total, extra);
  }
  const credits = total === null ? null : toThousandths(total);
  return credits === null ? refusal('not-computable') : { ok: true, credits };
}

/** The parameters of the model's API that its price depends on. */
export function priceFields(model: Priced): readonly string[] {
  const names = model.prices.flatMap((rule) => {
    const conditions = Object.keys(rule.when);
    const read = conditions.flatMap(fieldsOfCondition);
    return [...conditions, ...read, ...fieldsOfUnit(rule.unit)];
  });
  return [...new Set(names)].filter((name) => Object.hasOwn(model.input.properties, name));
}
