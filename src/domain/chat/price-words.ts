/** What things cost, in words. */
import { formatMoney } from '../billing/money.ts';
import { charge, choosePayment, type PaymentChoice } from '../billing/payment.ts';
import { leastPrice, priceWithAnswer, salePrice, type Sale } from '../billing/sale.ts';
import { buildInput } from '../catalog/input.ts';
import type { Model, Scalar } from '../catalog/model.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { valuesOnWay, type Sheet } from './form/choices.ts';
import type { Path } from './form/values.ts';
import { isPrivate } from './in-private.ts';
import type { Scene } from './scene.ts';

type Speaking = Pick<Scene, 'context' | 'language'>;

/** "12 ₽". Plain text. */
export function money({ context, language }: Speaking, minorUnits: bigint): string {
  return formatMoney(minorUnits, context.pricing.currency, language);
}

/** "12 ₽", or the word for nothing. Plain text. */
const costWords = (scene: Scene, price: bigint): string =>
  price === 0n ? scene.t('result-free') : money(scene, price);

/** "from 12 ₽"; null when no input has a price. Plain text. */
export function moneyFrom(scene: Scene, model: Model): string | null {
  const price = leastPrice(model, scene.context.pricing);
  if (price === null) return null;
  if (price === 0n && model.prices.every(({ credits }) => credits === 0)) return costWords(scene, price);
  const sum = money(scene, price);
  return model.flatPrice === undefined ? scene.t('price-from', { price: sum }) : sum;
}

export function saleOf({ context }: Pick<Scene, 'context'>, sheet: Sheet): Sale {
  const { model } = sheet.offered;
  return salePrice(model, buildInput(model, valuesOnWay(sheet)), context.pricing);
}

/** Null where the order has no price (yet). */
export function paymentOf(scene: Pick<Scene, 'context'>, sheet: Sheet): PaymentChoice | null {
  const sale = saleOf(scene, sheet);
  return sale.ok ? choosePayment(sale, scene.context.purse, scene.context.terms) : null;
}

/** The price with this answer, for its button; null where it makes no difference. */
export function priceBeside(scene: Scene, sheet: Sheet, path: Path, value: Scalar): string | null {
  const { model } = sheet.offered;
  const [name, ...deeper] = path;
  if (typeof name !== 'string' || deeper.length > 0) return null;
  const input = buildInput(model, valuesOnWay(sheet));
  const price = priceWithAnswer(model, input, { name, value }, scene.context.pricing);
  return price === null ? null : costWords(scene, price);
}

/** The price of the order and who pays it: free today, a free one that was given, the balance before and after. HTML. */
export function priceLine(scene: Scene, sheet: Sheet): string {
  const { t, context } = scene;
  const { purse } = context;
  const sale = saleOf(scene, sheet);
  if (!sale.ok) return t('price-unknown');
  const price = money(scene, sale.price);
  const choice = choosePayment(sale, purse, context.terms);
  if (!isPrivate(scene)) return inGroup(scene, price, choice);
  if (!choice.ok) {
    return choice.why === 'spend-limit'
      ? t('price-spend-limit', { price, limit: money(scene, choice.limit) })
      : t('price-short', { price, missing: money(scene, choice.missing), balance: money(scene, purse.available) });
  }
  switch (choice.payment.by) {
    case 'daily':
      return t('price-free', { price, left: purse.daily.left, limit: purse.daily.limit });
    case 'bonus':
      return t('price-bonus', { price, left: purse.bonus });
    case 'money':
      return t('price-pay', {
        ...{ price, before: money(scene, purse.available) },
        after: money(scene, purse.available - sale.price),
      });
    case 'nothing':
      return costWords(scene, sale.price);
    default:
      return assertNever(choice.payment.by);
  }
}

/** The same without what the person has: a group reads along. HTML. */
function inGroup({ t }: Scene, price: string, choice: PaymentChoice): string {
  if (choice.ok && choice.payment.by === 'nothing') return t('result-free');
  if (!choice.ok) return t('price-group-short', { price });
  return charge(choice.payment) === 0n ? t('price-group-free', { price }) : t('price-group-pay', { price });
}
