/**
 * The generation's own message is kept up to date by the generation role; whatever the person does next happens in a
 * new message, which starts at the menu.
 */
import { openOffer } from '../open.ts';
import type { ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { drawMenu } from './menu.ts';

export const progress: ScreenRules<ScreenAt<'progress'>> = {
  view: (_screen, scene) => drawMenu(scene),
  tap: () => null,
  text: (_screen, text, scene) => openOffer(scene, text),
};
