/** Stars on a real database and the real local Telegram: bought, credited once, given back once, reconciled. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createInvoices } from '../../src/adapters/postgres/invoices.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { reconcileStars } from '../../src/roles/generation/reconcile-stars.ts';
import { refund } from '../../src/roles/generation/refund.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { noFailpoints, type FailPoint } from '../../src/shared/failpoint.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { ADMIN, tap, type Dialog } from '../support/dialog.ts';
import { startStarStand, STAR_TOKEN, type StarStand } from '../support/star-stand.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

let stand: StarStand;
let database: BotDatabase;
let dialog: Dialog;
let sim: Sim;

before(async () => {
  stand = await startStarStand();
  ({ database, dialog, sim } = stand);
});
after(() => stand.close());

const api: StarStand['api'] = () => stand.api();
const payments: StarStand['payments'] = () => stand.payments();
const newPerson: StarStand['newPerson'] = () => stand.newPerson();
const offer: StarStand['offer'] = (...args) => stand.offer(...args);
const about: StarStand['about'] = (...args) => stand.about(...args);
const buys: StarStand['buys'] = (...args) => stand.buys(...args);
const available: StarStand['available'] = (...args) => stand.available(...args);
const told: StarStand['told'] = (...args) => stand.told(...args);
const refundDeps: StarStand['refundDeps'] = (...args) => stand.refundDeps(...args);
const lane: StarStand['lane'] = (...args) => stand.lane(...args);

async function house(account: string): Promise<bigint> {
  const { rows } = await database.pool.query<{ sum: string | null }>(
    `select sum(amount) from ${database.schemas.bot}.posting where account = $1`,
    [account],
  );
  return BigInt(rows[0]?.sum ?? 0);
}

test('a payment that comes twice, in two processes at once and after a crash, is credited and told once', async () => {
  const userId = await newPerson();
  const payload = await offer(userId);
  const paid = about(userId, 'successful_payment', `once-${userId}`, payload);
  await dialog.deliver(paid, paid);
  const crashing = dialog.another(database.newPool(1), {
    inbox: { ...dialog.deps.inbox, markProcessed: () => Promise.reject(new Error('crash')) },
  });
  await assert.rejects(crashing.processNext(userId));
  assert.equal(await available(userId), 0n, 'nothing of a crash remains');
  const other = dialog.another(database.newPool(2));
  await Promise.all([dialog.work(userId), dialog.work(userId, other)]);
  assert.equal(await available(userId), 11_700n);
  const credit = { chargeId: `race-${userId}`, payload, stars: 100, source: 'update', paidAt: new Date() } as const;
  const payer = { userId, firstName: 'A', username: null, language: null };
  const once = () => inTransaction(database.pool, (tx) => payments().credit(tx, { ...credit, payer }));
  const made = await Promise.all([once(), once(), once()]);
  assert.equal(made.filter((one) => one !== null).length, 1);
  assert.equal(await available(userId), 23_400n);
  assert.equal(await told(userId, /спасибо/), 1);
});

test('a payment that no invoice of the payer explains is credited without one, and the admins hear of it', async () => {
  const userId = await newPerson();
  const stolen = await offer(await newPerson());
  await dialog.deliver(
    about(userId, 'successful_payment', `f1-${userId}`, 'x\0y', 7),
    about(userId, 'successful_payment', `f2-${userId}`, stolen),
  );
  await dialog.work(userId);
  assert.equal(await available(userId), 10_700n);
  assert.equal(await told(ADMIN, new RegExp(`от ${userId},`)), 2);
});

test('an admin refunds once: the balance first, then Telegram, and its own word changes nothing more', async () => {
  const userId = await newPerson();
  const chargeId = await buys(userId);
  const asked = await Promise.all([stand.askRefund(chargeId), stand.askRefund(chargeId)]);
  assert.deepEqual(asked.map(({ kind }) => kind).toSorted(), ['already', 'asked']);
  assert.equal(await available(userId), 0n);
  await sim.fault({ method: 'refundStarPayment', behaviour: 'accept-then-drop' });
  assert.equal((await refund(chargeId, refundDeps())).kind, 'later', 'nobody knows');
  assert.equal((await refund(chargeId, refundDeps())).kind, 'done', 'refunded already is as good');
  await refund(chargeId, refundDeps());
  const word = about(userId, 'refunded_payment', chargeId, 'x');
  await dialog.deliver(word, word);
  await dialog.work(userId);
  assert.deepEqual([await available(userId), await told(userId, /вернули/)], [0n, 1]);
});

test('a refund that dies at each of its places is done once, and told once', async () => {
  const userId = await newPerson();
  const chargeId = await buys(userId);
  await stand.askRefund(chargeId);
  for (const place of ['refund.before-call', 'refund.called', 'refund.booked'] as const) {
    const at: FailPoint = (here) => (here === place ? Promise.reject(new Error(place)) : noFailpoints(here));
    await assert.rejects(refund(chargeId, { ...refundDeps(), at }), { message: place });
  }
  assert.equal((await refund(chargeId, refundDeps())).kind, 'done');
  assert.deepEqual([await available(userId), await told(userId, /вернули/)], [0n, 1]);
});

test('a refund that Telegram refuses for good gives the money back', async () => {
  const userId = await newPerson();
  await dialog.deliver(about(userId, 'successful_payment', `no-${userId}`, await offer(userId)));
  await dialog.work(userId);
  await stand.askRefund(`no-${userId}`);
  assert.equal((await refund(`no-${userId}`, refundDeps())).kind, 'done');
  await refund(`no-${userId}`, refundDeps());
  assert.equal(await available(userId), 11_700n);
  assert.equal(await told(ADMIN, new RegExp(`отказал в возврате.*${userId}`)), 1);
});

test('Stars that Telegram gave back after the money was spent: what is there is taken, the rest is a loss, once', async () => {
  const userId = await newPerson();
  await dialog.deliver(about(userId, 'successful_payment', `spent-${userId}`, await offer(userId)));
  await dialog.work(userId);
  const { rows } = await database.pool.query<{ id: string }>(
    `select id from ${database.schemas.bot}.wallet where user_id = $1`,
    [userId],
  );
  await createLedger(database.schemas).post(database.pool, {
    ...{ reference: `take:${userId}`, reason: 'take', actor: 'admin:1', amount: 11_000n },
    ...{ from: { account: 'available', walletId: Number(rows[0]?.id) }, to: { account: 'adjustment' } },
  });
  const short = await stand.askRefund(`spent-${userId}`);
  assert.equal(short.kind, 'not-enough');
  const lossBefore = await house('loss');
  const word = about(userId, 'refunded_payment', `spent-${userId}`, 'x');
  await dialog.deliver(word, word);
  await dialog.work(userId);
  assert.deepEqual([await available(userId), lossBefore - (await house('loss'))], [0n, 11_000n]);
  assert.equal(await told(ADMIN, /убыток/), 1);
});

async function checkout(userId: number, payload: string, stars: number, on = lane()): Promise<string | null> {
  const { result } = (await (
    await fetch(`${stand.telegramUrl}/bot${STAR_TOKEN}/createInvoiceLink`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ title: 'x', description: 'x', payload, currency: 'XTR', provider_token: '' },
        prices: [{ label: 'x', amount: stars }],
      }),
    })
  ).json()) as { result: string };
  const known = (await sim.updates()).length;
  const paying = sim.pay(userId, result);
  const query = await waitFor('the query', async () =>
    (await sim.updates()).slice(known).find(({ type }) => type === 'pre_checkout_query'),
  );
  on.take([query.update, query.update]);
  const { status, errorMessage } = await paying;
  return status === 'paid' ? null : (errorMessage ?? status);
}

test('a checkout is allowed for the right person, Stars and invoice only', async () => {
  const userId = await newPerson();
  const mine = await offer(userId);
  assert.match((await checkout(userId, 'x'.repeat(24), 100)) ?? '', /не подходит/);
  assert.match((await checkout(await newPerson(), mine, 100)) ?? '', /не подходит/);
  assert.match((await checkout(userId, mine, 1)) ?? '', /не подходит/);
  await database.pool.query(`update ${database.schemas.bot}.wallet set banned_at = now() where user_id = $1`, [userId]);
  assert.match((await checkout(userId, mine, 100)) ?? '', /не можете/);
  await database.pool.query(`update ${database.schemas.bot}.wallet set banned_at = null where user_id = $1`, [userId]);
  assert.equal(await checkout(userId, mine, 100), null);
  await dialog.deliver(about(userId, 'successful_payment', `paid-${userId}`, mine));
  await dialog.work(userId);
  assert.match((await checkout(userId, mine, 100)) ?? '', /уже оплачен/);
});

test('a checkout is refused in time while every connection is busy, and while the database swallows everything', async (t) => {
  const userId = await newPerson();
  const mine = await offer(userId);
  const { look } = createInvoices(database.schemas);
  const proxy = await startTcpProxy(database.url);
  t.after(() => proxy.close());
  const pool = database.newPool(1, proxy.url);
  const busy = await pool.connect();
  const startedAt = performance.now();
  assert.match((await checkout(userId, mine, 100, lane(look, pool))) ?? '', /Ничего не списано/);
  busy.release();
  proxy.swallow();
  assert.match((await checkout(userId, mine, 100, lane(look, pool))) ?? '', /Ничего не списано/);
  assert.ok(performance.now() - startedAt < 4_000);
  proxy.cut();
});

test('a payment whose update was lost is credited by the reconciliation once, also beside the late update', async () => {
  const userId = await newPerson();
  await sim.updateFault({ kind: 'successful_payment', behaviour: 'lose' });
  const payload = await offer(userId);
  assert.equal(await checkout(userId, payload, 100), null);
  assert.equal(await available(userId), 0n);
  const [{ chargeId } = { chargeId: '' }] = (
    await api().starTransactions({ offset: 0, limit: 100 })
  ).transactions.filter((one) => one.payload === payload);
  await dialog.deliver(about(userId, 'successful_payment', chargeId, payload));
  await Promise.all([reconcileStars(refundDeps()), reconcileStars(refundDeps()), dialog.work(userId)]);
  assert.equal(await available(userId), 11_700n);
  assert.equal(await told(userId, /спасибо/), 1);
  assert.deepEqual(await reconcileStars(refundDeps()), { repaired: 0, mismatches: 0 });
  await sim.updateFault({ kind: 'refunded_payment', behaviour: 'lose' });
  await sim.refund(chargeId);
  assert.equal((await reconcileStars(refundDeps())).repaired, 1);
  assert.equal((await reconcileStars(refundDeps())).repaired, 0);
  assert.equal(await available(userId), 0n);
});

test('the whole purchase: a package, a tap, an invoice of exactly what was shown', async () => {
  const userId = await newPerson();
  const selling = dialog.another(database.newPool(2), {
    settings: () => ({ ...dialog.deps.settings(), starPackages: [{ stars: 100, amount: 11_700 }] }),
  });
  await dialog.deliver(tap(userId, 'o:topup'));
  await dialog.work(userId, selling);
  const button = (await dialog.said(userId)).at(-1)?.buttons.find((one) => /⭐ 100 → 117/.test(one.text));
  assert.ok(button?.callback_data !== undefined);
  const dearer = dialog.another(database.newPool(2), {
    settings: () => ({ ...dialog.deps.settings(), starPackages: [{ stars: 100, amount: 11_600 }] }),
  });
  await dialog.deliver(tap(userId, button.callback_data));
  await dialog.work(userId, dearer);
  const redrawn = (await dialog.said(userId)).at(-1);
  assert.match(redrawn?.text ?? '', /изменились/);
  const again = redrawn?.buttons.find((one) => /⭐ 100 → 116/.test(one.text))?.callback_data ?? '';
  await dialog.deliver(tap(userId, again));
  await dialog.work(userId, dearer);
  assert.equal((await dialog.said(userId)).at(-1)?.method, 'sendInvoice');
  const { rows } = await database.pool.query<{ payload: Record<string, unknown> }>(
    `select payload from ${database.schemas.bot}.outbox where chat_id = $1 and method = 'sendInvoice'`,
    [userId],
  );
  assert.ok((await api().call('sendInvoice', rows[0]?.payload ?? {})).messageId !== null, 'Telegram takes it');
});
