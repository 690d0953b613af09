import { generationButton, menuButton } from './buttons.ts';
import type { Translate, View } from './contract.ts';

/** Replaces the progress. With the generation's id it can be ordered again from here. */
export function cancelledView(t: Translate, generationId: string | null = null): View {
  const again =
    generationId === null
      ? []
      : [
          generationButton(t('button-again'), 'again', generationId),
          generationButton(t('button-edit'), 'edit', generationId),
        ];
  return {
    text: t('generation-cancelled'),
    keyboard: [...(again.length === 0 ? [] : [again]), [menuButton(t('button-menu'))]],
  };
}

/** Plain text, short enough for an alert: it was too late. */
export function cancelRefusedText(t: Translate): string {
  return t('cancel-refused');
}
