/** The books are in one currency for ever: another name for the same numbers would make rich or poor by accident. */
import type pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import { inTransaction } from './transaction.ts';

/** Rejects with CURRENCY_CHANGED when money was booked in another one. */
export async function keepCurrency(pool: pg.Pool, { bot }: SchemaNames, currency: string): Promise<void> {
  try {
    await inTransaction(pool, async (tx) => {
      await tx.query(
        `insert into ${bot}.setting (name, value, updated_by) values ('currency', to_jsonb($1::text), 0)
         on conflict (name) do nothing`,
        [currency],
      );
      const { rows } = await tx.query<{ currency: string }>(
        `select value #>> '{}' as currency from ${bot}.setting where name = 'currency' for update`,
      );
      const booked = rows[0]?.currency;
      if (booked === currency) return;
      const { rowCount } = await tx.query(
        `select 1 from ${bot}.posting where account not like 'bonus%' union all
         select 1 from ${bot}.generation where paid_by = 'money' limit 1`,
      );
      if (rowCount !== 0) {
        throw new AppError('CURRENCY_CHANGED', 'money is booked in another currency', {
          details: { booked, currency },
        });
      }
      await tx.query(
        `update ${bot}.setting set value = to_jsonb($1::text), updated_at = now() where name = 'currency'`,
        [currency],
      );
    });
  } catch (error) {
    throw pgError(error);
  }
}
