/**
 * Brings a database up to this code: the schema shared by a KIE key and the bot's own schema. Safe to run
 * from several processes and machines at once, and cheap when there is nothing to do.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import { clientConfig } from './pool.ts';
import type { Queryable } from './transaction.ts';

const MIGRATIONS = new URL('../../../migrations/', import.meta.url);
/** In each schema: the names of the files that made it, and when they ran. */
export const MIGRATIONS_TABLE = 'migrations';
/** An arbitrary number; the same for every bot, because `kie_shared` belongs to all of them. */
const LOCK = 4_117_001;

interface MigrateOptions {
  readonly url: string;
  readonly schemas: SchemaNames;
  readonly log: Log;
  /** Where to look first: a database that is up to date costs no connection of its own, and that is nearly every start. */
  readonly pool?: Queryable;
}

const namesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, MIGRATIONS))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.sql$/, ''))
    .toSorted();

async function applied(client: Queryable, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ present: string | null }>('select to_regclass($1) as present', [
    `${schema}.${MIGRATIONS_TABLE}`,
  ]);
  if (rows[0]?.present == null) return [];
  const done = await client.query<{ name: string }>(`select name from ${schema}.${MIGRATIONS_TABLE} order by name`);
  return done.rows.map((row) => row.name);
}

/** Files of one folder, and the schema that they make. */
interface Part {
  readonly folder: string;
  readonly schema: string;
  /** Bots of different versions meet in the shared schema, so there newer code is no reason to stop. */
  readonly mayBeNewer: boolean;
}

const partsOf = (schemas: SchemaNames): readonly Part[] => [
  { folder: 'shared/', schema: schemas.shared, mayBeNewer: true },
  { folder: 'bot/', schema: schemas.bot, mayBeNewer: false },
];

/** True when nothing is to be done. Rejects with DB_SCHEMA_TOO_NEW when the database is ahead of this code. */
async function isCurrent(client: Queryable, { folder, schema, mayBeNewer }: Part): Promise<boolean> {
  const known = namesIn(folder);
  const done = await applied(client, schema);
  const strangers = done.filter((name) => !known.includes(name));
  if (strangers.length > 0 && !mayBeNewer) {
    throw new AppError('DB_SCHEMA_TOO_NEW', 'the database was migrated by newer code', { details: { strangers } });
  }
  return known.every((name) => done.includes(name));
}

async function runMigrations(client: pg.Client, { folder, schema }: Part, log: Log): Promise<void> {
  const { runner } = await import('node-pg-migrate');
  const quiet = (): void => undefined;
  const done = await runner({
    dbClient: client,
    dir: fileURLToPath(new URL(folder, MIGRATIONS)),
    direction: 'up',
    migrationsTable: MIGRATIONS_TABLE,
    schema,
    createSchema: true,
    migrationsSchema: schema,
    noLock: true, // ours is held, and covers more
    logger: {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (text: unknown) => log.error('migration.failed', { text }),
    },
  });
  for (const { name } of done) log.info('migration.applied', { name, schema });
}

async function areCurrent(client: Queryable, parts: readonly Part[]): Promise<boolean> {
  const answers = await Promise.all(parts.map((part) => isCurrent(client, part)));
  return answers.every((isIt) => isIt);
}

export async function migrate({ url, schemas, log, pool }: MigrateOptions): Promise<void> {
  const parts = partsOf(schemas);
  try {
    if (pool !== undefined && (await areCurrent(pool, parts))) return;
  } catch (error) {
    throw pgError(error);
  }
  const client = new pg.Client({
    ...{ ...clientConfig(url), connectionTimeoutMillis: 5_000, application_name: 'migrate' },
    // A step may take as long as it must; a server that is gone answers no probe, and after ten of them, a second apart,
    // the connection ends (libuv, uv_tcp_keepalive).
    ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  });
  client.on('error', (error) => log.warn('database.connection.lost', { error }));
  try {
    await client.connect();
    for (const part of parts) {
      if (await isCurrent(client, part)) continue;
      await client.query('select pg_advisory_lock($1)', [LOCK]);
      if (!(await isCurrent(client, part))) await runMigrations(client, part, log);
    }
  } catch (error) {
    throw pgError(error);
  } finally {
    await client.end().catch(() => undefined); // already broken: the error above is the one to tell
  }
}
