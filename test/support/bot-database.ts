/** A database of its own with one bot's schema, migrated, and pools on it that the test need not close one by one. */
import type pg from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { schemaNames, type SchemaNames } from '../../src/adapters/postgres/names.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { copyTemplate, createTestDatabase, TEMPLATE_BOT_ID } from './database.ts';
import { waitFor } from './wait-for.ts';
import { createLogList, type ListLog } from './list-log.ts';

export interface BotDatabase {
  readonly url: string;
  readonly schemas: SchemaNames;
  readonly log: ListLog;
  readonly pool: pg.Pool;
  /** Another process' pool, as the service makes them. */
  readonly newPool: (max?: number, url?: string) => pg.Pool;
  /** Waits until so many sessions in this database wait for a row or a key of another transaction. */
  readonly untilSomebodyWaits: (sessions?: number) => Promise<void>;
  /** Ends every pool and drops the database. */
  readonly close: () => Promise<void>;
}

export async function createBotDatabase(botId = TEMPLATE_BOT_ID): Promise<BotDatabase> {
  const database = await (botId === TEMPLATE_BOT_ID ? copyTemplate() : createTestDatabase());
  const schemas = schemaNames(botId);
  const log = createLogList();
  const pools: pg.Pool[] = [];
  const newPool = (max = 4, url = database.url): pg.Pool => {
    const pool = createPool({ url, max, log, applicationName: 'test' });
    pools.push(pool);
    return pool;
  };
  await migrate({ url: database.url, schemas, log });
  const pool = newPool();
  return {
    url: database.url,
    schemas,
    log,
    pool,
    newPool,
    untilSomebodyWaits: async (sessions = 1) => {
      await waitFor('somebody to wait for a lock', async () => {
        const { rowCount } = await pool.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return (rowCount ?? 0) >= sessions;
      });
    },
    close: async () => {
      await Promise.all(pools.filter((pool) => !pool.ended).map((pool) => pool.end()));
      await database.drop();
    },
  };
}
