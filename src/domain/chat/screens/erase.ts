/** Whether to delete a work: what goes and what stays, before it happens. */
import { openWorks } from '../lists.ts';
import { openMenu, openOffer } from '../open.ts';
import type { Scene, ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

export const erase: ScreenRules<ScreenAt<'erase'>> = {
  view: (_screen, { t }) => ({
    text: t('erase'),
    rows: [
      [{ text: t('button-erase-yes'), command: 'erase' }],
      [
        { text: t('button-back'), command: 'back' },
        { text: t('button-menu'), command: 'menu' },
      ],
    ],
  }),
  tap: ({ generationId }, { command }, scene) => {
    switch (command) {
      case 'erase':
        // In a group anybody can tap, and meanwhile the work may have gone.
        if (scene.context.generation?.isForeign === true) return openWorks(scene, 0, scene.t('erase-foreign'));
        return isErasable(scene, generationId)
          ? { to: 'erase', generationId }
          : openWorks(scene, 0, scene.t('generation-gone'));
      case 'back':
        return openWorks(scene);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

/** Delivered, ordered by this person, and something of it is still kept. */
export function isErasable({ context: { generation, works } }: Scene, generationId: string): boolean {
  if (generation?.id !== generationId || generation.state !== 'delivered' || generation.isForeign === true)
    return false;
  return (
    generation.isInputErased !== true || generation.files.length > 0 || works.some(({ id }) => id === generationId)
  );
}
