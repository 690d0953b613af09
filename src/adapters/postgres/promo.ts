/** Promo codes: once a wallet and never more often than the code is good for; the table's constraints say the same. */
import type { Ledger } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export type Redeemed =
  | { readonly kind: 'done'; readonly gives: 'money' | 'generations'; readonly amount: bigint }
  /** `off`: an admin switched it off. */
  | { readonly kind: 'no-such' | 'used-up' | 'expired' | 'already' | 'off' };

export interface Promos {
  /** Inside the caller's transaction. `code` in capitals. */
  readonly redeem: (tx: Queryable, walletId: number, code: string) => Promise<Redeemed>;
}

interface CodeRow {
  kind: 'money' | 'generations';
  amount: string;
  is_active: boolean;
  is_expired: boolean;
  is_used_up: boolean;
  is_mine: boolean;
}

export function createPromos(schemas: SchemaNames, ledger: Ledger): Promos {
  const { bot } = schemas;

  async function find(tx: Queryable, walletId: number, code: string): Promise<CodeRow | undefined> {
    const { rows } = await tx.query<CodeRow>(
      `select kind, amount, is_active, coalesce(expires_at <= now(), false) as is_expired,
         used >= uses_limit as is_used_up,
         exists (select from ${bot}.promo_redemption r where r.code = p.code and r.wallet_id = $2) as is_mine
       from ${bot}.promo_code p where code = $1 for update`,
      [code, walletId],
    );
    return rows[0];
  }

  return {
    redeem: async (tx, walletId, code) => {
      // The wallet first, always: whoever redeems waits for themselves, and then for the others with this code.
      await ledger.lock(tx, walletId);
      const found = await find(tx, walletId, code);
      if (found === undefined) return { kind: 'no-such' };
      if (found.is_mine) return { kind: 'already' };
      if (!found.is_active) return { kind: 'off' };
      if (found.is_expired) return { kind: 'expired' };
      if (found.is_used_up) return { kind: 'used-up' };
      await tx.query(`insert into ${bot}.promo_redemption (code, wallet_id) values ($1, $2)`, [code, walletId]);
      await tx.query(`update ${bot}.promo_code set used = used + 1 where code = $1`, [code]);
      const amount = BigInt(found.amount);
      const isMoney = found.kind === 'money';
      await ledger.post(tx, {
        ...{ reference: `promo:${code}:${walletId}`, reason: 'promo', actor: 'user', amount },
        from: { account: isMoney ? 'promo' : 'bonus_issued' },
        to: { account: isMoney ? 'available' : 'bonus', walletId },
      });
      return { kind: 'done', gives: found.kind, amount };
    },
  };
}
