import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimUpdate } from '../../src/sandbox/telegram/contract.ts';
import { waitFor } from '../support/wait-for.ts';
import { ANNA, inline, startStand, type Stand } from './sandbox-telegram-stand.ts';

type Fields = Record<string, unknown>;

const INVOICE = {
  chat_id: ANNA,
  title: 'Сто звёзд',
  description: 'Пополнение баланса',
  payload: 'topup:1',
  currency: 'XTR',
  provider_token: '',
  prices: [{ label: 'Stars', amount: 100 }],
};

/** The first update of a kind that nobody has confirmed, without waiting for a poll. */
async function pending({ sim }: Stand, type: string): Promise<Fields> {
  return await waitFor(`a ${type}`, async () => {
    const isPending = (entry: SimUpdate): boolean =>
      entry.type === type && (entry.confirmedAt ?? entry.droppedAt) === null;
    const entry = (await sim.updates()).findLast(isPending);
    return entry?.update[type] as Fields | undefined;
  });
}

async function sendInvoice({ api }: Stand): Promise<number> {
  const answer = await api('sendInvoice', INVOICE);
  assert.equal(answer.description, undefined);
  return Number(answer.result['message_id']);
}

async function payAndAccept(stand: Stand, invoice: number | string): Promise<string> {
  const paid = stand.sim.pay(ANNA, invoice);
  const query = await pending(stand, 'pre_checkout_query');
  assert.ok((await stand.api('answerPreCheckoutQuery', { pre_checkout_query_id: query['id'], ok: true })).ok);
  const result = await paid;
  assert.equal(result.status, 'paid');
  return result.chargeId ?? '';
}

const WRONG: readonly (readonly [Fields, string])[] = [
  [{ currency: 'RUB' }, 'CURRENCY_INVALID'],
  [{ provider_token: 'stripe' }, 'PAYMENT_PROVIDER_INVALID'],
  [{ prices: [] }, 'STARS_INVOICE_INVALID'],
  [{ prices: [...INVOICE.prices, ...INVOICE.prices] }, 'STARS_INVOICE_INVALID'],
  [{ prices: [{ label: 'x', amount: 0 }] }, 'CURRENCY_TOTAL_AMOUNT_INVALID'],
  [{ prices: [{ label: 'x', amount: 1.5 }] }, 'CURRENCY_TOTAL_AMOUNT_INVALID'],
  [{ payload: 'я'.repeat(64) + 'x' }, 'INVOICE_PAYLOAD_INVALID'],
  [{ payload: '' }, 'INVOICE_PAYLOAD_INVALID'],
  [{ title: 'x'.repeat(33) }, 'title is too long; the maximum length is 32'],
  [{ description: 'x'.repeat(256) }, 'description is too long; the maximum length is 255'],
  [{ title: '' }, 'parameter "title" is required'],
  [{ reply_markup: inline([{ text: 'no pay first', callback_data: 'x' }]) }, 'BUTTON_TYPE_INVALID'],
];

test('an invoice is in Stars, with one price and short words', async (t) => {
  const { api } = await startStand(t);
  for (const [change, reason] of WRONG) {
    assert.equal((await api('sendInvoice', { ...INVOICE, ...change })).description, `Bad Request: ${reason}`);
  }
  const longest = { title: 'x'.repeat(32), description: 'x'.repeat(255), payload: 'я'.repeat(64) };
  const sent = await api('sendInvoice', { ...INVOICE, ...longest });
  assert.deepEqual((sent.result['invoice'] as Fields)['total_amount'], 100);
});

test('a payment asks first, then reports the charge in a message', async (t) => {
  const stand = await startStand(t);
  const invoice = await sendInvoice(stand);
  const chargeId = await payAndAccept(stand, invoice);
  const message = await pending(stand, 'message');
  assert.deepEqual(message['successful_payment'], {
    currency: 'XTR',
    total_amount: 100,
    invoice_payload: 'topup:1',
    telegram_payment_charge_id: chargeId,
    provider_payment_charge_id: chargeId,
  });
  assert.equal((message['from'] as Fields)['id'], ANNA);
  assert.equal((await stand.api('getMyStarBalance')).result['amount'], 100);
  await assert.rejects(stand.sim.pay(ANNA, invoice), /paid already/);
  const { messages } = await stand.sim.transcript(ANNA);
  assert.equal(messages.at(-1)?.service, 'payment of 100 XTR');
  assert.equal(messages.find(({ messageId }) => messageId === invoice)?.invoice?.paidChargeId, chargeId);
});

