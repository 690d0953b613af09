/**
 * The real dependencies of the generation steps: a real database and queue, the real local KIE AI and Telegram, and a
 * past that the test can push back. The outbox is only written, never sent, unless a test starts a sender.
 */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { createKieClient, type KieClientOptions } from '../../src/adapters/kie/client.ts';
import { createResultFetch } from '../../src/adapters/kie/result-fetch.ts';
import { createAlerts } from '../../src/adapters/postgres/alerts.ts';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createIntake } from '../../src/adapters/postgres/intake.ts';
import { createKieLimiter } from '../../src/adapters/postgres/kie-limiter.ts';
import { createKieSpend } from '../../src/adapters/postgres/kie-spend.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { createReferrals } from '../../src/adapters/postgres/referrals.ts';
import { createPriceDrifts } from '../../src/adapters/postgres/price-drift.ts';
import { inTransaction, type Queryable } from '../../src/adapters/postgres/transaction.ts';
import { createUploads } from '../../src/adapters/postgres/uploads.ts';
import { createBoss } from '../../src/adapters/queue/boss.ts';
import { SUBMIT, type JobData } from '../../src/adapters/queue/queues.ts';
import { createTelegramApi, type TelegramApi } from '../../src/adapters/telegram/api.ts';
import { createTelegramFiles } from '../../src/adapters/telegram/file-source.ts';
import { createPace } from '../../src/adapters/telegram/pace.ts';
import type { Payment } from '../../src/domain/billing/payment.ts';
import type { ModelInput } from '../../src/domain/catalog/model.ts';
import { createValidateInput } from '../../src/domain/catalog/validate.ts';
import { openDeliveryJournal } from '../../src/roles/generation/delivery-journal.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { createKieSim, type KieSim } from '../../src/sandbox/kie/sim-client.ts';
import { loadModels } from '../../src/sandbox/kie/models.ts';
import { startKieSandbox, type KieSandboxOptions } from '../../src/sandbox/kie/start.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { createLog } from '../../src/shared/log.ts';
import { DAILY, testBilling } from './billing.ts';
import { createBotDatabase, type BotDatabase } from './bot-database.ts';
import { strictTexts } from './texts.ts';
import { readGenerations, type GenerationRows } from './generation-rows.ts';
import { storesOn } from './generation-stores.ts';

const BOT_ID = '700001';
export const BOT_TOKEN = `${BOT_ID}:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0`;
export const KIE_KEY = 'fake-kie-key-of-the-generation-tests';
export const ADMIN = 900_001;
export const GRACE_MS = 60_000;
/** A model that needs nothing but a prompt, and one that answers with four pictures. */
export const MODEL = 'google/nano-banana';
export const ALBUM_MODEL = 'grok-imagine/text-to-image';
const CALLBACK_BASE = 'http://127.0.0.1:9';

export interface OrderOptions {
  readonly modelId?: string;
  readonly input?: ModelInput;
  readonly deadlineMs?: number;
  readonly language?: 'ru' | 'en';
  readonly payment?: Payment;
  /** In the order's transaction, once the person is there. */
  readonly before?: (tx: Queryable, userId: number) => Promise<void>;
}

export interface Order extends JobData {
  readonly chatId: number;
  readonly progressMessageId: number;
}

