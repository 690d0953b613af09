/** What becomes of a promo code, an invitation and the wish to be forgotten: done, and told in a message. */
import type { ForgetOutcome } from '../../../adapters/postgres/forget-person.ts';
import type { OutboxMessage } from '../../../adapters/postgres/outbox.ts';
import type { Redeemed } from '../../../adapters/postgres/promo.ts';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { editPayload, textPayload } from '../../../adapters/telegram/view.ts';
import { formatMoney } from '../../../domain/billing/money.ts';
import { menuButton, placeButton } from '../../../domain/chat/buttons.ts';
import type { Effect, Language, Texts, Translate } from '../../../domain/chat/contract.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { AccountDeps } from './deps.ts';

interface Where {
  readonly chatId: number;
  readonly userId: number;
  readonly walletId: number;
  readonly language: Language;
  /** An order waits for the balance to be filled. */
  readonly hasPending: boolean;
}

interface Deps {
  readonly texts: Texts;
  readonly currency: string;
  readonly account: AccountDeps;
  readonly settings: () => { readonly referralBonus: number };
}

interface Done {
  readonly messages: readonly OutboxMessage[];
  /** What was asked for has been given: the screen that asked is done with. */
  readonly isAnswered: boolean;
}

type AccountEffect = Extract<Effect, { readonly do: 'redeem' | 'refer' | 'forget' }>;

/** Inside the transaction of the update. */
export async function carryOutAccount(tx: Queryable, effect: AccountEffect, where: Where, deps: Deps): Promise<Done> {
  switch (effect.do) {
    case 'redeem':
      return await redeem(tx, effect.code, where, deps);
    case 'refer':
      return { messages: await refer(tx, effect.code, where, deps), isAnswered: false };
    case 'forget':
      return { messages: [await forget(tx, effect.messageId, where, deps)], isAnswered: false };
    default:
      return assertNever(effect);
  }
}

async function redeem(tx: Queryable, code: string, where: Where, deps: Deps): Promise<Done> {
  const { chatId, walletId, language } = where;
  const t = deps.texts[language];
  const redeemed = await deps.account.promos.redeem(tx, walletId, code);
  const isAnswered = redeemed.kind === 'done';
  const resume = isAnswered && where.hasPending ? [[placeButton(t('button-resume'), 'resume')]] : [];
  const view = {
    text: outcome(redeemed, t, language, deps.currency),
    keyboard: [...resume, [placeButton(t('button-balance'), 'balance'), menuButton(t('button-menu'))]],
  };
  const message = { chatId, method: 'sendMessage', payload: textPayload(chatId, view), purpose: 'reply' } as const;
  return { isAnswered, messages: [message] };
}

function outcome(redeemed: Redeemed, t: Translate, language: Language, currency: string): string {
  switch (redeemed.kind) {
    case 'done':
      return redeemed.gives === 'money'
        ? t('promo-money', { sum: formatMoney(redeemed.amount, currency, language) })
        : t('promo-generations', { count: Number(redeemed.amount) });
    case 'no-such':
      return t('promo-no-such');
    case 'already':
      return t('promo-already');
    case 'off':
    case 'expired':
    case 'used-up':
      return t('promo-over');
    default:
      return assertNever(redeemed);
  }
}

/** Nothing is said of a link that invites nobody. */
async function refer(tx: Queryable, code: string, where: Where, deps: Deps): Promise<readonly OutboxMessage[]> {
  const { chatId, walletId, language } = where;
  if (!(await deps.account.referrals.add(tx, walletId, code))) return [];
  const t = deps.texts[language];
  const text = t('referral-welcome', { count: deps.settings().referralBonus });
  return [{ chatId, method: 'sendMessage', payload: textPayload(chatId, { text, keyboard: [] }), purpose: 'reply' }];
}

/** The last message has no buttons: a tap on one would be a coming back. */
async function forget(tx: Queryable, messageId: number, where: Where, deps: Deps): Promise<OutboxMessage> {
  const { chatId, userId, walletId, language } = where;
  const t = deps.texts[language];
  const forgotten = await deps.account.forgetPerson(tx, { userId, walletId });
  const keyboard = forgotten === 'forgotten' ? [] : [[menuButton(t('button-menu'))]];
  const payload = editPayload(chatId, messageId, { text: farewell(forgotten, t), keyboard });
  return { chatId, method: 'editMessageText', payload, purpose: 'reply' };
}

function farewell(forgotten: ForgetOutcome, t: Translate): string {
  switch (forgotten) {
    case 'forgotten':
      return t('forgotten');
    case 'running':
      return t('forget-running');
    case 'refund':
      return t('forget-refund');
    case 'claim':
      return t('forget-claim');
    default:
      return assertNever(forgotten);
  }
}
