/** The person's own link, and what it has brought. */
import { escapeHtml, paragraphs } from '../html.ts';
import { isPrivate, privateOnly } from '../in-private.ts';
import { openMenu, openOffer } from '../open.ts';
import { show, type Scene, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

/** Nobody is invited where nothing is given for it. */
export const mayInvite = (scene: Pick<Scene, 'context'>): boolean =>
  isPrivate(scene) && scene.context.terms.referralBonus > 0;

export const invite: ScreenRules<ScreenAt<'invite'>> = {
  view: (_screen, scene) => ({
    text: mayInvite(scene) ? words(scene) : isPrivate(scene) ? scene.t('invite-closed') : privateOnly(scene),
    rows: [
      [
        { text: scene.t('button-balance'), command: 'balance' },
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
  text: (_screen, text, scene) => openOffer(scene, text),
};

function words({ t, context }: Scene): string {
  const { terms, person, botUsername, invitations } = context;
  const link = `https://t.me/${botUsername}?start=ref_${person.referralCode}`;
  return paragraphs(
    t('invite', { count: terms.referralBonus }),
    t('invite-link', { link: escapeHtml(link) }),
    invitations === null || invitations.came === 0
      ? t('invite-nobody')
      : t('invite-came', { came: invitations.came, rewarded: invitations.rewarded, earned: invitations.earned }),
  );
}
