import pg from 'pg';
import { parse, toClientConfig } from 'pg-connection-string';
import { errorFields, type Log } from '../../shared/log.ts';

interface PoolOptions {
  readonly url: string;
  /** Most connections of this process; a small managed Postgres has 100 and a rolling deploy doubles them. */
  readonly max: number;
  readonly log: Log;
  readonly applicationName: string;
}

/**
 * `sslmode=require` as libpq means it (encrypt, do not verify), because that is what a dashboard's DSN expects;
 * `verify-ca` and `verify-full` do verify.
 */
export function clientConfig(url: string): pg.ClientConfig {
  return toClientConfig(parse(url, { useLibpqCompat: url.includes('sslmode=') }));
}

/** A pool whose failures never reach `uncaughtException`: idle clients and those between two statements are heard. */
export function createPool({ url, max, log, applicationName }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(url),
    max,
    // Statements that do not wait for each other's answers go out together: one way to the server instead of several.
    pipeline: true,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  const hear = (error: unknown): void => log.warn('database.connection.lost', { error: errorFields(error) });
  pool.on('error', hear);
  pool.on('connect', (client) => client.on('error', hear));
  return pool;
}
