/** Money for people who order, as an admin gives it. */
import pg from 'pg';
import { grant } from '../../test/support/billing.ts';
import { SCHEMAS } from './service.ts';

/** More than anybody can spend in a day of soaking. */
const FUNDS = 100_000_000n;

/** They are known already. */
export async function fund(databaseUrl: string, people: readonly number[]): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, application_name: 'soak' });
  try {
    for (const userId of people) await grant(pool, SCHEMAS, userId, FUNDS);
  } finally {
    await pool.end();
  }
}
