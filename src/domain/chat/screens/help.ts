import { paragraphs, safeLine } from '../html.ts';
import { openMenu, openOffer } from '../open.ts';
import type { ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

const CONTACT_LENGTH = 100;

export const help: ScreenRules<ScreenAt<'help'>> = {
  view: (_screen, { t, context }) => {
    const contact = safeLine(context.supportContact ?? '', CONTACT_LENGTH);
    return {
      text: paragraphs(
        t('help'),
        context.purse.daily.limit === 0 ? null : t('help-price', { limit: context.purse.daily.limit }),
        contact === '' ? null : t('help-contact', { contact }),
      ),
      rows: [[{ text: t('button-menu'), command: 'menu' }]],
    };
  },
  tap: (_screen, { command }) => (command === 'menu' ? openMenu() : null),
  text: (_screen, text, scene) => openOffer(scene, text),
};
