/** The buttons that the offer and the confirmation share. */
import type { Key } from '../buttons.ts';
import type { Sheet } from '../form/choices.ts';
import { canTopUp, charge } from '../../billing/payment.ts';
import { money, paymentOf } from '../price-words.ts';
import { isPrivate } from '../in-private.ts';
import type { Scene } from '../scene.ts';

/** Only what leads somewhere: no create without means, no other model when there is one, no empty settings. */
export function orderKeys(scene: Scene, sheet: Sheet): readonly (readonly Key[])[] {
  const { t, offered: all } = scene;
  return [
    firstKey(scene, sheet),
    [
      ...(all.length > 1 ? [{ text: t('button-other-model'), command: 'other' }] : []),
      ...(sheet.fields.length > 1 ? [{ text: t('button-settings'), command: 'settings' }] : []),
    ],
  ];
}

/** Create it, or what has to come first. An order whose price is not known yet is asked on. */
function firstKey(scene: Scene, sheet: Sheet): readonly Key[] {
  const { t, context } = scene;
  const choice = paymentOf(scene, sheet);
  if (choice === null) return [{ text: t('button-create-open'), command: 'create' }];
  if (choice.ok) {
    const sum = charge(choice.payment);
    const text = sum === 0n ? t('button-create-free') : t('button-create', { price: money(scene, sum) });
    return [{ text, command: 'create' }];
  }
  return choice.why === 'short' && canTopUp(context.terms) && isPrivate(scene)
    ? [{ text: t('button-topup'), command: 'topup' }]
    : [];
}

export function filledRows(rows: readonly (readonly Key[])[]): readonly (readonly Key[])[] {
  return rows.filter((row) => row.length > 0);
}
