/** The composition root of the generation child: everything long-lived is made here. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import { bundledCatalog } from '../../adapters/catalog/bundled.ts';
import { createStoredCatalog } from '../../adapters/catalog/stored-catalog.ts';
import { createKieClient } from '../../adapters/kie/client.ts';
import { createResultFetch } from '../../adapters/kie/result-fetch.ts';
import { createFailpoints } from '../../adapters/failpoints/armed.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';
import { createMetricsReporter } from '../../adapters/metrics/reporter.ts';
import { timed, timedKie } from '../../adapters/kie/timed.ts';
import { createAlerts } from '../../adapters/postgres/alerts.ts';
import { createAttempts } from '../../adapters/postgres/attempts.ts';
import { createBilling } from '../../adapters/postgres/billing.ts';
import { createBooksCheck } from '../../adapters/postgres/books-check.ts';
import { createCatalogRounds } from '../../adapters/postgres/catalog-round.ts';
import { createCatalogStore } from '../../adapters/postgres/catalog-store.ts';
import { createGenerations } from '../../adapters/postgres/generations.ts';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { createIntake } from '../../adapters/postgres/intake.ts';
import { createKieLimiter } from '../../adapters/postgres/kie-limiter.ts';
import { createKieSpend } from '../../adapters/postgres/kie-spend.ts';
import { createLagging } from '../../adapters/postgres/lagging.ts';
import { createLedger } from '../../adapters/postgres/ledger.ts';
import { createListener } from '../../adapters/postgres/listener.ts';
import { createLiveSettings } from '../../adapters/postgres/live-settings.ts';
import { schemaNames } from '../../adapters/postgres/names.ts';
import { createOutbox } from '../../adapters/postgres/outbox.ts';
import { createPeople } from '../../adapters/postgres/people.ts';
import { createPool } from '../../adapters/postgres/pool.ts';
import { prepareDatabase } from '../../adapters/postgres/prepare-database.ts';
import { createPriceDrifts } from '../../adapters/postgres/price-drift.ts';
import { createReferrals } from '../../adapters/postgres/referrals.ts';
import { createShare } from '../../adapters/postgres/shared-transaction.ts';
import { createStarHistories } from '../../adapters/postgres/star-history.ts';
import { createStarPayments } from '../../adapters/postgres/star-payments.ts';
import { createRetention } from '../../adapters/postgres/retention.ts';
import { createUploads } from '../../adapters/postgres/uploads.ts';
import { createWallets, forgottenKeys } from '../../adapters/postgres/wallets.ts';
import { createBoss } from '../../adapters/queue/boss.ts';
import { createDeadLetters } from '../../adapters/queue/dead-letters.ts';
import { createTelegramApi } from '../../adapters/telegram/api.ts';
import { createTelegramFiles } from '../../adapters/telegram/file-source.ts';
import { createPace } from '../../adapters/telegram/pace.ts';
import { loadTexts } from '../../adapters/texts/fluent.ts';
import { botIdOf, type ConfigOf } from '../../config/env.ts';
import { defaultSettings } from '../../domain/admin/default-settings.ts';
import { worthWithoutInvoice } from '../../domain/billing/star-worth.ts';
import { createValidateInput } from '../../domain/catalog/validate.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import { inheritedScratch } from '../../shared/scratch.ts';
import type { Service } from '../../shared/service.ts';
import type { ChildLink } from '../../supervisor/child-link.ts';
import type { CatalogSyncDeps } from './catalog-sync.ts';
import { createSyncJobs } from './catalog-sync-jobs.ts';
import { takeCallback, type CallbackAnswer } from './callback.ts';
import { openDeliveryJournal } from './delivery-journal.ts';
import type { GenerationDeps } from './deps.ts';
import { tellOperator } from './operator.ts';
import { createHousekeeping } from './housekeeping.ts';
import { settleLeft } from './known-sends.ts';
import { createFailingChecks } from './reconcilers/failing-checks.ts';
import { reconcileStars, type ReconcileStarsDeps } from './reconcile-stars.ts';
import type { RefundDeps } from './refund.ts';
import { createStepWorkers } from './step-workers.ts';
import { wireErrands } from './wire-errands.ts';
import { createWithAttempts } from './with-attempts.ts';

/** With the LISTEN connection, seven connections of a busy process; a quiet one gives most of them back. */
const POOL_SIZE = 6;
/** Of the time that a stop gives us, for the jobs in flight; in the rest they are handed back. */
const GRACE_SHARE = 0.8;

