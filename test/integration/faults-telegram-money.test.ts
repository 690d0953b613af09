/** Payments around an outage, and one button pressed by many fingers: rows T7, T9 and T11 of the fault list. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createInvoices } from '../../src/adapters/postgres/invoices.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { createStarHistories } from '../../src/adapters/postgres/star-history.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { reconcileStars } from '../../src/roles/generation/reconcile-stars.ts';
import { createFastLane } from '../../src/roles/polling/pre-checkout.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { testPayments } from '../support/billing.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { ADMIN, startDialog, tap, text, type Dialog } from '../support/dialog.ts';
import { strictTexts } from '../support/texts.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const BUYER = 6_101;
const TAPPER = 6_102;
const HOUR_MS = 3_600_000;

let database: BotDatabase;
let dialog: Dialog;
let telegram: TelegramSandbox;
let sim: Sim;
let bot: string;
/** How far Telegram's clock is ahead. */
let laterMs = 0;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  dialog = await startDialog(database);
  telegram = await startTelegramSandbox({ floodControl: false, now: () => Date.now() + laterMs });
  sim = createSim(telegram.url, '700001');
});
after(async () => {
  await dialog.stop();
  await telegram.stop();
  await database.close();
});

const api = () => createTelegramApi({ token: TOKEN, apiRoot: telegram.url });
async function figure(sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await database.pool.query<{ value: string }>(sql, values);
  return Number(rows[0]?.value);
}
const available = (userId: number): Promise<number> =>
  figure(`select available as value from ${bot}.wallet where user_id = $1`, [userId]);
const credits = (): Promise<number> => figure(`select count(*) as value from ${bot}.transfer where reason = 'stars'`);

test('T7: paid in an outage of a day, and Telegram forgot the update: credited once from its list, the person told', async () => {
  const { invoices, payments } = {
    invoices: createInvoices(database.schemas),
    payments: testPayments(database.schemas),
  };
  await sim.user({ id: BUYER, firstName: 'Anna', languageCode: 'ru' });
  await sim.sendText(BUYER, '/start');
  await dialog.deliver(text(BUYER, '/start'));
  await dialog.work(BUYER);
  const payload = await invoices.make(database.pool, { userId: BUYER, stars: 100, amount: 11_700n });
  const { messageId } = await api().call('sendInvoice', {
    ...{ chat_id: BUYER, title: 'x', description: 'x', currency: 'XTR', provider_token: '', payload },
    prices: [{ label: 'x', amount: 100 }],
  });
  const lane = createFastLane({
    ...{ api: api(), texts: strictTexts(), log: database.log, admins: [] },
    ...{ settings: () => ({ isMaintenance: false }), look: (id, ms) => invoices.look(database.pool, id, ms) },
  });
  const paying = sim.pay(BUYER, messageId ?? 0);
  const query = await waitFor('the query', async () =>
    (await sim.updates()).findLast(({ type }) => type === 'pre_checkout_query'),
  );
  lane.take([query.update]);
  assert.equal((await paying).status, 'paid');
  // The bot is away from here on; the update waits, for a day and no longer.
  laterMs = 25 * HOUR_MS;
  assert.deepEqual(await api().getUpdates({ offset: 0, limit: 100, timeoutSeconds: 0 }), []);
  const before = await credits();
  const people = createPeople(database.schemas);
  const notices = { texts: strictTexts(), currency: 'RUB', admins: [ADMIN] };
  const reconcile = () =>
    reconcileStars({
      ...{ pool: database.pool, log: database.log, api: api(), payments, notices, people },
      outbox: createOutbox(database.pool, database.schemas),
      history: createStarHistories(database.schemas),
    });
  await Promise.all([reconcile(), reconcile()]);
  assert.deepEqual([await available(BUYER), (await credits()) - before], [11_700, 1]);
  assert.equal((await dialog.said(BUYER)).filter((one) => /спасибо/.test(one.text)).length, 1);
  assert.deepEqual(await reconcile(), { repaired: 0, mismatches: 0 });
});

test('T9: a payment and its refund, each told twice and the refund also first, move the money once', async () => {
  const money = (kind: string, chargeId: string, payload: string): object => ({
    message: {
      ...{ message_id: 9, date: Math.floor(Date.now() / 1_000), chat: { id: BUYER, type: 'private' } },
      from: { id: BUYER, is_bot: false, first_name: 'Anna', language_code: 'ru' },
      [kind]: {
        ...{ currency: 'XTR', total_amount: 100, invoice_payload: payload, provider_payment_charge_id: '' },
        telegram_payment_charge_id: chargeId,
      },
    },
  });
  const start = await available(BUYER);
  const make = () =>
    createInvoices(database.schemas).make(database.pool, { userId: BUYER, stars: 100, amount: 11_700n });
  const paid = money('successful_payment', 'told-twice', await make());
  await dialog.deliver(paid, paid);
  await dialog.work(BUYER);
  assert.equal(await available(BUYER), start + 11_700);
  const back = money('refunded_payment', 'told-twice', 'x');
  await dialog.deliver(back, back, paid);
  await dialog.work(BUYER);
  assert.equal(await available(BUYER), start, 'the late payment of what went back credits nothing');
});

test('T11: one button pressed 50 times at once, handled by two processes: one generation, every press answered', async () => {
  await dialog.deliver(text(TAPPER, 'кот на крыше'));
  await dialog.work(TAPPER);
  const offered = (await dialog.said(TAPPER)).at(-1)?.buttons ?? [];
  const create = offered.find(({ callback_data: data }) => /:create/.test(data ?? ''))?.callback_data ?? '';
  assert.notEqual(create, '');
  await Promise.all(Array.from({ length: 50 }, () => dialog.deliver(tap(TAPPER, create))));
  const other = dialog.another(database.newPool(3));
  await Promise.all([dialog.work(TAPPER), dialog.work(TAPPER, other), dialog.work(TAPPER), dialog.work(TAPPER, other)]);
  const answers = async (): Promise<number> =>
    (await dialog.said(TAPPER)).filter(({ method }) => method === 'answerCallbackQuery').length;
  const made = (): Promise<number> => figure(`select count(*) as value from ${bot}.generation`);
  assert.deepEqual([await made(), await answers()], [1, 50]);
  // Every button of a keyboard from before, once the chat is elsewhere.
  await dialog.deliver(text(TAPPER, '/start'));
  await dialog.deliver(...offered.map(({ callback_data: data = '' }) => tap(TAPPER, data)));
  await dialog.work(TAPPER);
  assert.deepEqual([await made(), await answers()], [1, 50 + offered.length]);
});
