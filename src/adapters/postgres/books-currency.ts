/** The books are in one currency for ever: another name for the same numbers would make rich or poor by accident. */
import type pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import { inTransaction } from './transaction.ts';

/**
 * Every amount that is money already, or becomes money by a tap: in another currency an offer of 500 roubles would be one
 * of 500 dollars.
 */
const AMOUNTS = (bot: string): string => `
  select 1 from ${bot}.posting where account not like 'bonus%' union all
  select 1 from ${bot}.generation where paid_by = 'money' union all
  select 1 from ${bot}.invoice union all
  select 1 from ${bot}.topup_claim where state in ('checking', 'open') union all
  select 1 from ${bot}.promo_code where kind = 'money' union all
  select 1 from ${bot}.model_terms where price is not null union all
  select 1 from ${bot}.setting where name = 'dailySpendLimit' and value <> 'null' union all
  select 1 from ${bot}.setting where name = 'starPackages' and jsonb_path_exists(value, '$[*].amount ? (@ != null)')
  limit 1`;

/** Rejects with CURRENCY_CHANGED when an amount in another one is booked, offered or set. */
export async function keepCurrency(pool: pg.Pool, { bot }: SchemaNames, currency: string): Promise<void> {
  try {
    const { rows: known } = await pool.query<{ currency: string }>(
      `select value #>> '{}' as currency from ${bot}.setting where name = 'currency'`,
    );
    if (known[0]?.currency === currency) return; // at nearly every start: nothing to lock and to write
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
      const { rowCount } = await tx.query(AMOUNTS(bot));
      if (rowCount !== 0) {
        throw new AppError('CURRENCY_CHANGED', 'there are amounts of money in another currency', {
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
