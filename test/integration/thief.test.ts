/** A thief with two phones and good timing: every way to money that is not theirs, tried on real books. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { createBroadcasts } from '../../src/adapters/postgres/broadcasts.ts';
import { createInvoices } from '../../src/adapters/postgres/invoices.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { parseMoney } from '../../src/domain/billing/money.ts';
import { judgeCheckout } from '../../src/roles/polling/pre-checkout.ts';
import { grant, testAccount, testBilling, testPayments } from '../support/billing.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { openDialog, tap, text, type Dialog, type Said } from '../support/dialog.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';

const FREE = 2;
let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;
let people = 30_000;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog({ dailyLimit: FREE }));
});
afterEach(async () => {
  assert.deepEqual(await brokenMoneyRules(database.pool, bot, FREE), []);
});
after(() => close());

const query = async <R extends object>(sql: string, values: unknown[] = []): Promise<R[]> =>
  (await database.pool.query<R>(sql.replaceAll(/\bb\./g, `${bot}.`), values)).rows;
async function last(chatId: number): Promise<Said> {
  const said = (await dialog.said(chatId)).findLast(({ purpose }) => purpose !== 'answer');
  assert.ok(said !== undefined);
  return said;
}
async function say(chatId: number, words: string, more: object = {}): Promise<Said> {
  await dialog.deliver(text(chatId, words, more));
  await dialog.work(chatId);
  return await last(chatId);
}
async function press(chatId: number, label: string): Promise<Said> {
  const { buttons, text: words } = await last(chatId);
  const data = buttons.find((button) => button.text.includes(label))?.callback_data;
  assert.ok(data !== undefined, `${label} under ${words}`);
  await dialog.deliver(tap(chatId, data));
  await dialog.work(chatId);
  return await last(chatId);
}
async function forget(chatId: number): Promise<Said> {
  await query(`update b.outbox set state = 'sent', settled_at = now() where state = 'new'`);
  await say(chatId, '/settings');
  await press(chatId, 'Удалить мои данные');
  return await press(chatId, 'Да, удалить');
}
async function newcomer(link = ''): Promise<number> {
  people += 1;
  await say(people, `/start ${link}`.trim());
  return people;
}
interface Wallet {
  readonly id: string;
  readonly available: string;
  readonly held: string;
  readonly bonus: string;
  readonly referral_code: string;
}
async function walletOf(userId: number): Promise<Wallet> {
  const [wallet] = await query<Wallet>(`select * from b.wallet where user_id = $1`, [userId]);
  assert.ok(wallet !== undefined);
  return wallet;
}
async function newCode(code: string): Promise<void> {
  await query(
    `insert into b.promo_code (code, kind, amount, uses_limit, created_by) values ($1, 'money', 5000, 100, 1)`,
    [code],
  );
}
const pay = (userId: number, stars: number, payload: string, chargeId: string) => ({
  message: {
    ...{ message_id: 1, date: Math.floor(Date.now() / 1_000), chat: { id: userId, type: 'private' } },
    from: { id: userId, is_bot: false, first_name: 'Anna' },
    successful_payment: {
      ...{ currency: 'XTR', total_amount: stars, invoice_payload: payload },
      ...{ telegram_payment_charge_id: chargeId, provider_payment_charge_id: '' },
    },
  },
});

test('a promo code is used up by deleting oneself and coming back', async () => {
  await newCode('ONCE');
  const eve = await newcomer();
  await say(eve, '/start promo_ONCE');
  const { id, available } = await walletOf(eve);
  assert.equal(available, '5000');
  assert.match((await forget(eve)).text, /час/i);
  await query(`update b.chat set state = jsonb_set(state, '{promoTries,since}', '0') where chat_id = $1`, [eve]);
  await forget(eve);
  assert.deepEqual(await query(`select 1 from b.wallet where user_id = $1`, [eve]), []);
  await say(eve, '/start promo_once');
  assert.deepEqual([(await walletOf(eve)).id, (await walletOf(eve)).available], [id, '5000']);
});

test('the tries of a code are not renewed by deleting oneself', async () => {
  const eve = await newcomer();
  for (let guess = 0; guess < 10; guess += 1) await say(eve, `/start promo_GUESS${guess}`);
  await forget(eve);
  await newCode('GUESSED');
  await say(eve, '/start promo_GUESSED');
  assert.equal((await walletOf(eve)).available, '0');
});

test('nobody invites themselves, a friend who was here, or a friend twice, also by deleting themselves', async () => {
  const [eve, friend] = [await newcomer(), await newcomer()];
  const { referral_code: code } = await walletOf(eve);
  const link = `ref_${code}`;
  await say(eve, `/start ${link}`);
  await say(friend, `/start ${link}`);
  for (const one of [eve, friend]) {
    await forget(one);
    await say(one, `/start ${link}`);
  }
  assert.equal((await walletOf(eve)).referral_code, code);
  assert.deepEqual(await query(`select 1 from b.referral`), []);
  const invited = await newcomer(link);
  assert.equal((await query(`select 1 from b.referral`)).length, 1, 'the link is a good one');
  const both = await Promise.all(
    [0, 1].map(() =>
      inTransaction(database.pool, (tx) => testAccount(database.schemas).referrals.add(tx, people, code)),
    ),
  );
  assert.deepEqual(both, [false, false]);
  await forget(invited);
  await say(invited, `/start ${link}`);
  assert.equal((await query(`select 1 from b.referral`)).length, 1);
});

test('an invoice outlives nobody: after deleting oneself it is refused, and what is paid for it all the same is worth the usual', async () => {
  const eve = await newcomer();
  const invoices = createInvoices(database.schemas);
  const generous = await invoices.make(database.pool, { userId: eve, stars: 10, amount: 999_999n });
  await forget(eve);
  await say(eve, '/start');
  const invoice = await invoices.look(database.pool, generous, 4_000);
  assert.equal(judgeCheckout({ userId: eve, stars: 10 }, invoice, true), 'unknown');
  await dialog.deliver(pay(eve, 10, generous, 'charge-forgotten'));
  await dialog.work(eve);
  assert.equal((await walletOf(eve)).available, '1000');
});

test('an invoice of somebody else, of other Stars, or a forged one is refused, and credits the payer by what was paid', async () => {
  const [anna, eve] = [await newcomer(), await newcomer()];
  const invoices = createInvoices(database.schemas);
  const id = await invoices.make(database.pool, { userId: anna, stars: 10, amount: 999_999n });
  const found = await invoices.look(database.pool, id, 4_000);
  assert.equal(judgeCheckout({ userId: anna, stars: 10 }, found, true), null);
  assert.equal(judgeCheckout({ userId: eve, stars: 10 }, found, true), 'unknown');
  assert.equal(judgeCheckout({ userId: anna, stars: 1 }, found, true), 'unknown');
  assert.equal(judgeCheckout({ userId: anna, stars: null }, found, true), 'unknown');
  for (const forged of [`${id}'--`, id.toUpperCase(), '', '\0', `${id}\n`]) {
    assert.equal(await invoices.look(database.pool, forged, 4_000), null);
  }
  await dialog.deliver(pay(eve, 10, id, 'charge-of-eve'), pay(anna, 1, id, 'charge-of-one'));
  await dialog.work(eve);
  await dialog.work(anna);
  assert.deepEqual([(await walletOf(eve)).available, (await walletOf(anna)).available], ['1000', '100']);
});

test('the same payment from two connections, and again under a new update, is credited once', async () => {
  const eve = await newcomer();
  const other = dialog.another(database.newPool(2));
  await dialog.deliver(...Array.from({ length: 6 }, () => pay(eve, 7, 'x', 'charge-again')));
  await Promise.all([dialog.work(eve), dialog.work(eve, other), dialog.work(eve), dialog.work(eve, other)]);
  assert.equal((await walletOf(eve)).available, '700');
});

test('odd payments change nothing and stop nobody', async () => {
  const eve = await newcomer();
  for (const stars of [0, -1, 0.5, 1e21, Number.NaN, '7', null]) {
    await dialog.deliver(pay(eve, stars as number, 'x', `odd-${String(stars)}`));
  }
  await dialog.deliver(pay(eve, 2 ** 53, 'x', 'odd-safe'));
  await dialog.work(eve);
  // More than there are Stars: set aside after three tries, which alerts the operator.
  await dialog.deliver(pay(eve, 2 ** 31, 'x', 'odd-int'));
  for (let tries = 1; tries < 3; tries += 1) await assert.rejects(dialog.work(eve));
  await dialog.work(eve);
  assert.equal((await query(`select 1 from b.inbox where chat_id = $1 and parked_code is not null`, [eve])).length, 1);
  assert.equal((await walletOf(eve)).available, '0');
  assert.match((await say(eve, '/balance')).text, /Баланс/);
});

test('Stars that come back while the balance is on hold are not also a balance once the order is cancelled', async () => {
  const eve = await newcomer();
  const payments = testPayments(database.schemas);
  const billing = testBilling(database.schemas, { dailyLimit: 0 });
  await dialog.deliver(pay(eve, 10, 'x', 'charge-held'));
  await dialog.work(eve);
  const hold = async (generationId: string, price: bigint): Promise<void> => {
    const payment = { by: 'money', price } as const;
    await inTransaction(database.pool, async (tx) => {
      await dialog.deps.generations.insert(tx, {
        ...{ id: generationId, chatId: eve, userId: eve, traceId: '00000000-0000-4000-8000-000000000000' },
        ...{ language: 'ru', modelId: 'm', input: {}, credits: 1, payment, progressMessageId: null, deadlineMs: 9e6 },
      });
      assert.ok(await billing.hold(tx, { generationId, userId: eve, payment }));
    });
  };
  const cancel = (id: string): Promise<void> =>
    inTransaction(database.pool, async (tx) => {
      await dialog.deps.generations.transition(tx, id, 'cancelled', { ended_at: new Date() });
      await billing.release(tx, id);
      await billing.release(tx, id);
    });
  await hold('held00000001', 400n);
  await hold('held00000002', 600n);
  const refund = await inTransaction(database.pool, (tx) => payments.refundHappened(tx, 'charge-held'));
  assert.deepEqual([refund?.taken, refund?.lost], [0n, 1_000n]);
  await cancel('held00000001');
  assert.equal((await walletOf(eve)).available, '0');
  await grant(database.pool, database.schemas, eve, 50n);
  await cancel('held00000002');
  assert.deepEqual([(await walletOf(eve)).available, (await walletOf(eve)).held], ['50', '0']);
  const [loss] = await query<{ sum: string }>(`select sum(amount) from b.posting where account = 'loss'`);
  assert.equal(loss?.sum, '0');

  await hold('held00000003', 50n);
  await cancel('held00000003');
  assert.equal((await walletOf(eve)).available, '50', 'an order of later owes nothing');
});

test('a channel or an anonymous admin is no person with a wallet', async () => {
  const group = -100_900;
  for (const sender of [
    { from: { id: 777_000, is_bot: false, first_name: 'Telegram' }, sender_chat: { id: -100_1, type: 'channel' } },
    { from: { id: 1_087_968_824, is_bot: true, first_name: 'Group' }, sender_chat: { id: group, type: 'supergroup' } },
    { from: { id: 136_817_688, is_bot: true, first_name: 'Channel' }, sender_chat: { id: -100_2, type: 'channel' } },
  ]) {
    await dialog.deliver(text(group, '/start@KieBot', sender), text(group, '/balance@KieBot', sender));
  }
  await dialog.work(group);
  await dialog.work(0);
  assert.deepEqual(await dialog.said(group), []);
  assert.deepEqual(await query(`select 1 from b.app_user where user_id in (777000, 1087968824, 136817688)`), []);
});

test('a broadcast is for people, and whoever was forgotten is none', async () => {
  const broadcasts = createBroadcasts(database.schemas);
  const eve = await newcomer();
  const reach = await broadcasts.reach(database.pool, 'all');
  await forget(eve);
  assert.equal(await broadcasts.reach(database.pool, 'all'), reach - 1);
});

test('no amount but a plain positive one is money', () => {
  const none = [
    '0',
    '-1',
    '+1',
    '1e9',
    '1E3',
    '0x10',
    'NaN',
    'Infinity',
    '1.001',
    '1,2,3',
    '٥',
    '１００',
    '1_000',
    "1'000",
  ];
  for (const typed of [
    ...none,
    '',
    '--',
    '10000000000',
    String(2 ** 53),
    '1\u200b0',
    '−5',
    '1;drop table x',
    '1.',
    '.5',
  ]) {
    assert.equal(parseMoney(typed, 'RUB'), null, JSON.stringify(typed));
  }
  assert.equal(parseMoney(String(2 ** 31 - 1).slice(0, 9), 'RUB'), 21_474_836_400n);
  assert.equal(parseMoney('999999999.99', 'RUB'), 99_999_999_999n);
  assert.equal(parseMoney('0.5', 'JPY'), null);
});
