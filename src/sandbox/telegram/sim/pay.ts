/** A person pays in Stars: pre-checkout first, then the charge and its service message. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Bot } from '../bot.ts';
import { privateChat } from '../chat/people.ts';
import { announce, post } from '../chat/post.ts';
import { apiMessage, apiUser } from '../chat/present.ts';
import type { SimPayRequest, SimPayResult } from '../contract.ts';
import type { Invoice, StoredMessage, User } from '../model.ts';
import type { Verdict } from '../payments.ts';
import { knownUser, SimError } from './http.ts';

interface Bill {
  readonly invoice: Invoice;
  /** Null when it was paid through a link. */
  readonly message: StoredMessage | null;
}

function billOf(bot: Bot, user: User, request: SimPayRequest): Bill {
  if (request.link !== undefined) {
    const invoice = bot.payments.byLink(request.link);
    if (invoice === undefined) throw new SimError('there is no such invoice link', 404);
    return { invoice, message: null };
  }
  const message = privateChat(bot, user).messages.get(request.messageId ?? 0);
  if (message === undefined || message.deleted || message.content.kind !== 'invoice') {
    throw new SimError(`message ${request.messageId ?? 0} is not an invoice`, 404);
  }
  if (message.paidChargeId !== null) throw new SimError('this invoice is paid already', 409);
  return { invoice: message.content.invoice, message };
}

async function askBot(
  bot: Bot,
  user: User,
  invoice: Invoice,
  limits: { readonly timeoutMs: number; readonly stopping: AbortSignal },
): Promise<Verdict | null> {
  const query = bot.payments.openPreCheckout();
  bot.pushUpdate('pre_checkout_query', {
    ...{ id: query.id, from: apiUser(user), currency: 'XTR' },
    ...{ total_amount: invoice.stars, invoice_payload: invoice.payload },
  });
  const timer = new AbortController();
  const tooLate = delay(limits.timeoutMs, null, { signal: AbortSignal.any([timer.signal, limits.stopping]) });
  try {
    return await Promise.race([query.verdict, tooLate.catch(() => null)]);
  } finally {
    timer.abort();
    bot.payments.closePreCheckout(query.id);
  }
}

/** Resolves when the payment has gone through or has failed. */
export async function pay(
  bot: Bot,
  request: SimPayRequest,
  limits: { readonly timeoutMs: number; readonly stopping: AbortSignal },
): Promise<SimPayResult> {
  const user = knownUser(bot, request.userId);
  const { invoice, message } = billOf(bot, user, request);
  const verdict = await askBot(bot, user, invoice, limits);
  if (verdict === null) return { status: 'expired', errorMessage: null, chargeId: null };
  if (!verdict.ok) return { status: 'refused', errorMessage: verdict.errorMessage, chargeId: null };
  const chat = privateChat(bot, user);
  const charge = bot.payments.charge(user.id, chat.id, invoice);
  if (message !== null) {
    message.paidChargeId = charge.id;
    announce(bot, 'edit', message);
  }
  const { payload, stars } = invoice;
  const receipt = post(bot, chat, {
    senderId: user.id,
    content: { kind: 'payment', payload, stars, chargeId: charge.id },
    replyToId: message?.id ?? null,
  });
  bot.pushUpdate('message', apiMessage(bot, receipt));
  return { status: 'paid', errorMessage: null, chargeId: charge.id };
}
