/** The buttons that the offer and the confirmation share. */
import type { Key } from '../buttons.ts';
import type { Sheet } from '../form/choices.ts';
import { canOrder } from '../phrases.ts';
import { money, quoteOf } from '../price-words.ts';
import type { Scene } from '../scene.ts';

/** Only what leads somewhere: no create without an allowance, no other model when there is one, no empty settings. */
export function orderKeys(scene: Scene, sheet: Sheet): readonly (readonly Key[])[] {
  const { t, context, offered: all } = scene;
  return [
    canOrder(context) ? [{ text: createText(scene, sheet), command: 'create' }] : [],
    [
      ...(all.length > 1 ? [{ text: t('button-other-model'), command: 'other' }] : []),
      ...(sheet.fields.length > 1 ? [{ text: t('button-settings'), command: 'settings' }] : []),
    ],
  ];
}

function createText(scene: Scene, sheet: Sheet): string {
  const price = quoteOf(sheet);
  if (!price.ok || price.credits <= scene.context.allowance.maxCredits) return scene.t('button-create-free');
  return scene.t('button-create', { price: money(scene, price.credits) });
}

export function filledRows(rows: readonly (readonly Key[])[]): readonly (readonly Key[])[] {
  return rows.filter((row) => row.length > 0);
}
