/** Asks for a promo code as text; what it is worth is said by the shell. */
import { isPrivate, privateOnly } from '../in-private.ts';
import { openMenu, openOffer } from '../open.ts';
import { show, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

export const promo: ScreenRules<ScreenAt<'promo'>> = {
  view: (_screen, scene) => ({
    text: isPrivate(scene) ? scene.t('promo') : privateOnly(scene),
    rows: [
      [
        ...(isPrivate(scene) ? [{ text: scene.t('button-balance'), command: 'balance' }] : []),
        { text: scene.t('button-menu'), command: 'menu' },
      ],
    ],
  }),
  tap: (_screen, { command }) => {
    switch (command) {
      case 'balance':
        return show({ at: 'balance' });
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) =>
    isPrivate(scene) && text !== '' ? { to: 'redeem', code: text } : openOffer(scene, text),
};
