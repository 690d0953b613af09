/** The dialog on a real database: updates go into the inbox, what it says is read from the outbox. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createAudit } from '../../src/adapters/postgres/audit.ts';
import { createBroadcasts } from '../../src/adapters/postgres/broadcasts.ts';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createInvoices } from '../../src/adapters/postgres/invoices.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { createLeaseStore } from '../../src/adapters/postgres/lease.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { createTopupClaims } from '../../src/adapters/postgres/topup-claims.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { createPanelPeople } from '../../src/adapters/postgres/panel-people.ts';
import { createPromoCodes } from '../../src/adapters/postgres/promo-codes.ts';
import { createSettingsStore } from '../../src/adapters/postgres/settings.ts';
import { createPriceDrifts } from '../../src/adapters/postgres/price-drift.ts';
import { createStatistics } from '../../src/adapters/postgres/statistics.ts';
import { createSystemReport } from '../../src/adapters/postgres/system-report.ts';
import { createBoss } from '../../src/adapters/queue/boss.ts';
import { updateKey } from '../../src/adapters/telegram/update.ts';
import type { Settings } from '../../src/domain/admin/settings.ts';
import { createCatalog } from '../../src/domain/catalog/catalog.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import {
  createUpdateHandler,
  type HandleUpdateDeps,
  type UpdateHandler,
} from '../../src/roles/polling/handle-update.ts';
import { createTurns } from '../../src/roles/polling/inspect-turns.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { testAccount, testBilling, testPayments } from './billing.ts';
import { createBotDatabase, type BotDatabase } from './bot-database.ts';
import { imageModel, strictTexts } from './chat.ts';

export interface Said {
  readonly method: string;
  readonly text: string;
  readonly purpose: string;
  readonly buttons: readonly { readonly text: string; readonly callback_data?: string }[];
}

export interface Dialog {
  readonly deps: HandleUpdateDeps;
  readonly handler: UpdateHandler;
  /** As the poller would: fenced, in one transaction. The update ids, given or new. */
  readonly deliver: (...updates: readonly object[]) => Promise<readonly number[]>;
  /** Handles all that waits in a chat. */
  readonly work: (chatId: number, on?: UpdateHandler) => Promise<number>;
  /** Everything said to a chat so far, in order. */
  readonly said: (chatId: number) => Promise<readonly Said[]>;
  /** A handler of another process. */
  readonly another: (pool: pg.Pool, change?: Partial<HandleUpdateDeps>) => UpdateHandler;
  readonly stop: () => Promise<void>;
}

let nextUpdateId = 1_000;

const SALE = { currency: 'RUB', starUsd: '0.013', paymentDetails: null };

export const ADMIN = 900_001;

const SETTINGS: Settings = {
  ...{
    usdRate: '90',
    markup: '2',
    freeDailyLimit: 5,
    freeMaxCredits: 24,
    maxRunning: 100,
    maxMessagesPerMinute: 1_000,
  },
  ...{ dailySpendLimit: null, starPackages: [], referralBonus: 2, isMaintenance: false },
};

export const text = (chatId: number, words: string, more: object = {}): object => ({
  message: {
    ...{ message_id: 1, date: Math.floor(Date.now() / 1_000), text: words },
    chat: { id: chatId, type: chatId < 0 ? 'supergroup' : 'private' },
    from: { id: Math.abs(chatId), is_bot: false, first_name: 'Anna', language_code: 'ru' },
    ...more,
  },
});
export const tap = (chatId: number, data: string, messageId = 50): object => ({
  callback_query: {
    ...{ id: randomUUID(), data, chat_instance: '1' },
    from: { id: chatId, is_bot: false, first_name: 'Anna', language_code: 'ru' },
    message: { message_id: messageId, date: 1, chat: { id: chatId, type: 'private' } },
  },
});

