/** Money for people who order, as an admin gives it. */
import pg from 'pg';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { grant } from '../../test/support/billing.ts';
import { TOKEN } from '../bench/load-telegram.ts';

/** More than anybody can spend in a day of soaking. */
const FUNDS = 100_000_000n;

/** They are known already. */
export async function fund(databaseUrl: string, people: readonly number[]): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, application_name: 'soak' });
  const schemas = schemaNames(TOKEN.slice(0, TOKEN.indexOf(':')));
  try {
    for (const userId of people) await grant(pool, schemas, userId, FUNDS);
  } finally {
    await pool.end();
  }
}
