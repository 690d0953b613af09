/**
 * One database that is migrated and has its queues, made once for a whole run: a copy of it costs a tenth of what the
 * migrations do, and most files need one or several.
 */
import { randomBytes } from 'node:crypto';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createBoss } from '../../src/adapters/queue/boss.ts';
import { createDatabase, dropDatabase, TEMPLATE_BOT_ID, TEMPLATE_PREFIX } from './database.ts';
import { createLogList } from './list-log.ts';

/** Its name. Nobody may be connected to a template while it is copied. */
export async function createTemplate(server: string): Promise<string> {
  const name = `${TEMPLATE_PREFIX}${randomBytes(6).toString('hex')}`;
  const url = await createDatabase(server, name, null);
  try {
    await fill(url);
  } catch (error) {
    await dropDatabase(server, name);
    throw error;
  }
  return name;
}

async function fill(url: string): Promise<void> {
  const schemas = schemaNames(TEMPLATE_BOT_ID);
  const log = createLogList();
  await migrate({ url, schemas, log });
  const pool = createPool({ url, max: 1, log, applicationName: 'template' });
  const listener = createListener({ url, log, name: 'template' });
  const { service } = createBoss({ pool, listener, schemas, log, role: 'producer', graceMs: () => 1_000 });
  try {
    await service.start();
    await service.stop();
  } finally {
    await pool.end();
  }
}

export const dropTemplate = (server: string, name: string): Promise<void> => dropDatabase(server, name);
