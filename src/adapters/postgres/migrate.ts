/**
 * Brings a database up to this code: the schema shared by a KIE key and the bot's own schema. Safe to run
 * from several processes and machines at once, and cheap when there is nothing to do.
 */
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import { clientConfig } from './pool.ts';

const MIGRATIONS = new URL('../../../migrations/', import.meta.url);
const TABLE = 'migrations';
/** An arbitrary number; the same for every bot, because `kie_shared` belongs to all of them. */
const LOCK = 4_117_001;

interface MigrateOptions {
  readonly url: string;
  readonly schemas: SchemaNames;
  readonly log: Log;
}

const namesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, MIGRATIONS))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.sql$/, ''))
    .toSorted();

async function applied(client: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ present: string | null }>('select to_regclass($1) as present', [
    `${schema}.${TABLE}`,
  ]);
  if (rows[0]?.present == null) return [];
  const done = await client.query<{ name: string }>(`select name from ${schema}.${TABLE} order by name`);
  return done.rows.map((row) => row.name);
}

/** True when nothing is to be done. Rejects with DB_SCHEMA_TOO_NEW when the database is ahead of this code. */
async function isCurrent(client: pg.Client, schemas: SchemaNames): Promise<boolean> {
  const known = namesIn('bot/');
  const done = await applied(client, schemas.bot);
  const strangers = done.filter((name) => !known.includes(name));
  if (strangers.length > 0) {
    throw new AppError('DB_SCHEMA_TOO_NEW', 'the database was migrated by newer code', { details: { strangers } });
  }
  return done.length === known.length;
}

async function runMigrations(client: pg.Client, schemas: SchemaNames, log: Log): Promise<void> {
  for (const name of namesIn('shared/')) {
    await client.query(readFileSync(new URL(`shared/${name}.sql`, MIGRATIONS), 'utf8'));
  }
  const { runner } = await import('node-pg-migrate');
  const quiet = (): void => undefined;
  const done = await runner({
    dbClient: client,
    dir: new URL('bot/', MIGRATIONS).pathname,
    direction: 'up',
    migrationsTable: TABLE,
    schema: schemas.bot,
    createSchema: true,
    migrationsSchema: schemas.bot,
    noLock: true, // ours is held, and covers more
    logger: {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (text: unknown) => log.error('migration.failed', { text }),
    },
  });
  for (const { name } of done) log.info('migration.applied', { name, schema: schemas.bot });
}

export async function migrate({ url, schemas, log }: MigrateOptions): Promise<void> {
  const client = new pg.Client({ ...clientConfig(url), connectionTimeoutMillis: 5_000, application_name: 'migrate' });
  client.on('error', (error) => log.warn('database.connection.lost', { error }));
  try {
    await client.connect();
    if (!(await isCurrent(client, schemas))) {
      await client.query('select pg_advisory_lock($1)', [LOCK]);
      if (!(await isCurrent(client, schemas))) await runMigrations(client, schemas, log);
    }
  } catch (error) {
    throw pgError(error);
  } finally {
    await client.end().catch(() => undefined); // already broken: the error above is the one to tell
  }
}
