/** Promo codes with real connections and through the dialog: once a wallet, never beyond the limit, and no guessing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Redeemed } from '../../src/adapters/postgres/promo.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createWallets } from '../../src/adapters/postgres/wallets.ts';
import { testAccount } from '../support/billing.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { openDialog, tap, text, type Dialog } from '../support/dialog.ts';

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;
let people = 5_000;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog());
});
after(() => close());

interface CodeOptions {
  readonly kind?: 'money' | 'generations';
  readonly amount?: number;
  readonly uses?: number;
  readonly expires?: string;
  readonly active?: boolean;
}

async function newCode(code: string, { kind, amount, uses, expires, active }: CodeOptions = {}): Promise<void> {
  await database.pool.query(
    `insert into ${bot}.promo_code (code, kind, amount, uses_limit, expires_at, is_active, created_by)
     values ($1, $2, $3, $4, now() + $5::interval, $6, 1)`,
    [code, kind ?? 'money', amount ?? 5_000, uses ?? 100, expires ?? null, active ?? true],
  );
}

async function newWallet(): Promise<number> {
  people += 1;
  await database.pool.query(`insert into ${bot}.app_user (user_id, first_name) values ($1, 'Anna')`, [people]);
  return (await createWallets(database.schemas, String).ensure(database.pool, people)).id;
}

/** Each on a connection of its own where several are asked at once. */
const redeem = (walletId: number, code: string): Promise<Redeemed> =>
  inTransaction(database.pool, (tx) => testAccount(database.schemas).promos.redeem(tx, walletId, code));

async function books(walletId: number): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ available: string; bonus: string }>(
    `select available, bonus from ${bot}.wallet where id = $1`,
    [walletId],
  );
  return [rows[0]?.available ?? '', rows[0]?.bonus ?? ''];
}
const usesOf = async (code: string): Promise<number> =>
  (await database.pool.query<{ used: number }>(`select used from ${bot}.promo_code where code = $1`, [code])).rows[0]
    ?.used ?? -1;

test('money and generations come from different accounts of the house', async () => {
  await newCode('MONEY');
  await newCode('GIFT', { kind: 'generations', amount: 3 });
  const walletId = await newWallet();
  assert.deepEqual(await redeem(walletId, 'MONEY'), { kind: 'done', gives: 'money', amount: 5_000n });
  assert.deepEqual(await redeem(walletId, 'GIFT'), { kind: 'done', gives: 'generations', amount: 3n });
  assert.deepEqual(await books(walletId), ['5000', '3']);
  const { rows } = await database.pool.query<{ reference: string; account: string }>(
    `select t.reference, p.account from ${bot}.transfer t join ${bot}.posting p on p.transfer_id = t.id
     where t.reason = 'promo' and p.wallet_id is null order by t.id`,
  );
  assert.deepEqual(rows, [
    { reference: `promo:MONEY:${walletId}`, account: 'promo' },
    { reference: `promo:GIFT:${walletId}`, account: 'bonus_issued' },
  ]);
});

test('every other outcome gives nothing', async () => {
  await newCode('OVER', { expires: '-1 second' });
  await newCode('OFF', { active: false });
  await newCode('ONCE', { uses: 1 });
  const [first, second] = [await newWallet(), await newWallet()];
  assert.equal((await redeem(first, 'ONCE')).kind, 'done');
  const before = await books(first);
  const outcomes: string[] = [];
  for (const code of ['NOTHING', 'OVER', 'OFF', 'ONCE']) outcomes.push((await redeem(first, code)).kind);
  assert.deepEqual(outcomes, ['no-such', 'expired', 'off', 'already']);
  assert.equal((await redeem(second, 'ONCE')).kind, 'used-up');
  assert.deepEqual([await books(first), await books(second)], [before, ['0', '0']]);
});

test('one person on ten connections at once is served once', async () => {
  await newCode('RUSH');
  const walletId = await newWallet();
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => redeem(walletId, 'RUSH')));
  assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), [...Array<string>(9).fill('already'), 'done']);
  assert.deepEqual([await books(walletId), await usesOf('RUSH')], [['5000', '0'], 1]);
});

