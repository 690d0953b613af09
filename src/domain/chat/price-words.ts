/** What things cost, in words. */
import { formatMoney, priceInMinorUnits } from '../billing/money.ts';
import { buildInput } from '../catalog/input.ts';
import type { Model, Scalar } from '../catalog/model.ts';
import { quote, type Quote } from '../catalog/price.ts';
import { decidesPrice, priceFrom, priceWith } from '../catalog/price-range.ts';
import { valuesOnWay, type Sheet } from './form/choices.ts';
import type { Path } from './form/values.ts';
import type { Scene } from './scene.ts';

/** "12 ₽". Plain text. */
export function money({ context, language }: Pick<Scene, 'context' | 'language'>, credits: number): string {
  return formatMoney(priceInMinorUnits(credits, context.pricing), context.pricing.currency, language);
}

/** "from 12 ₽"; null when no input has a price. Plain text. */
export function moneyFrom(scene: Scene, model: Model): string | null {
  const credits = priceFrom(model);
  return credits === null ? null : scene.t('price-from', { price: money(scene, credits) });
}

export function quoteOf(sheet: Sheet): Quote {
  const { model } = sheet.offered;
  return quote(model, buildInput(model, valuesOnWay(sheet)));
}

/** The price with this answer, for its button; null where it makes no difference. */
export function priceBeside(scene: Scene, sheet: Sheet, path: Path, value: Scalar): string | null {
  const { model } = sheet.offered;
  const [name, ...deeper] = path;
  if (typeof name !== 'string' || deeper.length > 0 || !decidesPrice(model, name)) return null;
  const credits = priceWith(model, buildInput(model, valuesOnWay(sheet)), name, value);
  return credits === null ? null : money(scene, credits);
}

/** The price of the order and what of it is left to pay: free today, or not. HTML. */
export function priceLine(scene: Scene, sheet: Sheet): string {
  const { t, context } = scene;
  const { limit, left, maxCredits } = context.allowance;
  const price = quoteOf(sheet);
  if (limit <= 0) return t('price-off');
  if (!price.ok) return t('price-unknown');
  const sum = money(scene, price.credits);
  if (price.credits > maxCredits) return t('price-not-free', { price: sum });
  return left > 0 ? t('price-free', { price: sum, left, limit }) : t('price-used-up', { price: sum, limit });
}
