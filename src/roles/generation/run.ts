import { persist } from '../../adapters/postgres/persist.ts';
import type { ConfigOf } from '../../config/env.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { startAll, stopAll } from '../../shared/service.ts';
import type { ChildLink } from '../../supervisor/child-link.ts';
import { createQueueStatus } from './queue-status.ts';
import { wireGeneration } from './wire.ts';

const REMEDIES: Readonly<Record<string, string>> = {
  CONFIG_INVALID: 'correct DATABASE_URL: user, password and database name',
  CURRENCY_CHANGED: 'set CURRENCY back to that of the books, or give this bot a database of its own',
  DB_SCHEMA_TOO_NEW: 'deploy the version that migrated this database, or a newer one',
};

/** The generation child: works the queues until it is asked to stop. */
export async function run(link: ChildLink, config: ConfigOf<'generation'>, log: Log): Promise<void> {
  const stopping = new AbortController();
  const parts = wireGeneration(link, config, log);
  const status = createQueueStatus(parts.boss, link, log);
  link.handle('kie-callback', (body) => parts.takeCallback(body));

  async function prepareAndWork(): Promise<void> {
    await startAll(parts.background);
    const prepare = async (): Promise<true> => {
      await parts.prepareDatabase();
      await parts.queue.start();
      await parts.work();
      return true;
    };
    if ((await persist('database', prepare, stopping.signal, log)) !== null) await status.start();
  }

  const prepared = prepareAndWork().catch((thrown: unknown) => {
    const error = toAppError(thrown);
    const remedy = REMEDIES[error.code];
    if (remedy === undefined) throw error;
    link.fatal({ code: error.code, reason: error.message, remedy });
  });
  link.onGiveUp(() => void parts.tellGiveUp());
  link.onStop(async () => {
    stopping.abort();
    await prepared;
    await stopAll([...parts.background, parts.queue, status]);
    await parts.end();
  });
  link.ready();
  await prepared;
}