export async function startDialog(database: BotDatabase, options: { dailyLimit?: number } = {}): Promise<Dialog> {
  const { pool, schemas, log } = database;
  const listener = createListener({ url: database.url, log, name: 'dialog-listen' });
  const { queue, service } = createBoss({ pool, listener, schemas, log, role: 'producer', graceMs: () => 1_000 });
  await service.start();
  const lease = await createLeaseStore(pool, schemas, 600_000).acquire('dialog');
  assert.equal(lease.kind, 'acquired');
  const depsOn = (on: pg.Pool): HandleUpdateDeps => ({
    pool: on,
    inbox: createInbox(on, schemas),
    chats: createChats(on, schemas),
    outbox: createOutbox(on, schemas),
    generations: createGenerations(on, schemas),
    billing: testBilling(schemas, { dailyLimit: options.dailyLimit ?? 5 }),
    settings: () => SETTINGS,
    sale: SALE,
    invoices: createInvoices(schemas),
    money: {
      ...{ chats: createChats(on, schemas), payments: testPayments(schemas), people: createPeople(schemas), log },
      notices: { texts: strictTexts(), currency: 'RUB', admins: [ADMIN] },
    },
    currency: 'RUB',
    claims: createTopupClaims(schemas, createLedger(schemas)),
    admin: {
      claims: {
        ...{ store: createTopupClaims(schemas, createLedger(schemas)), people: createPeople(schemas), currency: 'RUB' },
        ...{ outbox: createOutbox(on, schemas), texts: strictTexts() },
      },
      ...{ admins: [ADMIN], settings: { current: () => SETTINGS }, audit: createAudit(schemas) },
      settingsStore: createSettingsStore(schemas),
      broadcasting: {
        ...{ queue, outbox: createOutbox(on, schemas), texts: strictTexts() },
        ...{ broadcasts: createBroadcasts(schemas), people: createPeople(schemas) },
      },
      ...{ defaults: SETTINGS, timeZone: 'UTC', texts: strictTexts(), outbox: createOutbox(on, schemas) },
      ...{ ledger: createLedger(schemas), people: createPeople(schemas), promos: createPromoCodes(schemas) },
      persons: createPanelPeople(schemas, { timeZone: 'UTC' }),
      ...{ payments: testPayments(schemas), queue, sale: SALE },
      desk: {
        ...{ queue, currency: 'RUB', search: createChatTools().search, children: () => null },
        catalog: () => createCatalog(MODELS, 'a test'),
        drifts: createPriceDrifts(on, schemas),
        statistics: createStatistics(schemas, 'UTC'),
        system: createSystemReport(schemas, 'UTC'),
      },
    },
    account: testAccount(schemas),
    queue,
    texts: strictTexts(),
    models: () => MODELS,
    anyModel: (id) => MODELS.find((model) => model.id === id),
    tools: createChatTools(),
    inspect: () => Promise.resolve(null),
    turns: createTurns(2),
    supportContact: null,
    deadlineMs: 60_000,
    botUsername: () => 'KieBot',
    log,
    at: noFailpoints,
  });
  const deps = depsOn(pool);
  const handler = createUpdateHandler(deps, () => undefined);
  return {
    deps,
    handler,
    deliver: async (...updates) => {
      const batch = updates.map((update) => {
        const payload = { update_id: (nextUpdateId += 1), ...update };
        const key = updateKey(payload);
        assert.ok(key !== null);
        return { ...key, traceId: randomUUID(), payload };
      });
      await deps.inbox.store(lease.epoch, batch);
      return batch.map(({ updateId }) => updateId);
    },
    work: async (chatId, on = handler) => {
      let handled = 0;
      while ((await on.processNext(chatId)) !== 'empty') handled += 1;
      return handled;
    },
    said: async (chatId) => {
      const { rows } = await pool.query<{ method: string; purpose: string; payload: Record<string, unknown> }>(
        `select method, purpose, payload from ${schemas.bot}.outbox where chat_id = $1 order by id`,
        [chatId],
      );
      return rows.map(({ method, purpose, payload }) => ({
        method,
        purpose,
        text: typeof payload['text'] === 'string' ? payload['text'] : '',
        buttons: ((payload['reply_markup'] as { inline_keyboard?: [] } | undefined)?.inline_keyboard ?? []).flat(),
      }));
    },
    another: (on, change = {}) => createUpdateHandler({ ...depsOn(on), ...change }, () => undefined),
    stop: async () => {
      await service.stop();
      await listener.stop();
    },
  };
}

export interface DialogStand {
  readonly database: BotDatabase;
  readonly dialog: Dialog;
  /** The schema of the bot. */
  readonly bot: string;
  readonly close: () => Promise<void>;
}

/** A dialog with a database of its own. */
export async function openDialog(options: { dailyLimit?: number } = {}): Promise<DialogStand> {
  const database = await createBotDatabase();
  const dialog = await startDialog(database, options);
  return {
    ...{ database, dialog, bot: database.schemas.bot },
    close: async () => {
      await dialog.stop();
      await database.close();
    },
  };
}

const MODELS = [imageModel('swift')];
