/**
 * What is too old is erased, in small batches, each a transaction of its own. Money is never touched: prices, holds,
 * transfers and who paid stay as they are.
 */
import type pg from 'pg';
import { FILES_ERASED, INPUT_ERASED } from './erased.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';

export interface Retention {
  /** Inputs of generations that are over, and what was written down of their failures. */
  readonly erasePrompts: (days: number) => Promise<number>;
  /** Results of such generations, and the ids of their files at Telegram; of decided transfers the picture's. */
  readonly eraseFiles: (days: number) => Promise<number>;
  /** Offers to pay that nobody took. */
  readonly dropInvoices: (days: number) => Promise<number>;
}

const OVER = `state in ('delivered', 'failed', 'cancelled')`;

export function createRetention(pool: pg.Pool, { bot }: SchemaNames, batch = 500): Retention {
  /** `$1` is the number of rows at most, `$2` the days. */
  async function inBatches(statement: string, days: number): Promise<number> {
    let total = 0;
    for (;;) {
      const { rowCount } = await pool.query(statement, [batch, days]).catch((error: unknown) => {
        throw pgError(error);
      });
      total += rowCount ?? 0;
      if ((rowCount ?? 0) < batch) return total;
    }
  }
  const old = (column: string): string => `${column} < now() - $2 * interval '1 day'`;
  const overAndOld = (mark: string): string =>
    `id in (select id from ${bot}.generation where ${old('created_at')} and ${OVER} and ${mark} is null
       order by created_at limit $1)`;

  return {
    erasePrompts: (days) =>
      inBatches(`update ${bot}.generation set ${INPUT_ERASED} where ${overAndOld('input_erased_at')}`, days),
    eraseFiles: async (days) => {
      const works = await inBatches(
        `update ${bot}.generation set ${FILES_ERASED} where ${overAndOld('files_erased_at')}`,
        days,
      );
      const claims = await inBatches(
        `update ${bot}.topup_claim set file_id = null where id in (select id from ${bot}.topup_claim
           where file_id is not null and state in ('approved', 'refused', 'duplicate')
             and ${old('coalesce(decided_at, created_at)')} limit $1)`,
        days,
      );
      return works + claims;
    },
    dropInvoices: (days) =>
      inBatches(
        `delete from ${bot}.invoice where id in (select i.id from ${bot}.invoice i where ${old('i.created_at')}
           and not exists (select 1 from ${bot}.star_payment p where p.invoice_id = i.id) limit $1)`,
        days,
      ),
  };
}
