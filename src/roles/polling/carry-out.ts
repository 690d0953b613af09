/** The reducer's effects as rows: messages for the outbox, and a generation with its hold and its job. */
import type { Generations } from '../../adapters/postgres/generations.ts';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import type { JobQueue } from '../../adapters/queue/boss.ts';
import { SUBMIT } from '../../adapters/queue/queues.ts';
import type { Billing } from '../../domain/billing/ports.ts';
import { editPayload, textPayload } from '../../adapters/telegram/view.ts';
import type { AdminPage } from '../../domain/admin/page.ts';
import type { Settings } from '../../domain/admin/settings.ts';
import type { AdminDeps } from './admin/deps.ts';
import { decideClaim } from './admin/decide-claim.ts';
import { panel } from './admin/panel.ts';
import type { AccountDeps } from './account/deps.ts';
import { carryOutAccount } from './account/effects.ts';
import { invoice, type InvoiceDeps } from './invoice.ts';
import { resend } from './resend.ts';
import { takeClaim } from './take-claim.ts';
import type { TopupClaims } from '../../adapters/postgres/topup-claims.ts';
import { cancelledView, cancelRefusedText } from '../../domain/chat/cancelled-view.ts';
import type { Effect, Language, Texts } from '../../domain/chat/contract.ts';
import { AppError } from '../../shared/errors.ts';

export interface CarryOutDeps extends InvoiceDeps {
  readonly generations: Generations;
  readonly billing: Billing<Queryable>;
  readonly queue: JobQueue;
  readonly texts: Texts;
  readonly deadlineMs: number;
  /** Of all money. */
  readonly currency: string;
  readonly admin: AdminDeps;
  readonly account: AccountDeps;
  /** As of now. */
  readonly settings: () => Settings;
  readonly claims: Pick<TopupClaims, 'take'>;
  readonly supportContact: string | null;
}

/** Whose effects these are. */
export interface Situation {
  readonly chatId: number;
  readonly userId: number;
  readonly traceId: string;
  readonly language: Language;
  readonly screenRev: number;
  readonly walletId: number;
  /** An order waits for the balance to be filled. */
  readonly hasPending: boolean;
}

type Generate = Extract<Effect, { do: 'generate' }>;

async function generate(tx: Queryable, effect: Generate, where: Situation, deps: CarryOutDeps): Promise<void> {
  const { generationId, modelId, input, credits, payment, progressMessageId } = effect;
  await deps.generations.insert(tx, {
    id: generationId,
    chatId: where.chatId,
    userId: where.userId,
    traceId: where.traceId,
    language: where.language,
    modelId,
    input,
    credits,
    payment,
    progressMessageId,
    deadlineMs: deps.deadlineMs,
  });
  // The reducer has looked, but an admin may have taken something since: then the dialog looks again.
  if (!(await deps.billing.hold(tx, { generationId, userId: where.userId, payment }))) {
    throw new AppError('FUNDS_CHANGED', 'what should pay for it is gone', { details: { generationId } });
  }
  await deps.queue.send(tx, SUBMIT, { generationId, traceId: where.traceId });
}

async function cancel(tx: Queryable, id: string, where: Situation, deps: CarryOutDeps): Promise<OutboxMessage> {
  const t = deps.texts[where.language];
  const cancelled = await deps.generations.transition(tx, id, 'cancelled', { ended_at: new Date() });
  if (cancelled === null) {
    const payload = textPayload(where.chatId, { text: cancelRefusedText(t), keyboard: [] });
    return { chatId: where.chatId, method: 'sendMessage', payload, purpose: 'reply' };
  }
  await deps.billing.release(tx, id);
  const view = cancelledView(t, id);
  const message = { chatId: where.chatId, purpose: 'reply' } as const;
  return cancelled.progressMessageId === null
    ? { ...message, method: 'sendMessage', payload: textPayload(where.chatId, view) }
    : {
        ...message,
        method: 'editMessageText',
        payload: editPayload(where.chatId, cancelled.progressMessageId, view),
      };
}

