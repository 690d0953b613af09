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
  const idBy = async (tx: Queryable, text: string, values: unknown[]): Promise<number | null> => {
    const { rows } = await tx.query<{ id: string }>(text, values);
    return rows[0] === undefined ? null : Number(rows[0].id);
  };
  return {
    ensure: async (tx, userId) => {
      const known =
        (await idBy(tx, `select id from ${table} where user_id = $1`, [userId])) ??
        (await idBy(
          tx,
          `update ${table} set user_id = $1, forgotten_key = null where forgotten_key = $2 returning id`,
          [...[userId, keyOf(userId)]],
        ));
      if (known !== null) return { id: known, isNew: false };
      const made = await idBy(
        tx,
        `insert into ${table} (user_id) values ($1) on conflict (user_id) do update set user_id = excluded.user_id
         returning id`,
        [userId],
      );
      return { id: made ?? 0, isNew: true };
    },
    forget: async (tx, userId) => {
      await tx.query(`update ${table} set user_id = null, forgotten_key = $2 where user_id = $1`, [
        ...[userId, keyOf(userId)],
      ]);
    },
  };
}
