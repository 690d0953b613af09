/** The door to the admin's panel. Whoever has lost the right to it finds the menu behind it. */
import { fileOnPage, tapOnPage, textOnPage } from '../../admin/rules.ts';
import { openMenu, openOffer } from '../open.ts';
import type { Scene, ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { drawMenu } from './menu.ts';

/** Only in the admin's own chat: a panel in a group would be everybody's. */
export function mayAdminister({ context }: Pick<Scene, 'context'>): boolean {
  return context.person.isAdmin && context.chatKind === 'private';
}

export const admin: ScreenRules<ScreenAt<'admin'>> = {
  // The shell draws the pages; here only who may not see them.
  view: (_screen, scene) => drawMenu(scene),
  tap: ({ page }, tap, scene) => {
    if (!mayAdminister(scene) || tap.command === 'menu') return openMenu();
    return tapOnPage(page, tap, scene);
  },
  text: ({ page }, text, scene) =>
    (mayAdminister(scene) ? textOnPage(page, text, scene) : null) ?? openOffer(scene, text),
  file: ({ page }, file, scene) => (mayAdminister(scene) ? fileOnPage(page, file, scene) : null),
};
