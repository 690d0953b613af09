/**
 * The ledger in chunks, in the order of its transfers. No transaction is held between two of them: rows are never
 * changed, and an upload may take longer than a database waits.
 */
import type { LedgerRow } from '../../domain/admin/ledger-csv.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface LedgerExport {
  /** Of all, or of the last `days`; null = there are none. */
  readonly bounds: (
    db: Queryable,
    days: number | null,
  ) => Promise<{ readonly first: bigint; readonly last: bigint } | null>;
  /** Whole transfers with ids above `after`, up to `last`; none = that was all. */
  readonly chunk: (db: Queryable, after: bigint, last: bigint, transfers: number) => Promise<readonly LedgerRow[]>;
}

export function createLedgerExport(schemas: SchemaNames): LedgerExport {
  const { bot } = schemas;
  return {
    bounds: async (db, days) => {
      const { rows } = await db.query<{ first: string | null; last: string | null }>(
        days === null
          ? `select min(id) as first, max(id) as last from ${bot}.transfer`
          : `select min(id) as first, max(id) as last from ${bot}.transfer where created_at >= now() - $1 * interval '1 day'`,
        days === null ? [] : [days],
      );
      const [found] = rows;
      if (found?.first == null || found.last === null) return null;
      return { first: BigInt(found.first), last: BigInt(found.last) };
    },
    chunk: async (db, after, last, transfers) => {
      const { rows } = await db.query<LedgerRow>(
        `select to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as time,
           t.id::text as "transferId", t.reference, t.reason, t.actor, p.account, p.wallet_id::text as "walletId",
           p.amount::text as amount, t.generation_id as "generationId", t.note
         from (select * from ${bot}.transfer where id > $1 and id <= $2 order by id limit $3) t
         join ${bot}.posting p on p.transfer_id = t.id order by t.id, p.amount`,
        [after, last, transfers],
      );
      return rows;
    },
  };
}
