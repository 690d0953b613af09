import type pg from 'pg';
import { pgError } from './errors.ts';

/** What runs a statement: a pool, or the client of one transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/**
 * Runs `work` in one transaction. Rejects with an AppError; a connection that broke is thrown away, not returned to the
 * pool. A failure of COMMIT itself is ambiguous: callers make their work safe to repeat.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw pgError(error);
  });
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    const isHealthy = await client.query('rollback').then(
      () => true,
      () => false,
    );
    client.release(!isHealthy);
    throw pgError(error);
  }
}
