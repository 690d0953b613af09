/** Offers to buy a balance for Stars, and whether one may be paid now. */
import type pg from 'pg';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import { patiently } from './patiently.ts';
import { randomId } from './random-id.ts';
import type { Queryable } from './transaction.ts';

/** What is known of an invoice that somebody is about to pay. */
export interface OpenInvoice {
  readonly userId: number;
  readonly stars: number;
  readonly isPaid: boolean;
  readonly isBanned: boolean;
  /** What the person chose; null = as their client says. */
  readonly language: string | null;
}

export interface Invoices {
  /** Its id, which nobody can guess. The person has a wallet. */
  readonly make: (
    tx: Queryable,
    invoice: { readonly userId: number; readonly stars: number; readonly amount: bigint },
  ) => Promise<string>;
  /** One statement over indexes, given up after `withinMs`. Null = there is no such invoice. */
  readonly look: (db: Pick<pg.Pool, 'query'>, id: string, withinMs: number) => Promise<OpenInvoice | null>;
}

const INVOICE_ID = /^[a-z0-9]{24}$/;

export const isInvoiceId = (payload: string): boolean => INVOICE_ID.test(payload);

interface Row {
  user_id: string;
  stars: number;
  is_paid: boolean;
  is_banned: boolean;
  language: string | null;
}

export function createInvoices(schemas: SchemaNames): Invoices {
  const { bot } = schemas;
  // A payment is found by the index of its wallet, from the invoice on; Telegram's clock is not the database's.
  const look = `select i.user_id, i.stars, w.banned_at is not null as is_banned, c.state ->> 'language' as language,
      exists (select 1 from ${bot}.star_payment p where p.wallet_id = i.wallet_id
        and p.paid_at > i.created_at - interval '1 day' and p.invoice_id = i.id) as is_paid
    from ${bot}.invoice i join ${bot}.wallet w on w.id = i.wallet_id left join ${bot}.chat c on c.chat_id = i.user_id
    where i.id = $1`;
  return {
    make: async (tx, { userId, stars, amount }) => {
      const id = randomId(24);
      await tx.query(
        `insert into ${bot}.invoice (id, wallet_id, user_id, stars, amount)
         select $1, id, $2, $3, $4 from ${bot}.wallet where user_id = $2`,
        [id, userId, stars, amount],
      );
      return id;
    },
    look: async (db, id, withinMs) => {
      if (!isInvoiceId(id)) return null;
      const { rows } = await db.query<Row>(patiently(look, [id], withinMs)).catch((error: unknown) => {
        throw pgError(error);
      });
      const [row] = rows;
      if (row === undefined) return null;
      const { stars, language, user_id: userId, is_paid: isPaid, is_banned: isBanned } = row;
      return { userId: Number(userId), ...{ stars, language, isPaid, isBanned } };
    },
  };
}
