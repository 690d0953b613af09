/** What a finished run must not leave behind. */
import pg from 'pg';
import { TEMPLATE_PREFIX, TEST_DATABASE_PREFIX } from './database.ts';

/** Test databases that still exist. A failing test keeps its database as evidence, so a green run leaves none. */
export async function leftoverDatabases(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where datname like any ($1)',
      [[`${TEST_DATABASE_PREFIX}%`, `${TEMPLATE_PREFIX}%`]],
    );
    return rows.map((row) => row.datname);
  } finally {
    await client.end();
  }
}