/** How long the answer to the first file of an album waits for the others. */
const ALBUM_MS = 700;

function albumOf({ albumId }: Extract<Effect, { do: 'send' }>, chatId: number): Partial<OutboxMessage> {
  return albumId === undefined ? {} : { replaceKey: `album:${chatId}:${albumId}`, notBeforeMs: ALBUM_MS };
}

function revisionOf({ isScreen }: Extract<Effect, { do: 'send' }>, { screenRev }: Situation): Partial<OutboxMessage> {
  return isScreen ? { screenRev } : {};
}

type Said = Extract<Effect, { do: 'answer' | 'send' | 'edit' }>;

const isSaid = (effect: Effect): effect is Said =>
  effect.do === 'answer' || effect.do === 'send' || effect.do === 'edit';

/** What the dialog has worded itself. */
function say(effect: Said, where: Situation): OutboxMessage {
  const { chatId } = where;
  switch (effect.do) {
    case 'answer': {
      const text = effect.text === null ? {} : { text: effect.text, show_alert: effect.alert };
      const payload = { callback_query_id: effect.callbackQueryId, ...text };
      return { chatId, method: 'answerCallbackQuery', payload, purpose: 'answer' };
    }
    case 'send': {
      const payload = textPayload(chatId, effect.view);
      return {
        ...{ chatId, method: 'sendMessage', payload, purpose: 'reply' },
        ...revisionOf(effect, where),
        ...albumOf(effect, chatId),
      };
    }
    case 'edit': {
      const payload = editPayload(chatId, effect.messageId, effect.view);
      return { chatId, method: 'editMessageText', payload, purpose: 'reply', screenRev: where.screenRev };
    }
  }
}

/** What is to be said, where nothing else is to be done; otherwise null. */
export const onlySaid = (effects: readonly Effect[], where: Situation): readonly OutboxMessage[] | null =>
  effects.every(isSaid) ? effects.map((effect) => say(effect, where)) : null;

export interface CarriedOut {
  /** To put into the outbox, in order. */
  readonly messages: readonly OutboxMessage[];
  /** The page of the panel that is shown now, where one is. */
  readonly page: AdminPage | null;
  /** What was asked for has been given: the screen that asked is done with. */
  readonly isAnswered: boolean;
}

/** Inside the transaction of the update. */
export async function carryOut(
  tx: Queryable,
  effects: readonly Effect[],
  where: Situation,
  deps: CarryOutDeps,
): Promise<CarriedOut> {
  const messages: OutboxMessage[] = [];
  let page: AdminPage | null = null;
  let isAnswered = false;
  for (const effect of effects) {
    if (isSaid(effect)) {
      messages.push(say(effect, where));
      continue;
    }
    switch (effect.do) {
      case 'generate':
        await generate(tx, effect, where, deps);
        break;
      case 'resend':
        messages.push(...(await resend(tx, effect.generationId, where, deps)));
        break;
      case 'erase':
        await deps.generations.erase(tx, effect.generationId, where);
        break;
      case 'invoice':
        messages.push(await invoice(tx, effect, where, deps));
        break;
      case 'cancel':
        messages.push(await cancel(tx, effect.generationId, where, deps));
        break;
      case 'claim':
        messages.push(await takeClaim(tx, effect, where, deps));
        break;
      case 'decideClaim':
        messages.push(...(await decideClaim(tx, effect, where, deps)));
        break;
      case 'admin': {
        const look = { t: deps.texts[where.language], language: where.language, currency: deps.currency };
        const shown = await panel(tx, effect, { ...where, look }, deps.admin);
        ({ page } = shown);
        messages.push(shown.message);
        break;
      }
      default: {
        const done = await carryOutAccount(tx, effect, where, deps);
        ({ isAnswered } = done);
        messages.push(...done.messages);
      }
    }
  }
  return { messages, page, isAnswered };
}
