/** A bot with its dialog on a real database beside the real local Telegram: people buy Stars' worth and get it back. */
import assert from 'node:assert/strict';
import type pg from 'pg';
import { createInvoices } from '../../src/adapters/postgres/invoices.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { createStarHistories } from '../../src/adapters/postgres/star-history.ts';
import type { StarPayments } from '../../src/adapters/postgres/star-payments.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createTelegramApi, type TelegramApi } from '../../src/adapters/telegram/api.ts';
import { PreCheckoutQuery } from '../../src/adapters/telegram/payment-update.ts';
import type { ReconcileStarsDeps } from '../../src/roles/generation/reconcile-stars.ts';
import type { RefundDeps } from '../../src/roles/generation/refund.ts';
import { createFastLane } from '../../src/roles/polling/pre-checkout.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { testPayments } from './billing.ts';
import { createBotDatabase, type BotDatabase } from './bot-database.ts';
import { ADMIN, startDialog, text, type Dialog } from './dialog.ts';
import { strictTexts } from './texts.ts';
import { waitFor } from './wait-for.ts';

export const STAR_TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
/** What every invoice here is about. */
const STARS = 100;
export const WORTH = 11_700n;

export interface StarStand {
  readonly database: BotDatabase;
  readonly dialog: Dialog;
  readonly sim: Sim;
  readonly telegramUrl: string;
  readonly api: () => TelegramApi;
  readonly payments: () => StarPayments;
  /** The fast lane of the checkouts. */
  readonly lane: (
    look?: ReturnType<typeof createInvoices>['look'],
    on?: pg.Pool,
    times?: { readonly lookMs: number; readonly answerMs: number },
  ) => ReturnType<typeof createFastLane>;
  /** Known to the bot and to Telegram. */
  readonly newPerson: () => Promise<number>;
  /** The payload of an invoice for this person. */
  readonly offer: (userId: number) => Promise<string>;
  /** What Telegram tells of a payment: `kind` is its field. */
  readonly about: (
    userId: number,
    kind: 'successful_payment' | 'refunded_payment',
    chargeId: string,
    payload: string,
    stars?: number,
  ) => object;
  /** Pays an invoice for real; the payment's charge id. */
  readonly buys: (userId: number) => Promise<string>;
  /** As a tap of an admin does it. */
  readonly askRefund: (chargeId: string) => ReturnType<StarPayments['askRefund']>;
  /** Minor units. */
  readonly available: (userId: number) => Promise<bigint>;
  /** How many messages with such words this chat was sent. */
  readonly told: (userId: number, words: RegExp) => Promise<number>;
  readonly refundDeps: (pool?: pg.Pool) => RefundDeps & ReconcileStarsDeps;
  readonly close: () => Promise<void>;
}

export async function startStarStand(options: { readonly dailyLimit?: number } = {}): Promise<StarStand> {
  const database = await createBotDatabase();
  const { pool, schemas, log } = database;
  const dialog = await startDialog(database, options);
  const telegram = await startTelegramSandbox({ floodControl: false });
  const sim = createSim(telegram.url, '700001');
  const invoices = createInvoices(schemas);
  let people = 5_000;

  const api = (): TelegramApi => createTelegramApi({ token: STAR_TOKEN, apiRoot: telegram.url });
  const payments = (): StarPayments => testPayments(schemas);
  const notices = { texts: strictTexts(), currency: 'RUB', admins: [ADMIN] };
  const offer: StarStand['offer'] = (userId) => invoices.make(pool, { userId, stars: STARS, amount: WORTH });
  const lane: StarStand['lane'] = (look = invoices.look, on = pool, times = { lookMs: 1_000, answerMs: 1_000 }) =>
    createFastLane({
      ...{ api: api(), texts: strictTexts(), log, admins: [], times },
      ...{ settings: () => ({ isMaintenance: false }), look: (id, ms) => look(on, id, ms) },
    });

  return {
    ...{ database, dialog, sim, telegramUrl: telegram.url, api, payments, lane, offer },
    newPerson: async () => {
      people += 1;
      await sim.user({ id: people, firstName: 'Anna', languageCode: 'ru' });
      await sim.sendText(people, '/start');
      await dialog.deliver(text(people, '/start'));
      await dialog.work(people);
      return people;
    },
    about: (userId, kind, chargeId, payload, stars = STARS) => ({
      message: {
        ...{ message_id: 9, date: Math.floor(Date.now() / 1_000), chat: { id: userId, type: 'private' } },
        from: { id: userId, is_bot: false, first_name: 'Anna', language_code: 'ru' },
        [kind]: {
          ...{ currency: 'XTR', total_amount: stars, invoice_payload: payload, provider_payment_charge_id: '' },
          telegram_payment_charge_id: chargeId,
        },
      },
    }),
    buys: async (userId) => {
      const invoice = await api().call('sendInvoice', {
        ...{ chat_id: userId, title: 'x', description: 'x', currency: 'XTR', provider_token: '' },
        ...{ payload: await offer(userId), prices: [{ label: 'x', amount: STARS }] },
      });
      const before = new Set((await sim.updates()).map(({ updateId }) => updateId));
      const paying = sim.pay(userId, invoice.messageId ?? 0);
      const query = await waitFor('the query', async () =>
        (await sim.updates()).find(({ updateId, update }) => {
          const checkout = PreCheckoutQuery.safeParse(update['pre_checkout_query']);
          return !before.has(updateId) && checkout.data?.from.id === userId;
        }),
      );
      lane().take([query.update]);
      const { chargeId } = await paying;
      assert.ok(chargeId !== null);
      const update = (await sim.updates()).findLast(({ type }) => type === 'message')?.update ?? {};
      await dialog.deliver({ message: update['message'] });
      await dialog.work(userId);
      return chargeId;
    },
    askRefund: (chargeId) => inTransaction(pool, (tx) => payments().askRefund(tx, chargeId, `admin:${ADMIN}`)),
    available: async (userId) => {
      const { rows } = await pool.query<{ available: string }>(
        `select available from ${schemas.bot}.wallet where user_id = $1`,
        [userId],
      );
      return BigInt(rows[0]?.available ?? -1);
    },
    told: async (userId, words) => (await dialog.said(userId)).filter((one) => words.test(one.text)).length,
    refundDeps: (on = pool) => ({
      ...{ pool: on, log, at: noFailpoints, api: api(), payments: payments(), notices },
      ...{ people: createPeople(schemas), outbox: createOutbox(on, schemas), history: createStarHistories(schemas) },
    }),
    close: async () => {
      await dialog.stop();
      await telegram.stop();
      await database.close();
    },
  };
}
