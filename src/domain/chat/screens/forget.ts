/** What is deleted on request and what is kept, before it happens. */
import { paragraphs } from '../html.ts';
import { isPrivate, privateOnly } from '../in-private.ts';
import { openMenu, openOffer } from '../open.ts';
import { recentTries } from '../promo-tries.ts';
import { show, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

export const forget: ScreenRules<ScreenAt<'forget'>> = {
  view: (_screen, scene) => {
    const { t } = scene;
    if (!isPrivate(scene)) return { text: privateOnly(scene), rows: [[{ text: t('button-menu'), command: 'menu' }]] };
    return {
      text: paragraphs(t('forget'), t('forget-deleted'), t('forget-kept')),
      rows: [
        [{ text: t('button-forget-yes'), command: 'forget' }],
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-menu'), command: 'menu' },
        ],
      ],
    };
  },
  tap: (screen, { command }, scene) => {
    switch (command) {
      case 'forget':
        if (!isPrivate(scene)) return null;
        // Forgetting forgets the tries too: who guesses codes would have new ones at once.
        return recentTries(scene.state.promoTries, scene.context.now) > 0
          ? show(screen, scene.t('forget-after-promo'))
          : { to: 'forget' };
      case 'back':
        return show({ at: 'preferences' });
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};