export interface GenerationStand {
  readonly deps: GenerationDeps;
  readonly database: BotDatabase;
  readonly api: TelegramApi;
  readonly telegram: Sim;
  readonly telegramUrl: string;
  readonly kie: KieSim;
  readonly kieUrl: string;
  readonly rows: GenerationRows;
  readonly boss: ReturnType<typeof createBoss>['boss'];
  /** Everything that was logged, as it would be printed. */
  readonly printed: readonly string[];
  /** What `onEnded` was told. */
  readonly ended: readonly string[];
  /** A client like the stand's own, somewhere else or in a greater hurry. */
  readonly kieClient: (options?: Partial<KieClientOptions>) => ReturnType<typeof createKieClient>;
  /** A new person confirms: the generation, its hold and its job, and a real message that will show the progress. */
  readonly order: (options?: OrderOptions) => Promise<Order>;
  /** Everything that was written so far is this much older. */
  readonly advance: (ms: number) => Promise<void>;
  /** Between two tests: no faults and no tasks. */
  readonly refresh: () => Promise<void>;
  /** Fails when a token, a key, a DSN or an attempt's token was printed or stored where it can leave. */
  readonly assertNoSecrets: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** For an answer that never comes. */
export const hurried = ({ deps, kieClient }: GenerationStand): GenerationDeps => ({
  ...deps,
  kie: kieClient({ timeouts: { createMs: 1_000 } }),
});

export interface StandOptions {
  readonly kie?: KieSandboxOptions;
  readonly role?: 'producer' | 'worker';
  readonly deps?: Partial<GenerationDeps>;
}

/** The steps as another process has them, which knows nothing of this one but what is in the database. */
export const asAnotherProcess = (deps: GenerationDeps): GenerationDeps => ({
  ...deps,
  delivering: new Set(),
  journal: openDeliveryJournal(null, 0, deps.log),
});

export async function startGenerationStand(options: StandOptions = {}): Promise<GenerationStand> {
  const [database, telegramServer, kieServer] = await Promise.all([
    createBotDatabase(BOT_ID),
    startTelegramSandbox({ floodControl: false }),
    // With its models in hand: the first createTask would else be late for the client's short patience.
    loadModels().then((models) => startKieSandbox({ latencyMs: 0, models, ...options.kie })),
  ]);
  const { pool, schemas } = database;
  const telegram = createSim(telegramServer.url, BOT_ID);
  const kie = createKieSim(kieServer.url);
  const printed: string[] = [];
  const ended: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      printed.push(chunk.toString('utf8'));
      done();
    },
  });
  const secrets = [BOT_TOKEN, KIE_KEY, database.url];
  const log = createLog({ process: 'generation', level: 'debug', format: 'json', secrets, stream });
  const role = options.role ?? 'producer';
  const listener = createListener({ url: database.url, log, name: 'test-listen' });
  const { boss, queue, service } = createBoss({ pool, listener, schemas, log, role, graceMs: () => 2_000 });
  if (role === 'worker') await listener.start();
  await service.start();

  const kieClient: GenerationStand['kieClient'] = (more = {}) =>
    createKieClient({
      apiBase: kieServer.url,
      uploadBase: kieServer.url,
      apiKey: KIE_KEY,
      // Not in a hurry: a busy machine must not make an outcome unknown.
      timeouts: { createMs: 10_000, readMs: 10_000 },
      retry: { tries: 1 },
      ...more,
    });
  const api = createTelegramApi({ token: BOT_TOKEN, apiRoot: telegramServer.url });
  const chats = createChats(pool, schemas);
  const stores = storesOn(pool, schemas);
  const { outbox } = stores;
  const texts = strictTexts();
  let people = 1_000;

  const deps: GenerationDeps = {
    ...{ ...stores, queue, log, api, texts, at: noFailpoints },
    alerts: createAlerts({ pool, schemas, outbox, texts, log, admins: [ADMIN] }),
    spend: createKieSpend(schemas, {
      ...{ ledger: createLedger(schemas), apiKey: KIE_KEY },
      pricing: () => ({ currency: 'RUB', usdRate: '90' }),
    }),
    intake: createIntake(pool, schemas),
    uploads: createUploads(pool, schemas),
    openFile: createTelegramFiles({ token: BOT_TOKEN, apiRoot: telegramServer.url }),
    validateInput: createValidateInput(),
    drifts: createPriceDrifts(pool, schemas),
    referrals: createReferrals(schemas, createLedger(schemas)),
    people: createPeople(schemas),
    referralBonus: () => 2,
    billing: testBilling(schemas),
    currency: 'RUB',
    kie: kieClient(),
    limiter: createKieLimiter({ db: pool, apiKey: KIE_KEY, limit: 1_000 }),
    fetchResult: createResultFetch({
      allowPrivateHosts: true,
      maxBytes: 2_000_000,
      slowness: { windowMs: 1_000, minBytesPerWindow: 1_024 },
    }),
    pace: createPace(1_000),
    catalog: bundledCatalog(),
    admins: [ADMIN],
    callbackBase: CALLBACK_BASE,
    delivering: new Set(),
    journal: openDeliveryJournal(null, process.pid, log),
    unknownGraceMs: GRACE_MS,
    newToken: () => randomBytes(24).toString('base64url'),
    now: () => Date.now(),
    onSpent: () => undefined,
    onEnded: (outcome) => void ended.push(outcome),
    ...options.deps,
  };

  async function order(wish: OrderOptions = {}): Promise<Order> {
    const { modelId = MODEL, input = { prompt: 'a red cube' }, deadlineMs = 3_600_000, language = 'ru' } = wish;
    people += 1;
    const chatId = people;
    await telegram.user({ id: chatId });
    await telegram.sendText(chatId, '/start');
    const { messageId } = await api.call('sendMessage', { chat_id: chatId, text: 'in the queue' });
    assert.ok(messageId !== null);
    const [generationId, traceId] = [randomBytes(6).toString('hex'), randomUUID()];
    await inTransaction(pool, async (tx) => {
      const person = { userId: chatId, firstName: 'Anna', username: null, language };
      await chats.open(tx, { id: chatId, kind: 'private' }, person);
      const payment = wish.payment ?? DAILY;
      const what = { id: generationId, traceId, chatId, userId: chatId, language, modelId, input, credits: 4, payment };
      await wish.before?.(tx, chatId);
      await deps.generations.insert(tx, { ...what, progressMessageId: messageId, deadlineMs });
      assert.ok(await deps.billing.hold(tx, { generationId, userId: chatId, payment }));
      await deps.queue.send(tx, SUBMIT, { generationId, traceId });
    });
    return { generationId, traceId, chatId, progressMessageId: messageId };
  }

  const rows = readGenerations(database);
  return {
    ...{ deps, database, api, telegram, kie, rows, boss, printed, ended, kieClient, order },
    telegramUrl: telegramServer.url,
    kieUrl: kieServer.url,
    advance: (ms) => rows.age(ms),
    refresh: async () => {
      ended.length = 0;
      await kie.reset();
      await kie.settings({ latencyMs: 0, callbacks: 'off' });
      await telegram.clearFaults();
      await telegram.revokeToken(false);
      await pool.query(`delete from ${schemas.bot}.outbox where dedupe_key like 'admin:%'`);
      await pool.query(`delete from ${schemas.bot}.alert`);
    },
    assertNoSecrets: async () => {
      const hidden = [...secrets, BOT_TOKEN.slice(BOT_TOKEN.indexOf(':') + 1), ...(await rows.tokens())];
      const text = printed.join('');
      assert.ok(printed.length > 0, 'something was logged');
      for (const secret of hidden) assert.ok(!text.includes(secret), `printed: ${secret}`);
      const stored = await rows.everythingSaid();
      for (const secret of secrets) assert.ok(!stored.includes(secret), `stored: ${secret}`);
    },
    close: async () => {
      await service.stop();
      await listener.stop();
      await Promise.all([telegramServer.stop(), kieServer.stop()]);
      await database.close();
    },
  };
}
