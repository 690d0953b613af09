/** Real databases for tests, each with a name of its own. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const TEST_DATABASE_PREFIX = 'kie_test_';
export const TEMPLATE_PREFIX = 'kie_template_';

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
export async function dropDatabase(server: string, name: string): Promise<void> {
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

/** Whose schemas the template has. */
export const TEMPLATE_BOT_ID = '700001';

/** The URL of a new database, a copy of `template` if that is given. */
export async function createDatabase(server: string, name: string, template: string | null): Promise<string> {
  await onServer(server, `create database ${name}${template === null ? '' : ` template ${template}`}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function createTestDatabaseFrom(template: string | null): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) throw new Error('run tests with `npm test`, which starts a PostgreSQL');
  const name = `${TEST_DATABASE_PREFIX}${randomBytes(6).toString('hex')}`;
  return { url: await createDatabase(server, name, template), drop: () => dropDatabase(server, name) };
}

export const createTestDatabase = (): Promise<TestDatabase> => createTestDatabaseFrom(null);

/** With the schemas of the bot `TEMPLATE_BOT_ID`, when the run made a template (`npm test` does); empty otherwise. */
export const copyTemplate = (): Promise<TestDatabase> =>
  createTestDatabaseFrom(process.env['TEST_DATABASE_TEMPLATE'] ?? null);
