import type { Billing } from '../../domain/billing/ports.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

/** Free generations per person and calendar day (in the operator's time zone): what stands behind the ports for now. */
export function createAllowance(
  schemas: SchemaNames,
  options: { readonly dailyLimit: number; readonly timeZone: string },
): Billing<Queryable> {
  const table = `${schemas.bot}.allowance_hold`;
  const today = `(now() at time zone $2)::date`;

  async function used(tx: Queryable, userId: number): Promise<number> {
    const { rows } = await tx.query<{ count: string }>(
      `select count(*) from ${table} where user_id = $1 and day = ${today} and state <> 'released'`,
      [userId, options.timeZone],
    );
    return Number(rows[0]?.count ?? 0);
  }

  async function settle(tx: Queryable, generationId: string, state: 'captured' | 'released'): Promise<void> {
    await tx.query(`update ${table} set state = $2 where generation_id = $1 and state = 'held'`, [generationId, state]);
  }

  return {
    allowance: async (tx, userId) => {
      const left = Math.max(0, options.dailyLimit - (await used(tx, userId)));
      return { limit: options.dailyLimit, left };
    },
    hold: async (tx, { generationId, userId }) => {
      if ((await used(tx, userId)) >= options.dailyLimit) return false;
      await tx.query(`insert into ${table} (generation_id, user_id, day) values ($1, $3, ${today})`, [
        generationId,
        options.timeZone,
        userId,
      ]);
      return true;
    },
    capture: (tx, generationId) => settle(tx, generationId, 'captured'),
    release: (tx, generationId) => settle(tx, generationId, 'released'),
  };
}
