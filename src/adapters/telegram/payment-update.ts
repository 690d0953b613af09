/** Payments in an update: asked for, made, given back. Only Stars: nothing else is ever invoiced. */
import * as z from 'zod';

const STARS = 'XTR';

export const PreCheckoutQuery = z.object({
  id: z.string(),
  from: z.object({ id: z.int(), language_code: z.string().nullish() }),
  // Whatever is odd about it: it has an id, so it gets an answer.
  currency: z.string().catch(''),
  total_amount: z.int().catch(0),
  invoice_payload: z.string().catch(''),
});

export interface PreCheckout {
  readonly queryId: string;
  readonly userId: number;
  readonly clientLanguage: string | null;
  readonly payload: string;
  /** Null = not Stars. */
  readonly stars: number | null;
}

export const readCheckout = (query: z.infer<typeof PreCheckoutQuery>): PreCheckout => ({
  ...{ queryId: query.id, userId: query.from.id, payload: query.invoice_payload },
  clientLanguage: query.from.language_code ?? null,
  stars: query.currency === STARS ? query.total_amount : null,
});

const Payment = z.object({
  currency: z.literal(STARS),
  total_amount: z.int().positive(),
  invoice_payload: z.string(),
  telegram_payment_charge_id: z.string().min(1),
});

export interface StarsMoved {
  readonly chargeId: string;
  readonly payload: string;
  readonly stars: number;
}

/** Null = no payment in Stars that can be read. */
export function readPayment(field: unknown): StarsMoved | null {
  const parsed = Payment.safeParse(field);
  if (!parsed.success) return null;
  const { telegram_payment_charge_id: chargeId, invoice_payload: payload, total_amount: stars } = parsed.data;
  return { chargeId, payload, stars };
}

const Partner = z.object({
  type: z.literal('user'),
  transaction_type: z.literal('invoice_payment'),
  user: z.object({
    id: z.int(),
    first_name: z.string().default(''),
    username: z.string().nullish(),
    language_code: z.string().nullish(),
  }),
  invoice_payload: z.string().default(''),
});
const Transaction = z.object({
  id: z.string().min(1),
  amount: z.int().positive(),
  /** Unix seconds. */
  date: z.number(),
  source: Partner.optional().catch(undefined),
  receiver: Partner.optional().catch(undefined),
});

/** A payment of an invoice, or its refund, as Telegram's own books have it. */
export interface StarTransaction extends StarsMoved {
  readonly kind: 'paid' | 'refunded';
  readonly at: Date;
  readonly payer: {
    readonly userId: number;
    readonly firstName: string;
    readonly username: string | null;
    readonly language: string | null;
  };
}

/** Null = something else, such as a withdrawal. */
export function readTransaction(field: unknown): StarTransaction | null {
  const parsed = Transaction.safeParse(field);
  if (!parsed.success) return null;
  const { id: chargeId, amount: stars, date, source, receiver } = parsed.data;
  const partner = source ?? receiver;
  if (partner === undefined) return null;
  const { id: userId, first_name: firstName, username = null, language_code: language = null } = partner.user;
  return {
    ...{ chargeId, stars, payload: partner.invoice_payload, at: new Date(date * 1_000) },
    kind: source === undefined ? 'refunded' : 'paid',
    payer: { userId, firstName, username, language },
  };
}