export interface GenerationParts {
  /** Needs nothing and never fails to start. */
  readonly background: readonly Service[];
  /** Once the database is there. Safe to repeat; rejects with CURRENCY_CHANGED and DB_SCHEMA_TOO_NEW. */
  readonly prepareDatabase: () => Promise<void>;
  readonly queue: Service;
  readonly boss: PgBoss;
  readonly work: () => Promise<void>;
  readonly takeCallback: (body: unknown) => Promise<CallbackAnswer>;
  /** The whole service is about to end for good: the admins read it once somebody polls again. */
  readonly tellGiveUp: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Where KIE can reach us; null without a web part, and then no callbacks are asked for. */
function callbackBase(config: ConfigOf<'generation'>): string | null {
  if (!config.ENABLE_HEALTH_SERVER) return null;
  return config.PUBLIC_URL ?? config.RENDER_EXTERNAL_URL ?? null;
}

export function wireGeneration(link: ChildLink, config: ConfigOf<'generation'>, log: Log): GenerationParts {
  const schemas = schemaNames(botIdOf(config.TELEGRAM_BOT_TOKEN));
  const url = config.DATABASE_URL;
  const pool = createPool({ url, max: POOL_SIZE, log, applicationName: 'generation' });
  const listener = createListener({ url, log, name: 'generation-listen' });
  let graceMs = 0;
  link.onStop((ms) => {
    graceMs = ms * GRACE_SHARE;
    return Promise.resolve();
  });
  const jobs = { role: 'worker', graceMs: () => graceMs } as const;
  const { boss, queue, service } = createBoss({ pool, listener, schemas, log, ...jobs });
  const metrics = createMetrics('generation');
  const at = createFailpoints(config.FAIL_AT);
  const inbox = createInbox(pool, schemas);
  const limiter = createKieLimiter({ db: pool, apiKey: config.KIE_API_KEY, limit: config.KIE_TASKS_PER_10_SECONDS });
  const kie = timedKie(
    createKieClient({
      apiBase: config.KIE_API_BASE,
      uploadBase: config.KIE_UPLOAD_BASE,
      apiKey: config.KIE_API_KEY,
    }),
    (operation, outcome, seconds) => metrics.kieCalls.observe({ operation, outcome }, seconds),
  );
  const telegram = createTelegramApi({ token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT });
  const calledTelegram = (method: string, outcome: string, seconds: number): void =>
    metrics.telegramCalls.observe({ method, outcome }, seconds);
  const bundled = bundledCatalog();
  const live = createStoredCatalog({ pool, schemas, listener, bundled, log });
  const settings = createLiveSettings({ db: pool, schemas, listener, defaults: defaultSettings(config), log });
  const api: typeof telegram = {
    ...telegram,
    sendMedia: (...args) => timed('sendMedia', () => telegram.sendMedia(...args), calledTelegram),
    sendAlbum: (...args) => timed('sendMediaGroup', () => telegram.sendAlbum(...args), calledTelegram),
  };
  const pace = createPace(config.TELEGRAM_MESSAGES_PER_SECOND);
  const outbox = createOutbox(pool, schemas);
  const texts = loadTexts();
  const alerts = createAlerts({ pool, schemas, outbox, texts, log, admins: config.ADMIN_ID });
  const ledger = createLedger(schemas);
  const wallets = createWallets(schemas, forgottenKeys(config.TELEGRAM_BOT_TOKEN));
  const people = createPeople(schemas);
  const payments = createStarPayments(schemas, {
    ...{ ledger, wallets, people },
    worth: (stars) =>
      worthWithoutInvoice(stars, settings.current(), { currency: config.CURRENCY, starUsd: config.STAR_USD }),
  });
  const spend = createKieSpend(schemas, {
    ...{ ledger, apiKey: config.KIE_API_KEY },
    pricing: () => ({ currency: config.CURRENCY, usdRate: settings.current().usdRate }),
  });
  const [generations, attempts] = [createGenerations(pool, schemas), createAttempts(schemas)];
  const journal = openDeliveryJournal(inheritedScratch(), process.pid, log);
  const deps: GenerationDeps = {
    ...{ pool, queue, limiter, log, at, outbox, texts, alerts, spend },
    intake: createIntake(pool, schemas),
    ...{ generations, attempts },
    share: createShare(pool),
    withAttempts: createWithAttempts({ pool, generations, attempts }),
    uploads: createUploads(pool, schemas),
    drifts: createPriceDrifts(pool, schemas),
    referrals: createReferrals(schemas, ledger),
    people,
    referralBonus: () => settings.current().referralBonus,
    billing: createBilling(schemas, {
      ...{ ledger, wallets },
      dailyLimit: () => settings.current().freeDailyLimit,
      timeZone: config.TIME_ZONE,
    }),
    currency: config.CURRENCY,
    kie,
    fetchResult: createResultFetch({ allowPrivateHosts: config.ALLOW_PRIVATE_RESULT_HOSTS }),
    openFile: createTelegramFiles({ token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT }),
    validateInput: createValidateInput(),
    ...{ api, pace },
    catalog: live.catalog,
    admins: config.ADMIN_ID,
    callbackBase: callbackBase(config),
    delivering: new Set(),
    journal,
    unknownGraceMs: config.UNKNOWN_OUTCOME_GRACE,
    newToken: () => randomBytes(24).toString('base64url'),
    now: systemClock.now,
    onSpent: (credits) => metrics.creditsSpent.inc(credits),
    onEnded: (outcome, seconds) => metrics.generations.observe({ outcome }, seconds),
  };

  const stopping = new AbortController();
  const money: RefundDeps & ReconcileStarsDeps = {
    ...{ pool, log, at, people, payments, api, outbox: deps.outbox, history: createStarHistories(schemas) },
    notices: { texts: deps.texts, currency: config.CURRENCY, admins: config.ADMIN_ID },
  };
  const errands = wireErrands(config, {
    ...{ deps, schemas, ledger, people, api, pace, settings, money },
    stopping: stopping.signal,
  });
  const sync: CatalogSyncDeps = {
    ...{ kie, bundled, log, validateInput: deps.validateInput },
    store: createCatalogStore(pool, schemas),
    rounds: createCatalogRounds(pool, schemas),
    holder: randomUUID(),
    intervalMs: config.CATALOG_SYNC_MINUTES * 60_000,
    now: systemClock.now,
    onEnd: (outcome) => {
      metrics.catalogSyncs.inc({ outcome });
      if (outcome === 'ok') void alerts.clear('catalog-list');
    },
    tell: {
      operator: (error) => tellOperator(error, deps),
      oddList: (expected, found) => alerts.raise({ subject: 'catalog-list', expected, found }),
    },
  };
  const progressed = (): void => link.progress.bump();
  const syncJobs = createSyncJobs({ boss, sync, metrics, progressed, stopping: stopping.signal });
  const housekeeping = createHousekeeping({
    ...{ boss, inbox, schemas, progressed, retention: createRetention(pool, schemas) },
    keep: { updates: config.KEEP_UPDATES_DAYS, prompts: config.KEEP_PROMPTS_DAYS, files: config.KEEP_FILES_DAYS },
    checks: {
      ...{ ...deps, kie, spend, lowCredits: config.LOW_CREDITS },
      books: createBooksCheck(schemas),
      lagging: createLagging(schemas),
      deadLetters: createDeadLetters(pool, schemas),
      reconcileStars: async () => {
        const { repaired, mismatches } = await reconcileStars(money);
        return repaired + mismatches;
      },
      failing: createFailingChecks(systemClock.now),
      onFound: (check, count) => {
        metrics.findings.set({ check }, count);
        metrics.checkedAt.setToCurrentTime({ check });
      },
    },
  });
  const stepWorkers = createStepWorkers({ boss, metrics, progressed, steps: deps, errands });

  /** Safe to repeat after a failure. */
  async function work(): Promise<void> {
    const settled = await settleLeft(journal, deps);
    if (settled > 0) log.warn('delivery.known', { settled });
    journal.open();
    await stepWorkers.work();
    await housekeeping.work();
    await syncJobs.work();
    await settings.start();
    await live.start();
  }

  return {
    ...{ boss, work },
    prepareDatabase: () => prepareDatabase({ pool, url, schemas, currency: config.CURRENCY, log }),
    queue: {
      ...service,
      stop: async () => {
        stopping.abort(); // a catalog call under way would use up the grace of the others
        await service.stop();
        await live.stop();
        await settings.stop();
      },
    },
    background: [
      listener,
      createMetricsReporter({ snapshot: metrics.snapshot, send: (figures) => link.sendMetrics(figures) }),
    ],
    takeCallback: (body) => takeCallback(body, deps),
    tellGiveUp: () => alerts.raise({ subject: 'gave-up' }),
    end: async () => {
      await pool.end();
    },
  };
}
