/**
 * The double-entry ledger. A transfer has two postings that sum to zero and a reference of its own; the database checks
 * both at commit, moves the balances with the postings, and refuses what would overdraw one (migrations/bot/000004).
 */
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export type PersonsAccount = 'available' | 'held' | 'bonus' | 'bonus_held';
export type HouseAccount =
  | ('revenue' | 'kie_cost' | 'kie' | 'promo' | 'stars' | 'bank' | 'adjustment' | 'loss')
  | ('bonus_issued' | 'bonus_used');
/** Accounts that begin with `bonus` count generations, the others minor units. */
export type Account =
  { readonly account: PersonsAccount; readonly walletId: number } | { readonly account: HouseAccount };

export type Reason =
  | ('hold' | 'capture' | 'release' | 'cost' | 'grant' | 'take' | 'promo' | 'referral' | 'bank')
  | ('stars' | 'stars-refund' | 'stars-refund-undone' | 'refund-loss');

export type Actor = 'user' | 'system' | `admin:${number}`;

export interface Transfer {
  /** Unique for ever: a second transfer of the same reference is not made. */
  readonly reference: string;
  readonly reason: Reason;
  readonly actor: Actor;
  readonly from: Account;
  readonly to: Account;
  /** Above zero. */
  readonly amount: bigint;
  readonly generationId?: string;
  /** For the operator. */
  readonly note?: string;
}

/** What a person sees of a transfer: how an account of theirs changed. */
export interface Operation {
  readonly reason: Reason;
  readonly account: PersonsAccount;
  readonly amount: bigint;
  readonly generationId: string | null;
  readonly modelId: string | null;
  readonly at: Date;
}

export interface Ledger {
  /**
   * Inside the caller's transaction. False = the reference is known, and nothing was written. Rejects with
   * LEDGER_OVERDRAWN when a person would have less than nothing: whoever takes from a person locks the wallet and looks first.
   */
  readonly post: (tx: Queryable, transfer: Transfer) => Promise<boolean>;
  /** Locks the wallet until the transaction ends, and tells what is in it. */
  readonly lock: (tx: Queryable, walletId: number) => Promise<Readonly<Record<PersonsAccount, bigint>>>;
  /** Of `available` and `bonus`, the newest first. */
  readonly operations: (tx: Queryable, walletId: number, limit: number) => Promise<readonly Operation[]>;
}

const CHECK_VIOLATION = '23514';

const isOverdrawn = (thrown: unknown): boolean =>
  thrown instanceof pg.DatabaseError && thrown.code === CHECK_VIOLATION && thrown.table === 'wallet';

const walletOf = (account: Account): number | null => ('walletId' in account ? account.walletId : null);

interface OperationRow {
  reason: Reason;
  account: PersonsAccount;
  amount: string;
  generation_id: string | null;
  model_id: string | null;
  created_at: Date;
}

export function createLedger(schemas: SchemaNames): Ledger {
  const { bot } = schemas;
  return {
    post: async (tx, { reference, reason, actor, from, to, amount, generationId, note }) => {
      try {
        const { rowCount } = await tx.query({
          name: 'ledger.post',
          text: `with made as (
             insert into ${bot}.transfer (reference, reason, actor, generation_id, note) values ($1, $2, $3, $4, $5)
             on conflict (reference) do nothing returning id)
           insert into ${bot}.posting (transfer_id, account, wallet_id, amount)
           select id, $6::text, $7::bigint, -$10::bigint from made union all
           select id, $8::text, $9::bigint, $10::bigint from made`,
          values: [
            ...[reference, reason, actor, generationId ?? null, note ?? null],
            ...[from.account, walletOf(from), to.account, walletOf(to), amount],
          ],
        });
        return rowCount === 2;
      } catch (thrown) {
        if (!isOverdrawn(thrown)) throw thrown;
        throw new AppError('LEDGER_OVERDRAWN', 'a balance would fall below zero', {
          ...{ cause: thrown, details: { reference } },
        });
      }
    },

    lock: async (tx, walletId) => {
      const { rows } = await tx.query<Record<PersonsAccount, string>>(
        `select available, held, bonus, bonus_held from ${bot}.wallet where id = $1 for no key update`,
        [walletId],
      );
      const [row] = rows;
      if (row === undefined) throw new AppError('UNEXPECTED', 'no such wallet', { details: { walletId } });
      const { available, held, bonus, bonus_held } = row;
      return {
        ...{ available: BigInt(available), held: BigInt(held) },
        ...{ bonus: BigInt(bonus), bonus_held: BigInt(bonus_held) },
      };
    },

    operations: async (tx, walletId, limit) => {
      const { rows } = await tx.query<OperationRow>(
        `select t.reason, p.account, p.amount, t.generation_id, g.model_id, t.created_at
         from ${bot}.posting p join ${bot}.transfer t on t.id = p.transfer_id
         left join ${bot}.generation g on g.id = t.generation_id
         where p.wallet_id = $1 and p.account in ('available', 'bonus') order by p.transfer_id desc limit $2`,
        [walletId, limit],
      );
      return rows.map(
        ({ reason, account, amount, generation_id: generationId, model_id: modelId, created_at: at }) => ({
          ...{ reason, account, amount: BigInt(amount), generationId, modelId, at },
        }),
      );
    },
  };
}
