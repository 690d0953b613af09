import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTransaction } from '../../src/adapters/telegram/payment-update.ts';
import { readPackage } from '../../src/domain/admin/pages/packages.ts';
import { worthWithoutInvoice } from '../../src/domain/billing/star-worth.ts';
import { judgeCheckout } from '../../src/roles/polling/pre-checkout.ts';
import { startTalk, baseContext } from '../support/chat.ts';
import { assertInNoTime } from '../support/in-no-time.ts';

const invoice = { userId: 1, stars: 100, isPaid: false, isBanned: false, language: null };
const query = { userId: 1, stars: 100 };

test('a checkout is refused for every reason there is', () => {
  assert.equal(judgeCheckout(query, invoice, true), null);
  assert.equal(judgeCheckout(query, invoice, false), 'maintenance');
  assert.equal(judgeCheckout(query, null, true), 'unknown');
  assert.equal(judgeCheckout({ ...query, userId: 2 }, invoice, true), 'unknown');
  assert.equal(judgeCheckout({ ...query, stars: 99 }, invoice, true), 'unknown');
  assert.equal(judgeCheckout({ ...query, stars: null }, invoice, true), 'unknown', 'not Stars');
  assert.equal(judgeCheckout(query, { ...invoice, isPaid: true }, true), 'paid');
  assert.equal(judgeCheckout(query, { ...invoice, isBanned: true }, true), 'banned');
});

test('Stars without an invoice are worth the worst rate, rounded down, and something at least', () => {
  const sale = { starUsd: '0.013', currency: 'RUB' };
  const of = (stars: number, ...packages: { stars: number; amount: number | null }[]): bigint =>
    worthWithoutInvoice(stars, { usdRate: '90', starPackages: packages }, sale);
  assert.equal(of(100), 11_700n);
  assert.equal(of(7, { stars: 3, amount: 100 }, { stars: 100, amount: 20_000 }), 233n);
  assert.equal(of(1, { stars: 100, amount: 1 }), 1n);
  assert.equal(of(50, { stars: 100, amount: null }), 5_850n);
});

test('a package is read from what an admin types', () => {
  assert.deepEqual(readPackage('300 = 350', 'RUB'), { act: 'package-set', stars: 300, amount: 35_000 });
  assert.deepEqual(readPackage(' 300⭐=350,50 ₽', 'RUB'), { act: 'package-set', stars: 300, amount: 35_050 });
  assert.deepEqual(readPackage('300', 'RUB'), { act: 'package-set', stars: 300, amount: null });
  for (const wrong of ['', '0', '0 = 5', '100001', '300 =', '300 = 0', '300 = -1', 'abc', '300 = 1e9', '1 = 2 = 3']) {
    assert.equal(readPackage(wrong, 'RUB'), null, wrong);
  }
});

test('what is no package is told in no time, however much space is in it', async () => {
  await assertInNoTime([300, 600, 1_200, 2_000], (width) => {
    const space = ' '.repeat(width);
    assert.equal(readPackage(`300${space}=${space}350\nx`, 'RUB'), null);
  });
});

test('of the transactions of Telegram only payments of invoices and their refunds count', () => {
  const partner = { type: 'user', transaction_type: 'invoice_payment', user: { id: 5 }, invoice_payload: 'p' };
  const common = { id: 'c', amount: 3, date: 1 };
  assert.equal(readTransaction({ ...common, source: partner })?.kind, 'paid');
  assert.equal(readTransaction({ ...common, receiver: partner })?.kind, 'refunded');
  assert.equal(readTransaction({ ...common, receiver: { type: 'fragment' } }), null);
  assert.equal(readTransaction({ ...common, source: { ...partner, transaction_type: 'gift_purchase' } }), null);
  assert.equal(readTransaction(null), null);
});

const terms = { ...baseContext.terms, starPackages: [{ stars: 100, amount: 11_700n }] };

test('a package in a group, or during maintenance, makes no invoice and says where to go', () => {
  for (const [change, words] of [
    [{ chatKind: 'group', terms }, /личной/],
    [{ terms: { ...terms, isMaintenance: true } }, /обслуживание/],
  ] as const) {
    const talk = startTalk({ terms });
    talk.tapData('o:topup', 1);
    talk.setContext(change);
    const effects = talk.tap('⭐ 100');
    assert.deepEqual(
      effects.map((effect) => effect.do),
      ['answer', 'edit'],
    );
    assert.match(talk.last().view.text, words);
  }
});

test('a package is invoiced as it was shown; after a change it is shown anew; a second tap is a second invoice', () => {
  const talk = startTalk({ terms });
  talk.tapData('o:topup', 1);
  const invoiced = { do: 'invoice', stars: 100, amount: 11_700n };
  assert.deepEqual(talk.tap('⭐ 100')[1], invoiced);
  assert.deepEqual(talk.tap('⭐ 100')[1], invoiced);
  talk.setContext({ terms: { ...terms, starPackages: [{ stars: 100, amount: 1n }] } });
  assert.ok(!talk.tap('⭐ 100').some((effect) => effect.do === 'invoice'));
  assert.match(talk.last().view.text, /изменились/);
});
