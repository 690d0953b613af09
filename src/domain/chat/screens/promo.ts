/** Asks for a promo code as text; what it is worth is said by the shell. */
import { isPrivate, privateOnly } from '../in-private.ts';
import { openMenu, openOffer } from '../open.ts';
import type { ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

export const promo: ScreenRules<ScreenAt<'promo'>> = {
  view: (_screen, scene) => ({
    text: isPrivate(scene) ? scene.t('promo') : privateOnly(scene),
    rows: [[{ text: scene.t('button-menu'), command: 'menu' }]],
  }),
  tap: (_screen, { command }) => (command === 'menu' ? openMenu() : null),
  text: (_screen, text, scene) =>
    isPrivate(scene) && text !== '' ? { to: 'redeem', code: text } : openOffer(scene, text),
};
