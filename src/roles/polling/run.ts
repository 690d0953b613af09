import { persist } from '../../adapters/postgres/persist.ts';
import type { ConfigOf } from '../../config/env.ts';
import { toAppError, type AppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { startAll, stopAll } from '../../shared/service.ts';
import type { ChildLink } from '../../supervisor/child-link.ts';
import { claimSingleStart } from './single-start.ts';
import { removeWebhook } from './webhook.ts';
import { wirePolling, type PollingParts } from './wire.ts';

const REMEDIES: Readonly<Record<string, string>> = {
  TELEGRAM_UNAUTHORIZED: 'set TELEGRAM_BOT_TOKEN to the token that BotFather shows for this bot',
  CONFIG_INVALID: 'correct DATABASE_URL: user, password and database name',
  CURRENCY_CHANGED: 'set CURRENCY back to that of the books, or give this bot a database of its own',
  DB_SCHEMA_TOO_NEW: 'deploy the version that migrated this database, or a newer one',
};

async function prepareAndServe(parts: PollingParts, stopping: AbortSignal, log: Log): Promise<void> {
  const { api } = parts;
  await startAll(parts.background);
  const prepare = async (): Promise<true> => {
    await parts.prepareDatabase();
    await Promise.all([parts.queue.start(), startAll(parts.readers)]);
    return true;
  };
  const openTelegram = async (): Promise<boolean> => {
    const isOpen = await removeWebhook(api, log, stopping);
    if (isOpen) log.info('✅ Webhook удалён');
    return isOpen;
  };
  const [isReady, me, isOpen] = await Promise.all([
    persist('database', prepare, stopping, log),
    persist('telegram', () => api.getMe(), stopping, log),
    openTelegram(), // before the lease is ours: a hand-over must not wait for it, and it disturbs no other poll
  ]);
  if (isReady === null || me === null || !isOpen) return;
  void parts.publishCommands();
  await parts.serve(stopping, me.username);
}

/** The polling child. Resolves once it is under way; from then on the link's `onStop` ends it. */
export function run(link: ChildLink, config: ConfigOf<'polling'>, log: Log): Promise<void> {
  claimSingleStart();
  const stopping = new AbortController();
  const parts = wirePolling(link, config, log);
  link.setStatus({ role: 'starting', leaseOwner: null, leaseEpoch: null, lastPollAt: null });
  const work = prepareAndServe(parts, stopping.signal, log)
    .catch((thrown: unknown) => {
      const error: AppError = toAppError(thrown);
      const remedy = REMEDIES[error.code];
      if (remedy === undefined) throw error;
      link.fatal({ code: error.code, reason: error.message, remedy });
    })
    .finally(async () => {
      await stopAll([...parts.background, parts.queue, ...parts.readers]);
      await parts.end();
    });
  link.onGiveUp(() => void parts.tellGiveUp());
  link.onStop(async () => {
    stopping.abort();
    await work;
  });
  link.ready();
  // A failure that is not fatal is a crash: main.ts logs it and the supervisor restarts this child.
  return work;
}
