/** Telegram Stars on the way to a balance: a button for each package, and what a tap on one means. */
import type { SaleTerms } from '../billing/payment.ts';
import type { Key } from './buttons.ts';
import { rowsOf } from './form/question.ts';
import { money } from './price-words.ts';
import { show, type Move, type Scene } from './scene.ts';
import type { ScreenAt } from './state.ts';

/** Changes with every package: what is behind a button must be what the button said. */
export function packagesStamp({ starPackages }: SaleTerms): string {
  return starPackages.map(({ stars, amount }) => `${stars}=${amount}`).join(' ');
}

export function starRows(scene: Scene): readonly (readonly Key[])[] {
  const keys = scene.context.terms.starPackages.map(({ stars, amount }, index): Key => ({
    ...{ text: scene.t('button-stars', { stars: String(stars), amount: money(scene, amount) }), index },
    command: 'stars',
  }));
  return rowsOf(keys, 2);
}

/** Null: there is no such package (any more). */
export function buyStars(screen: ScreenAt<'topup'>, index: number, scene: Scene): Move | null {
  const { t, context } = scene;
  const chosen = context.terms.starPackages[index];
  if (chosen === undefined) return null;
  // An invoice in a group could be paid by anybody there, for the balance of somebody else.
  if (context.chatKind !== 'private') return show(screen, t('stars-private', { bot: context.botUsername }));
  if (context.terms.isMaintenance && !context.person.isAdmin) return show(screen, t('stars-maintenance'));
  return { to: 'invoice', stars: chosen.stars, amount: chosen.amount };
}