test('ten people at once use a code for three exactly three times', async () => {
  await newCode('THREE', { uses: 3 });
  const wallets: number[] = [];
  for (let one = 0; one < 10; one += 1) wallets.push(await newWallet());
  const outcomes = await Promise.all(wallets.map((walletId) => redeem(walletId, 'THREE')));
  assert.equal(outcomes.filter(({ kind }) => kind === 'done').length, 3);
  assert.equal(outcomes.filter(({ kind }) => kind === 'used-up').length, 7);
  assert.equal(await usesOf('THREE'), 3);
});

test('the table itself refuses a second use and one beyond the limit', async () => {
  await newCode('TABLE', { uses: 1 });
  const walletId = await newWallet();
  await redeem(walletId, 'TABLE');
  await assert.rejects(
    database.pool.query(`insert into ${bot}.promo_redemption (code, wallet_id) values ('TABLE', $1)`, [walletId]),
    /promo_redemption_pkey/,
  );
  await assert.rejects(
    database.pool.query(`update ${bot}.promo_code set used = used + 1 where code = 'TABLE'`),
    /check/,
  );
});

const last = async (chatId: number): Promise<string> => (await dialog.said(chatId)).at(-1)?.text ?? '';
async function say(chatId: number, words: string, more: object = {}): Promise<string> {
  await dialog.deliver(text(chatId, words, more));
  await dialog.work(chatId);
  return await last(chatId);
}

test('a link and a typed code, in any case and with spaces around; what is typed after it is a prompt again', async () => {
  await newCode('SUMMER_26');
  assert.match(await say(11, '/start promo_summer_26'), /на балансе на 50/);
  assert.match(await say(11, 'кот'), /Нарисовать это/);
  assert.match(await say(12, '/balance'), /Баланс/);
  const button = (await dialog.said(12)).at(-1)?.buttons.find(({ text: label }) => label.includes('Промокод'));
  await dialog.deliver({
    callback_query: {
      ...{ id: 'q', data: button?.callback_data, from: { id: 12, is_bot: false, first_name: 'Anna' } },
      message: { message_id: 7, date: 1, chat: { id: 12, type: 'private' } },
    },
  });
  await dialog.work(12);
  assert.match(await say(12, 'wrong-one'), /Такого промокода нет/);
  assert.match(await say(12, '  Summer_26 '), /на балансе на 50/);
  assert.match(await say(12, '/start promo_SUMMER_26'), /уже использовали/);
  assert.match(await say(12, '/balance'), /\+50\s₽ · промокод/);
});

test('from the answer to a code one tap leads to the balance, also when the message is old', async () => {
  await newCode('BACK');
  for (const later of ['/start promo_BACK', 'кот']) {
    await say(16, later);
    const said = await dialog.said(16);
    const answered = said.findLast(({ text: words }) => words.includes('на балансе на 50'));
    const button = answered?.buttons.find(({ text: label }) => label.includes('Баланс'));
    assert.ok(button?.callback_data !== undefined, 'a button to the balance');
    await dialog.deliver(tap(16, button.callback_data));
    await dialog.work(16);
    assert.match(await last(16), /Последние операции[^]*\+50\s₽ · промокод/);
  }
});

test('who guesses is stopped after ten tries, right ones included; nobody else is', async () => {
  await newCode('LATER');
  for (let guess = 0; guess < 10; guess += 1) assert.match(await say(13, `/start promo_GUESS${guess}`), /нет/);
  assert.match(await say(13, '/start promo_LATER'), /Слишком много попыток/);
  assert.equal(await usesOf('LATER'), 0);
  assert.match(await say(14, '/start promo_LATER'), /на балансе на 50/);
});

test('in a group a code is not taken and a balance not shown', async () => {
  await newCode('GROUP');
  assert.match(await say(-15, '/start promo_GROUP'), /личном чате: t\.me\/KieBot/);
  assert.match(await say(-15, '/balance'), /личном чате/);
  assert.equal(await usesOf('GROUP'), 0);
});
