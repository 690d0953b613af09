/** Whose wallet it is. A forgotten person's wallet waits for them under a key that nobody can read a person from. */
import { createHmac } from 'node:crypto';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface FoundWallet {
  readonly id: number;
  /** Made just now: nobody has seen this person before. */
  readonly isNew: boolean;
}

export interface Wallets {
  /** Finds it, gives a forgotten one back, or makes it. The person's row exists and is locked by the caller. */
  readonly ensure: (tx: Queryable, userId: number) => Promise<FoundWallet>;
  /** The same for somebody who has none now. */
  readonly make: (tx: Queryable, userId: number) => Promise<FoundWallet>;
  /** From now on the wallet is nobody's, until the same person comes back. */
  readonly forget: (tx: Queryable, userId: number) => Promise<void>;
}

/** The key is the bot token, which the database does not hold: its rows alone do not lead back to a person. */
export const forgottenKeys =
  (token: string) =>
  (userId: number): string =>
    createHmac('sha256', token).update(`forgotten:${userId}`).digest('base64url');

export function createWallets(schemas: SchemaNames, keyOf: (userId: number) => string): Wallets {
  const table = `${schemas.bot}.wallet`;
  const make = async (tx: Queryable, userId: number): Promise<FoundWallet> => {
    const { rows } = await tx.query<{ id: string; is_new: boolean }>({
      name: 'wallet.make',
      text: `with back as (
         update ${table} set user_id = $1, forgotten_key = null where forgotten_key = $2 returning id),
       made as (
         insert into ${table} (user_id) select $1 where not exists (select from back)
         on conflict (user_id) do update set user_id = excluded.user_id returning id)
       select id, false as is_new from back union all select id, true from made`,
      values: [userId, keyOf(userId)],
    });
    return { id: Number(rows[0]?.id ?? 0), isNew: rows[0]?.is_new ?? false };
  };
  return {
    make,
    ensure: async (tx, userId) => {
      const { rows } = await tx.query<{ id: string }>(`select id from ${table} where user_id = $1`, [userId]);
      return rows[0] === undefined ? await make(tx, userId) : { id: Number(rows[0].id), isNew: false };
    },
    forget: async (tx, userId) => {
      await tx.query(`update ${table} set user_id = null, forgotten_key = $2 where user_id = $1`, [
        ...[userId, keyOf(userId)],
      ]);
    },
  };
}
