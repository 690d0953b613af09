/** Ways to fill the balance, on the way to an order where there is one. */
import type { Sheet } from '../form/choices.ts';
import { openForm, openMenu, openOffer, sheetOn } from '../open.ts';
import { paragraphs } from '../html.ts';
import { money } from '../price-words.ts';
import { show, type Scene, type ScreenRules } from '../scene.ts';
import { buyStars, starRows } from '../star-keys.ts';
import type { ScreenAt } from '../state.ts';
import { mayTransfer, openTransfer } from './transfer.ts';

/** What the money is for, also when the way led over a transfer or a promo code; null when nothing can be gone on with. */
function waitingOrder({ order }: ScreenAt<'topup'>, scene: Scene): Sheet | null {
  const waiting = order ?? scene.state.pending;
  return waiting === null ? null : sheetOn(waiting, scene);
}

export const topup: ScreenRules<ScreenAt<'topup'>> = {
  view: (screen, scene) => ({
    text: paragraphs(
      scene.t('topup'),
      scene.t('balance-line', { balance: money(scene, scene.context.purse.available) }),
    ),
    rows: [
      ...starRows(scene),
      ...(mayTransfer(scene) ? [[{ text: scene.t('button-transfer'), command: 'transfer' }]] : []),
      [{ text: scene.t('button-promo'), command: 'promo' }],
      ...(waitingOrder(screen, scene) === null ? [] : [[{ text: scene.t('button-resume'), command: 'resume' }]]),
      [{ text: scene.t('button-menu'), command: 'menu' }],
    ],
  }),
  tap: (screen, { command, index }, scene) => {
    switch (command) {
      case 'stars':
        return buyStars(screen, index, scene);
      case 'resume': {
        const sheet = waitingOrder(screen, scene);
        return sheet === null ? openMenu(scene.t('model-gone')) : openForm(scene, sheet);
      }
      case 'promo':
        return show({ at: 'promo' });
      case 'transfer':
        return openTransfer(scene);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};
