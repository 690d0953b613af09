/** Telegram Stars (core.telegram.org/bots/payments-stars): one price, no provider, whole Stars. */
import { badRequest } from '../api-error.ts';
import type { Bot } from '../bot.ts';
import type { Method } from '../call.ts';
import { writableChat } from '../chat/access.ts';
import { privateChat } from '../chat/people.ts';
import { post, send } from '../chat/post.ts';
import { apiMessage, apiUser, seconds } from '../chat/present.ts';
import type { Invoice } from '../model.ts';
import type { Params } from '../params.ts';
import type { Charge } from '../payments.ts';

const TITLE_LIMIT = 32;
const DESCRIPTION_LIMIT = 255;
/** Bytes of UTF-8. */
const PAYLOAD_LIMIT = 128;
const MOST_STARS = 100_000;

function requiredText(params: Params, name: string, limit: number): string {
  const text = params.text(name).trim();
  if (text === '') throw badRequest(`parameter "${name}" is required`);
  if (text.length > limit) throw badRequest(`${name} is too long; the maximum length is ${limit}`);
  return text;
}

function singlePrice(params: Params): number {
  const prices = params.json('prices');
  if (!Array.isArray(prices)) throw badRequest("can't parse prices JSON object");
  const [price] = prices as Readonly<Record<string, unknown>>[];
  if (prices.length !== 1 || typeof price?.['label'] !== 'string') throw badRequest('STARS_INVOICE_INVALID');
  const amount = Number(price['amount']);
  if (!Number.isInteger(amount) || amount < 1 || amount > MOST_STARS) {
    throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  }
  return amount;
}

function readInvoice(params: Params): Invoice {
  const title = requiredText(params, 'title', TITLE_LIMIT);
  const description = requiredText(params, 'description', DESCRIPTION_LIMIT);
  const payload = params.text('payload');
  if (payload === '' || Buffer.byteLength(payload) > PAYLOAD_LIMIT) throw badRequest('INVOICE_PAYLOAD_INVALID');
  if (params.text('currency') !== 'XTR') throw badRequest('CURRENCY_INVALID');
  if (params.text('provider_token') !== '') throw badRequest('PAYMENT_PROVIDER_INVALID');
  return { title, description, payload, stars: singlePrice(params), startParameter: params.text('start_parameter') };
}

const sendInvoice: Method = ({ bot, params }) => {
  const invoice = readInvoice(params);
  const [message] = send(bot, writableChat(bot, params), params, [{ kind: 'invoice', invoice }]);
  return message === undefined ? null : apiMessage(bot, message);
};

const createInvoiceLink: Method = ({ bot, params }) => bot.payments.newLink(readInvoice(params));

const answerPreCheckoutQuery: Method = ({ bot, params }) => {
  const ok = params.flag('ok');
  const errorMessage = params.text('error_message');
  if (!ok && errorMessage === '') throw badRequest('parameter "error_message" is required');
  const verdict = { ok, errorMessage: ok ? null : errorMessage };
  bot.payments.answerPreCheckout(params.text('pre_checkout_query_id'), verdict);
  return true;
};

/** The Stars go back to the person, and both sides see it in their chat. */
export function giveBack(bot: Bot, userId: number, chargeId: string): void {
  const user = bot.users.get(userId);
  if (user === undefined) throw badRequest('user not found');
  const charge = bot.payments.refund(user.id, chargeId);
  const { payload, stars } = charge.invoice;
  const content = { kind: 'refund', payload, stars, chargeId: charge.id } as const;
  const message = post(bot, privateChat(bot, user), { senderId: user.id, content });
  bot.pushUpdate('message', apiMessage(bot, message));
}

const refundStarPayment: Method = ({ bot, params }) => {
  giveBack(bot, params.integer('user_id'), params.text('telegram_payment_charge_id'));
  return true;
};

function transactions(bot: Bot, charge: Charge): Record<string, unknown>[] {
  const user = bot.users.get(charge.userId);
  const partner = {
    ...{ type: 'user', transaction_type: 'invoice_payment', invoice_payload: charge.invoice.payload },
    user: user === undefined ? { id: charge.userId, is_bot: false, first_name: '' } : apiUser(user),
  };
  const common = { id: charge.id, amount: charge.invoice.stars };
  const income = { ...common, date: seconds(charge.date), source: partner };
  if (charge.refundedAt === null) return [income];
  return [income, { ...common, date: seconds(charge.refundedAt), receiver: partner }];
}

const getStarTransactions: Method = ({ bot, params }) => {
  const offset = Math.max(0, params.integer('offset'));
  const limit = Math.min(100, Math.max(1, params.integer('limit', 100)));
  const all = bot.payments.charges.flatMap((charge) => transactions(bot, charge));
  return { transactions: all.toSorted((a, b) => Number(a['date']) - Number(b['date'])).slice(offset, offset + limit) };
};

const getMyStarBalance: Method = ({ bot }) => ({ amount: bot.payments.balance });

export const PAYMENT_METHODS: Readonly<Record<string, Method>> = {
  sendInvoice,
  createInvoiceLink,
  answerPreCheckoutQuery,
  refundStarPayment,
  getStarTransactions,
  getMyStarBalance,
};