test('a refused pre-checkout takes no money and shows the reason', async (t) => {
  const stand = await startStand(t);
  const paid = stand.sim.pay(ANNA, await sendInvoice(stand));
  const { id } = await pending(stand, 'pre_checkout_query');
  const silent = await stand.api('answerPreCheckoutQuery', { pre_checkout_query_id: id, ok: false });
  assert.equal(silent.description, 'Bad Request: parameter "error_message" is required');
  await stand.api('answerPreCheckoutQuery', { pre_checkout_query_id: id, ok: false, error_message: 'Цена изменилась' });
  assert.deepEqual(await paid, { status: 'refused', errorMessage: 'Цена изменилась', chargeId: null });
  assert.equal((await stand.api('getMyStarBalance')).result['amount'], 0);
});

test('a pre-checkout that is not answered in time fails the payment, and the late answer is too old', async (t) => {
  const stand = await startStand(t, { preCheckoutTimeoutMs: 60 });
  const result = await stand.sim.pay(ANNA, await sendInvoice(stand));
  assert.deepEqual(result, { status: 'expired', errorMessage: null, chargeId: null });
  const { id } = await pending(stand, 'pre_checkout_query');
  const late = await stand.api('answerPreCheckoutQuery', { pre_checkout_query_id: id, ok: true });
  assert.equal(late.description, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
});

test('a charge is refunded once, and the bot and the ledger hear of it', async (t) => {
  const stand = await startStand(t);
  const chargeId = await payAndAccept(stand, await sendInvoice(stand));
  const refund = { user_id: ANNA, telegram_payment_charge_id: chargeId };
  stand.clock.now += 5_000;
  assert.equal((await stand.api<boolean>('refundStarPayment', refund)).result, true);
  const again = await stand.api('refundStarPayment', refund);
  assert.equal(again.description, 'Bad Request: CHARGE_ALREADY_REFUNDED');
  const unknown = await stand.api('refundStarPayment', { ...refund, telegram_payment_charge_id: 'nope' });
  assert.equal(unknown.status, 400);
  const message = await pending(stand, 'message');
  assert.equal((message['refunded_payment'] as Fields)['telegram_payment_charge_id'], chargeId);
  const { result } = await stand.api('getStarTransactions');
  const [income, outcome] = result['transactions'] as Fields[];
  assert.equal(income?.['id'], chargeId);
  assert.equal((income['source'] as Fields)['invoice_payload'], 'topup:1');
  assert.equal((outcome?.['receiver'] as Fields)['transaction_type'], 'invoice_payment');
  assert.equal((await stand.api('getMyStarBalance')).result['amount'], 0);
});

test('transactions are listed oldest first, in pages', async (t) => {
  const stand = await startStand(t);
  const charges: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    stand.clock.now += 1_000;
    charges.push(await payAndAccept(stand, await sendInvoice(stand)));
    await stand.api('deleteWebhook', { drop_pending_updates: true });
  }
  const { result } = await stand.api('getStarTransactions', { offset: 1, limit: 1 });
  assert.deepEqual(
    (result['transactions'] as Fields[]).map(({ id }) => id),
    [charges[1]],
  );
});

test('an invoice link can be paid, and a pay button is the same as paying', async (t) => {
  const stand = await startStand(t);
  const { result: link } = await stand.api<string>('createInvoiceLink', INVOICE);
  assert.match(link, /^https:\/\/t\.me\/\$/);
  assert.match(await payAndAccept(stand, link), /^stx/);
  await stand.api('sendInvoice', { ...INVOICE, reply_markup: inline([{ text: 'Купить ⭐', pay: true }]) });
  await stand.api('deleteWebhook', { drop_pending_updates: true });
  const pressed = stand.sim.press(ANNA, { label: 'Купить' });
  const { id } = await pending(stand, 'pre_checkout_query');
  await stand.api('answerPreCheckoutQuery', { pre_checkout_query_id: id, ok: true });
  assert.equal((await pressed).payment?.status, 'paid');
});

test('the word of a payment can be lost or come twice, and Telegram can give Stars back by itself', async (t) => {
  const stand = await startStand(t);
  const words = async (kind: string): Promise<number> =>
    (await stand.sim.updates()).filter(({ update }) => kind in ((update['message'] as Fields | undefined) ?? {}))
      .length;
  await stand.sim.updateFault({ kind: 'successful_payment', behaviour: 'lose' });
  const chargeId = await payAndAccept(stand, await sendInvoice(stand));
  assert.equal(await words('successful_payment'), 0);
  assert.equal((await stand.api('getMyStarBalance')).result['amount'], 100, 'the money is there all the same');
  await stand.api('deleteWebhook', { drop_pending_updates: true });
  await stand.sim.updateFault({ kind: 'successful_payment', behaviour: 'twice' });
  await payAndAccept(stand, await sendInvoice(stand));
  assert.equal(await words('successful_payment'), 2);
  await stand.sim.refund(chargeId);
  assert.equal(await words('refunded_payment'), 1);
  await assert.rejects(stand.sim.refund(chargeId), /ALREADY_REFUNDED/);
});
