/** What a model is sold for: KIE's credits times the operator's terms, or the operator's own price for it. */
import type { Model, ModelInput, Scalar } from '../catalog/model.ts';
import { quote } from '../catalog/price.ts';
import { decidesPrice, priceFrom, priceWith } from '../catalog/price-range.ts';
import { priceInMinorUnits, type Pricing } from './money.ts';
import type { Bill } from './payment.ts';

export type Sale = ({ readonly ok: true } & Bill) | { readonly ok: false };

const ownPrice = ({ flatPrice }: Pick<Model, 'flatPrice'>): bigint | null =>
  flatPrice === undefined ? null : BigInt(flatPrice);

/** The price of this order. No price, no sale. */
export function salePrice(model: Model, input: ModelInput, pricing: Pricing): Sale {
  const cost = quote(model, input);
  const own = ownPrice(model);
  if (own !== null) return { ok: true, price: own, credits: cost.ok ? cost.credits : null };
  return cost.ok ? { ok: true, price: priceInMinorUnits(cost.credits, pricing), credits: cost.credits } : { ok: false };
}

/** Of the cheapest order; null = no order has a price. */
export function leastPrice(model: Model, pricing: Pricing): bigint | null {
  const own = ownPrice(model);
  if (own !== null) return own;
  const credits = priceFrom(model);
  return credits === null ? null : priceInMinorUnits(credits, pricing);
}

export const isForSale = (model: Model): boolean => ownPrice(model) !== null || priceFrom(model) !== null;

/** The price with another answer to one question; null where the answer makes no difference, or there is no price. */
export function priceWithAnswer(
  model: Model,
  input: ModelInput,
  answer: { readonly name: string; readonly value: Scalar },
  pricing: Pricing,
): bigint | null {
  if (ownPrice(model) !== null || !decidesPrice(model, answer.name)) return null;
  const credits = priceWith(model, input, answer.name, answer.value);
  return credits === null ? null : priceInMinorUnits(credits, pricing);
}
