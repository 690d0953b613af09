/** Telegram Stars of one bot: invoice links, pre-checkout queries, charges and refunds. */
import { randomBytes } from 'node:crypto';
import { badRequest, queryTooOld } from './api-error.ts';
import { newQueryId } from './chat/callback-queries.ts';
import type { Invoice } from './model.ts';

export interface Verdict {
  readonly ok: boolean;
  readonly errorMessage: string | null;
}

export interface Charge {
  /** `telegram_payment_charge_id`. */
  readonly id: string;
  readonly userId: number;
  readonly chatId: number;
  readonly invoice: Invoice;
  /** Epoch milliseconds. */
  readonly date: number;
  refundedAt: number | null;
}

interface PreCheckout {
  readonly id: string;
  readonly verdict: Promise<Verdict>;
  readonly settle: (verdict: Verdict) => void;
}

export class Payments {
  readonly charges: Charge[] = [];
  readonly #now: () => number;
  readonly #links = new Map<string, Invoice>();
  readonly #open = new Map<string, PreCheckout>();

  constructor(now: () => number) {
    this.#now = now;
  }

  newLink(invoice: Invoice): string {
    const link = `https://t.me/$${randomBytes(12).toString('base64url')}`;
    this.#links.set(link, invoice);
    return link;
  }

  byLink(link: string): Invoice | undefined {
    return this.#links.get(link);
  }

  openPreCheckout(): PreCheckout {
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    const query = { id: newQueryId(), verdict: promise, settle: resolve };
    this.#open.set(query.id, query);
    return query;
  }

  /** Time is up, or the answer was used: a later answer is too old. */
  closePreCheckout(id: string): void {
    this.#open.delete(id);
  }

  answerPreCheckout(id: string, verdict: Verdict): void {
    const query = this.#open.get(id);
    if (query === undefined) throw queryTooOld();
    this.#open.delete(id);
    query.settle(verdict);
  }

  charge(userId: number, chatId: number, invoice: Invoice): Charge {
    const id = `stx${randomBytes(24).toString('base64url')}`;
    const charge: Charge = { id, userId, chatId, invoice, date: this.#now(), refundedAt: null };
    this.charges.push(charge);
    return charge;
  }

  refund(userId: number, chargeId: string): Charge {
    const charge = this.charges.find((item) => item.id === chargeId && item.userId === userId);
    if (charge === undefined) throw badRequest('CHARGE_ID_INVALID');
    if (charge.refundedAt !== null) throw badRequest('CHARGE_ALREADY_REFUNDED');
    charge.refundedAt = this.#now();
    return charge;
  }

  get balance(): number {
    return this.charges.reduce((sum, charge) => sum + (charge.refundedAt === null ? charge.invoice.stars : 0), 0);
  }
}
