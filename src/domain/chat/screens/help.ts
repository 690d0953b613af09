import { canTopUp } from '../../billing/payment.ts';
import { paragraphs } from '../html.ts';
import { isPrivate } from '../in-private.ts';
import { openMenu, openOffer } from '../open.ts';
import { contactLine } from '../phrases.ts';
import type { ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

export const help: ScreenRules<ScreenAt<'help'>> = {
  view: (_screen, scene) => {
    const { t, context } = scene;
    return {
      text: paragraphs(
        t('help'),
        // Money is shown in private only: there those commands are of use.
        isPrivate(scene) ? t('help-commands') : t('help-commands-group'),
        t('help-payment'),
        context.purse.daily.limit === 0 ? null : t('help-price', { limit: context.purse.daily.limit }),
        canTopUp(context.terms) ? t('help-topup') : null,
        contactLine(scene),
      ),
      rows: [[{ text: t('button-menu'), command: 'menu' }]],
    };
  },
  tap: (_screen, { command }) => (command === 'menu' ? openMenu() : null),
  text: (_screen, text, scene) => openOffer(scene, text),
};
