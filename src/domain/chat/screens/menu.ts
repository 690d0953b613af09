import { paragraphs } from '../html.ts';
import { openModels, openOffer } from '../open.ts';
import { allowanceLine } from '../phrases.ts';
import { show, type Draft, type Scene, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

/** Also what is seen when the current screen is a generation under way, which has a message of its own. */
export function drawMenu({ t, context, offered }: Scene): Draft {
  const images = { text: t('button-images'), command: 'images' };
  return {
    text: paragraphs(offered.length === 0 ? t('no-models') : t('menu'), allowanceLine(t, context.allowance)),
    rows: [
      ...(offered.length === 0 ? [] : [[images]]),
      [
        { text: t('button-language'), command: 'language' },
        { text: t('button-help'), command: 'help' },
      ],
    ],
  };
}

export const menu: ScreenRules<ScreenAt<'menu'>> = {
  view: (_screen, scene) => drawMenu(scene),
  tap: (_screen, { command }, scene) => {
    switch (command) {
      case 'images':
        return openModels(scene, null);
      case 'language':
        return show({ at: 'language' });
      case 'help':
        return show({ at: 'help' });
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};
