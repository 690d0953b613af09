/** Errands whose row says that they are not done: their job may be lost, and a second one does no harm. */
import * as z from 'zod';
import type { Errand } from '../queue/queues.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

const Row = z.object({ kind: z.enum(['refund', 'claim', 'broadcast']), id: z.string() });

/** Those that have waited for `idleMs` already, at most `limit`. */
export async function unfinishedErrands(
  tx: Queryable,
  { bot }: SchemaNames,
  { idleMs, limit }: { readonly idleMs: number; readonly limit: number },
): Promise<readonly Pick<Errand, 'kind' | 'id'>[]> {
  const { rows } = await tx.query(
    `select kind, id from (
       select 'refund' as kind, charge_id as id, refunded_at as since from ${bot}.star_payment where refund_state = 'asked'
       union all select 'claim', id, created_at from ${bot}.topup_claim where state = 'checking'
       union all select 'broadcast', id::text, started_at from ${bot}.broadcast where state = 'running') as open
     where since is null or since < now() - $1 * interval '1 millisecond' limit $2`,
    [idleMs, limit],
  );
  return rows.map((row) => Row.parse(row));
}
