/** What a person has and what became of it. Their own chat only. */
import type { Key } from '../buttons.ts';
import { rowsOf } from '../form/question.ts';
import { paragraphs } from '../html.ts';
import { isPrivate, privateOnly } from '../in-private.ts';
import { openMenu, openOffer, openTopup } from '../open.ts';
import { canTopUp } from '../../billing/payment.ts';
import { dailyLine } from '../phrases.ts';
import { money } from '../price-words.ts';
import { show, type Drawn, type Scene, type ScreenRules, type Show } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { statementLines } from '../statement-words.ts';
import { mayInvite } from './invite.ts';

/** From anywhere: a group hears where to ask instead. */
export function openBalance(scene: Scene): Show {
  return isPrivate(scene) ? show({ at: 'balance' }) : openMenu(privateOnly(scene));
}

export const balance: ScreenRules<ScreenAt<'balance'>> = {
  view: (_screen, scene): Drawn => {
    const { t } = scene;
    const menuRow = [{ text: t('button-menu'), command: 'menu' }];
    if (!isPrivate(scene)) return { text: privateOnly(scene), rows: [menuRow] };
    const { statement, terms } = scene.context;
    return {
      text: paragraphs(t('balance'), possessions(scene), statementLines(scene, statement ?? [])),
      rows: [
        ...rowsOf(canTopUp(terms) ? [{ text: t('button-fill'), command: 'topup' }] : [], 1),
        ...rowsOf(giftKeys(scene), 2),
        menuRow,
      ],
    };
  },
  tap: (_screen, { command }, scene) => {
    switch (command) {
      case 'topup':
        return openTopup(null);
      case 'promo':
        return show({ at: 'promo' });
      case 'invite':
        return mayInvite(scene) ? show({ at: 'invite' }) : null;
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

function possessions(scene: Scene): string {
  const { t, context } = scene;
  const { available, held, bonus, daily } = context.purse;
  return [
    t('balance-line', { balance: money(scene, available) }),
    ...(held === 0n ? [] : [t('balance-held', { held: money(scene, held) })]),
    ...(daily.limit <= 0 ? [] : [dailyLine(t, daily)]),
    ...(bonus <= 0 ? [] : [t('bonus-left', { left: bonus })]),
  ].join('\n');
}

function giftKeys(scene: Scene): readonly Key[] {
  const { t } = scene;
  return [
    { text: t('button-promo'), command: 'promo' },
    ...(mayInvite(scene) ? [{ text: t('button-invite'), command: 'invite' }] : []),
  ];
}
