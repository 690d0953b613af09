/** One real database per test file. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const TEST_DATABASE_PREFIX = 'kie_test_';

export interface TestDatabase {
  readonly url: string;
  /** Drops it; fails when a connection is still open after a while, because something was not closed. */
  readonly drop: () => Promise<void>;
}

const IN_USE = '55006';

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Sockets close a moment after `pool.end()` resolves, so "in use" is retried for five seconds. */
async function dropWhenFree(server: string, name: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await onServer(server, `drop database if exists ${name}`);
      return;
    } catch (error) {
      const inUse = error instanceof pg.DatabaseError && error.code === IN_USE;
      if (!inUse || attempt >= 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) throw new Error('run tests with `npm test`, which starts a PostgreSQL');
  const name = `${TEST_DATABASE_PREFIX}${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropWhenFree(server, name) };
}
