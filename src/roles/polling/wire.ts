/** The composition root of the polling child: everything long-lived is made here. */
import { randomUUID } from 'node:crypto';
import { bundledCatalog } from '../../adapters/catalog/bundled.ts';
import { createStoredCatalog } from '../../adapters/catalog/stored-catalog.ts';
import { createFailpoints } from '../../adapters/failpoints/armed.ts';
import { createMetricsReporter } from '../../adapters/metrics/reporter.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';
import { createAlerts } from '../../adapters/postgres/alerts.ts';
import { createAudit } from '../../adapters/postgres/audit.ts';
import { createBilling } from '../../adapters/postgres/billing.ts';
import { createBroadcasts } from '../../adapters/postgres/broadcasts.ts';
import { createChats } from '../../adapters/postgres/chats.ts';
import { createForgetPerson } from '../../adapters/postgres/forget-person.ts';
import { createGenerations } from '../../adapters/postgres/generations.ts';
import { createInvoices } from '../../adapters/postgres/invoices.ts';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { createLeaseStore, leaseChannel } from '../../adapters/postgres/lease.ts';
import { createLedger } from '../../adapters/postgres/ledger.ts';
import { createLiveSettings } from '../../adapters/postgres/live-settings.ts';
import { createPromos } from '../../adapters/postgres/promo.ts';
import { createReferrals } from '../../adapters/postgres/referrals.ts';
import { createPanelPeople } from '../../adapters/postgres/panel-people.ts';
import { createPeople } from '../../adapters/postgres/people.ts';
import { createPromoCodes } from '../../adapters/postgres/promo-codes.ts';
import { createStarPayments } from '../../adapters/postgres/star-payments.ts';
import { createSettingsStore } from '../../adapters/postgres/settings.ts';
import { createTopupClaims } from '../../adapters/postgres/topup-claims.ts';
import { createWallets, forgottenKeys } from '../../adapters/postgres/wallets.ts';
import { createListener, type Listener } from '../../adapters/postgres/listener.ts';
import { schemaNames } from '../../adapters/postgres/names.ts';
import { createOutbox, outboxChannel } from '../../adapters/postgres/outbox.ts';
import { createOutboxSending } from '../../adapters/postgres/outbox-sending.ts';
import { prepareDatabase } from '../../adapters/postgres/prepare-database.ts';
import { createPriceDrifts } from '../../adapters/postgres/price-drift.ts';
import { createStatistics } from '../../adapters/postgres/statistics.ts';
import { createSystemReport } from '../../adapters/postgres/system-report.ts';
import { createPool } from '../../adapters/postgres/pool.ts';
import { createBoss } from '../../adapters/queue/boss.ts';
import { createTelegramApi, type TelegramApi } from '../../adapters/telegram/api.ts';
import { createTelegramFiles } from '../../adapters/telegram/file-source.ts';
import { createPace } from '../../adapters/telegram/pace.ts';
import { loadTexts } from '../../adapters/texts/fluent.ts';
import { botIdOf, type ConfigOf } from '../../config/env.ts';
import { defaultSettings } from '../../domain/admin/default-settings.ts';
import { worthWithoutInvoice } from '../../domain/billing/star-worth.ts';
import { createOnSale } from '../../domain/catalog/on-sale.ts';
import { createChatTools } from '../../domain/chat/tools.ts';
import { sleep, systemClock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import { inheritedScratch } from '../../shared/scratch.ts';
import type { Service } from '../../shared/service.ts';
import type { ChildLink, Peers } from '../../supervisor/child-link.ts';
import { GROUPS } from './answer-together.ts';
import { createChatActors } from './chat-actors.ts';
import { createUpdateHandler } from './handle-update.ts';
import { createInspectMedia } from './inspect-media.ts';
import { createTurns } from './inspect-turns.ts';
import { createLeaseKeeper, LEASE_TIMES } from './lease-keeper.ts';
import { createOutboxSender, type OutboxSender } from './outbox-sender.ts';
import { createFastLane } from './pre-checkout.ts';
import { createCommandMenus } from './publish-commands.ts';
import { createPollingStatus } from './status.ts';
import { createStandingAlerts } from './standing-alerts.ts';
import { openSendJournal } from './send-journal.ts';
import { runTerms } from './terms.ts';

/** With the LISTEN connection, seven connections of a busy process; a quiet one gives most of them back. */
const POOL_SIZE = 6;
/** Transactions of one chat at once: one connection stays free for the pump, and those that many chats share have theirs. */
const CHAT_TURNS = POOL_SIZE - 1 - GROUPS.atOnce;
/** As many as fill the transactions that many chats share, and those whose files are looked at. */
const CHATS_AT_ONCE = 64;
/** Looks at people's files at once, and how long one may take. A chat that waits for its look holds up no other. */
const INSPECTIONS = { most: 8, timeoutMs: 4_000 };
const CHAT_CONCURRENCY = CHATS_AT_ONCE + INSPECTIONS.most;

export interface PollingParts {
  readonly api: TelegramApi;
  /** Tells Telegram the commands; never rejects. */
  readonly publishCommands: () => Promise<void>;
  /** Needs nothing and never fails to start. */
  readonly background: readonly Service[];
  /** Once the database is there. Safe to repeat; rejects with CURRENCY_CHANGED and DB_SCHEMA_TOO_NEW. */
  readonly prepareDatabase: () => Promise<void>;
  /** Started after that, with the readers. */
  readonly queue: Service;
  readonly readers: readonly Service[];
  /** The whole service is about to end for good: the admins read it once somebody polls again. */
  readonly tellGiveUp: () => Promise<void>;
  readonly end: () => Promise<void>;
  /** Polls whenever this instance holds the lease, until `stopping` aborts. */
  readonly serve: (stopping: AbortSignal, botUsername: string) => Promise<void>;
}

export function wirePolling(link: ChildLink, config: ConfigOf<'polling'>, log: Log): PollingParts {
  const schemas = schemaNames(botIdOf(config.TELEGRAM_BOT_TOKEN));
  const url = config.DATABASE_URL;
  const pool = createPool({ url, max: POOL_SIZE, log, applicationName: 'polling' });
  const listener: Listener = createListener({ url, log, name: 'polling-listen' });
  const { queue, service: queueService } = createBoss({
    pool,
    listener,
    schemas,
    log,
    role: 'producer',
    graceMs: () => 2_000,
  });
  const api = createTelegramApi({ token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT });
  const metrics = createMetrics('polling');
  const at = createFailpoints(config.FAIL_AT);
  const inbox = createInbox(pool, schemas);
  const chats = createChats(pool, schemas);
  const live = createStoredCatalog({ pool, schemas, listener, bundled: bundledCatalog(), log });
  const settings = createLiveSettings({ db: pool, schemas, listener, defaults: defaultSettings(config), log });
  const ledger = createLedger(schemas);
  const wallets = createWallets(schemas, forgottenKeys(config.TELEGRAM_BOT_TOKEN));
  const onSale = createOnSale();
  const texts = loadTexts();
  const pace = createPace(config.TELEGRAM_MESSAGES_PER_SECOND);
  // A child started by hand, without a supervisor, is an instance of its own.
  const owner = config.INSTANCE_ID ?? randomUUID();
  const outbox = createOutbox(pool, schemas);
  const journal = openSendJournal(inheritedScratch(), process.pid, log);
  const sending = createOutboxSending(pool, schemas, { instance: owner, process: String(process.pid) });
  const claims = createTopupClaims(schemas, ledger);
  const alerts = createAlerts({ pool, schemas, outbox, texts, log, admins: config.ADMIN_ID });
  const standing = createStandingAlerts(alerts, systemClock.monotonic);
  const status = createPollingStatus(link, owner, systemClock.now);
  const people = createPeople(schemas);
  const invoices = createInvoices(schemas);
  const sale = {
    currency: config.CURRENCY,
    starUsd: config.STAR_USD,
    paymentDetails: config.PAYMENT_DETAILS ?? null,
  };
  const payments = createStarPayments(schemas, {
    ...{ ledger, wallets, people },
    worth: (stars) => worthWithoutInvoice(stars, settings.current(), sale),
  });
  const fastLane = createFastLane({
    ...{ api, texts, log, admins: config.ADMIN_ID, settings: settings.current },
    look: (id, withinMs) => invoices.look(pool, id, withinMs),
  });
  const menus = createCommandMenus({ api, admins: config.ADMIN_ID, log });
  const tools = createChatTools();
  let peers: Peers | null = null;
  link.onPeers((told) => {
    peers = told;
  });
  let sender: OutboxSender | null = null;
  listener.on(outboxChannel(schemas), () => sender?.wake());

  return {
    api,
    publishCommands: menus.publish,
    queue: queueService,
    prepareDatabase: () => prepareDatabase({ pool, url, schemas, currency: config.CURRENCY, log }),
    readers: [live, settings],
    background: [
      listener,
      createMetricsReporter({ snapshot: metrics.snapshot, send: (figures) => link.sendMetrics(figures) }),
    ],
    tellGiveUp: () => alerts.raise({ subject: 'gave-up' }),
    end: async () => {
      await Promise.race([fastLane.settled(), sleep(2_000)]);
      await pool.end();
    },
    serve: async (stopping, botUsername) => {
      const handler = createUpdateHandler(
        {
          ...{ pool, inbox, chats, outbox, queue, texts, log, at, invoices, sale },
          money: {
            ...{ chats, payments, people, log },
            notices: { texts, currency: config.CURRENCY, admins: config.ADMIN_ID },
          },
          generations: createGenerations(pool, schemas),
          billing: createBilling(schemas, {
            ...{ ledger, wallets },
            dailyLimit: () => settings.current().freeDailyLimit,
            timeZone: config.TIME_ZONE,
          }),
          models: () => onSale(live.catalog.models, settings.terms()),
          settings: settings.current,
          admin: {
            ...{ admins: config.ADMIN_ID, settings, texts, outbox, timeZone: config.TIME_ZONE },
            defaults: defaultSettings(config),
            ...{ ledger, people },
            persons: createPanelPeople(schemas, { timeZone: config.TIME_ZONE }),
            promos: createPromoCodes(schemas),
            settingsStore: createSettingsStore(schemas),
            audit: createAudit(schemas),
            ...{ payments, queue, sale },
            broadcasting: { ...{ queue, outbox, texts, people }, broadcasts: createBroadcasts(schemas) },
            claims: { ...{ store: claims, people, outbox, texts }, currency: config.CURRENCY },
            desk: {
              ...{ queue, currency: config.CURRENCY, search: tools.search },
              catalog: () => live.catalog,
              drifts: createPriceDrifts(pool, schemas),
              statistics: createStatistics(schemas, config.TIME_ZONE),
              system: createSystemReport(schemas, config.TIME_ZONE),
              children: () => peers?.children ?? null,
            },
          },
          account: {
            ...{ ledger, timeZone: config.TIME_ZONE },
            promos: createPromos(schemas, ledger),
            referrals: createReferrals(schemas, ledger),
            forgetPerson: createForgetPerson(schemas, { ledger, wallets }),
          },
          claims,
          currency: config.CURRENCY,
          anyModel: (id) => live.catalog.byId(id),
          supportContact: config.SUPPORT_CONTACT ?? null,
          deadlineMs: config.GENERATION_DEADLINE,
          botUsername: () => botUsername,
          tools,
          inspect: createInspectMedia({
            ...{ ...INSPECTIONS, stopping, log, botUsername: () => botUsername },
            open: createTelegramFiles({ token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT }),
          }),
          turns: createTurns(CHAT_TURNS),
          onShared: (outcome, updates) => metrics.sharedUpdates.inc({ outcome }, updates),
          onHandled: (outcome, seconds) => metrics.updates.observe({ outcome }, seconds),
        },
        () => sender?.wake(),
      );
      await runTerms(stopping, {
        ...{ api, inbox, status, log, at },
        keeper: createLeaseKeeper({
          ...{ owner, log, times: LEASE_TIMES, clock: systemClock },
          store: createLeaseStore(pool, schemas, LEASE_TIMES.ttlMs),
          onReleased: (run) => listener.on(leaseChannel(schemas), run, run),
        }),
        newActors: () => createChatActors({ processNext: handler.processNext, concurrency: CHAT_CONCURRENCY, log }),
        newSender: () =>
          createOutboxSender({
            ...{ outbox: sending, journal, chats, api, pace, log, at, processEnds: stopping },
            observe: (method, outcome, seconds) => metrics.telegramCalls.observe({ method, outcome }, seconds),
          }),
        setSender: (next) => {
          sender = next;
          metrics.leaseHeld.set(next === null ? 0 : 1);
        },
        onConflict: standing.conflicted,
        onReceived: (updates) => {
          fastLane.take(updates);
          menus.heard(updates);
        },
        onStored: (count) => metrics.updatesStored.inc(count),
        onPoll: (outcome) => {
          metrics.polls.inc({ outcome });
          if (outcome === 'ok') standing.polled();
        },
      });
    },
  };
}
