/** The buttons that the offer and the confirmation share. */
import type { Key } from '../buttons.ts';
import type { Sheet } from '../form/choices.ts';
import { canOrder } from '../phrases.ts';
import type { Scene } from '../scene.ts';

/** Only what leads somewhere: no create without an allowance, no other model when there is one, no empty settings. */
export function orderKeys({ t, context, offered: all }: Scene, sheet: Sheet): readonly (readonly Key[])[] {
  return [
    canOrder(context) ? [{ text: t('button-create-free'), command: 'create' }] : [],
    [
      ...(all.length > 1 ? [{ text: t('button-other-model'), command: 'other' }] : []),
      ...(sheet.fields.length > 1 ? [{ text: t('button-settings'), command: 'settings' }] : []),
    ],
  ];
}

export function filledRows(rows: readonly (readonly Key[])[]): readonly (readonly Key[])[] {
  return rows.filter((row) => row.length > 0);
}
