/** What a seller has to say: how to ask about a payment, and the terms. */
import { assertNever } from '../../../shared/assert-never.ts';
import { paragraphs } from '../html.ts';
import { openMenu, openOffer } from '../open.ts';
import { contactLine } from '../phrases.ts';
import type { Scene, ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

export const paper: ScreenRules<ScreenAt<'paper'>> = {
  view: ({ paper: which }, scene) => ({
    text: words(which, scene),
    rows: [[{ text: scene.t('button-menu'), command: 'menu' }]],
  }),
  tap: (_screen, { command }) => (command === 'menu' ? openMenu() : null),
  text: (_screen, text, scene) => openOffer(scene, text),
};

/** HTML. */
export function paysupportText(scene: Scene): string {
  const { t } = scene;
  return paragraphs(t('paysupport'), contactLine(scene) ?? t('paysupport-no-contact'));
}

function words(which: ScreenAt<'paper'>['paper'], scene: Scene): string {
  const { t } = scene;
  switch (which) {
    case 'paysupport':
      return paysupportText(scene);
    case 'terms':
      return paragraphs(t('terms'), contactLine(scene));
    default:
      return assertNever(which);
  }
}
