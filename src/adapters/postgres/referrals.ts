/**
 * Who invited whom, and what both get for it. Who may be invited is said by the table's constraints; the statements here
 * ask for the same first, because a violation would cost the caller's transaction.
 */
import type { Invitations } from '../../domain/billing/statement.ts';
import type { Ledger } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface Rewarded {
  readonly inviteeId: number;
  readonly inviterId: number;
}

export interface Referrals {
  /** In the transaction that made the invitee's wallet. False: this code invites nobody, or not this person. */
  readonly add: (tx: Queryable, inviteeId: number, code: string) => Promise<boolean>;
  /** In the transaction that captures a generation of this person: both sides get `bonus`, once. Null = there is nothing (left) to give. */
  readonly reward: (tx: Queryable, userId: number, bonus: number) => Promise<Rewarded | null>;
  readonly of: (tx: Queryable, inviterId: number) => Promise<Invitations>;
}

export function createReferrals(schemas: SchemaNames, ledger: Ledger): Referrals {
  const { bot } = schemas;
  return {
    add: async (tx, inviteeId, code) => {
      const { rowCount } = await tx.query(
        `insert into ${bot}.referral (invitee_id, inviter_id)
         select invitee.id, inviter.id from ${bot}.wallet inviter, ${bot}.wallet invitee
         where inviter.referral_code = $2 and inviter.user_id is not null and inviter.banned_at is null
           and invitee.id = $1 and invitee.created_at = now() and inviter.id < invitee.id
         on conflict do nothing`,
        [inviteeId, code],
      );
      return rowCount === 1;
    },

    reward: async (tx, userId, bonus) => {
      if (bonus <= 0) return null;
      const { rows } = await tx.query<{ invitee_id: string; inviter_id: string }>({
        name: 'referral.reward',
        text: `update ${bot}.referral r set rewarded_at = now() from ${bot}.wallet w
         where w.user_id = $1 and r.invitee_id = w.id and r.rewarded_at is null
         returning r.invitee_id, r.inviter_id`,
        values: [userId],
      });
      if (rows[0] === undefined) return null;
      const rewarded = { inviteeId: Number(rows[0].invitee_id), inviterId: Number(rows[0].inviter_id) };
      // The younger wallet first, as in every chain of invitations: so no two rewards wait for each other.
      for (const [side, walletId] of [
        ['invitee', rewarded.inviteeId],
        ['inviter', rewarded.inviterId],
      ] as const) {
        await ledger.post(tx, {
          ...{ reference: `referral:${rewarded.inviteeId}:${side}`, reason: 'referral', actor: 'system' },
          ...{ from: { account: 'bonus_issued' }, to: { account: 'bonus', walletId }, amount: BigInt(bonus) },
        });
      }
      return rewarded;
    },

    of: async (tx, inviterId) => {
      const { rows } = await tx.query<{ came: string; rewarded: string; earned: string }>(
        `select count(*) as came, count(rewarded_at) as rewarded,
           (select coalesce(sum(p.amount), 0) from ${bot}.posting p join ${bot}.transfer t on t.id = p.transfer_id
            where p.wallet_id = $1 and t.reason = 'referral' and t.reference like '%:inviter') as earned
         from ${bot}.referral where inviter_id = $1`,
        [inviterId],
      );
      const [row] = rows;
      return {
        ...{ came: Number(row?.came ?? 0), rewarded: Number(row?.rewarded ?? 0) },
        earned: Number(row?.earned ?? 0),
      };
    },
  };
}
