/** The books: what the database itself refuses, whoever writes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLedger, type Transfer } from '../../src/adapters/postgres/ledger.ts';
import { inTransaction, type Queryable } from '../../src/adapters/postgres/transaction.ts';
import { createWallets } from '../../src/adapters/postgres/wallets.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

let database: BotDatabase;
let bot: string;
let walletId: number;
let people = 0;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  walletId = await newWallet();
});
after(() => database.close());

async function newWallet(): Promise<number> {
  people += 1;
  await database.pool.query(`insert into ${bot}.app_user (user_id, first_name) values ($1, 'Anna')`, [people]);
  return (await createWallets(database.schemas, String).ensure(database.pool, people)).id;
}
const ledger = () => createLedger(database.schemas);
const give = (reference: string, amount: bigint, to = walletId): Transfer => ({
  ...{ reference, reason: 'grant', actor: 'admin:1', amount },
  ...{ from: { account: 'adjustment' }, to: { account: 'available', walletId: to } },
});
const take = (reference: string, amount: bigint): Transfer => ({
  ...{ reference, reason: 'take', actor: 'admin:1', amount },
  ...{ from: { account: 'available', walletId }, to: { account: 'adjustment' } },
});
const post = (transfer: Transfer, on: Queryable = database.pool) => ledger().post(on, transfer);
const available = async (id = walletId): Promise<bigint> =>
  (await inTransaction(database.pool, (tx) => ledger().lock(tx, id))).available;
const refused = (text: string, values: unknown[] = []) =>
  assert.rejects(
    inTransaction(database.pool, (tx) => tx.query(text, values)),
    /the ledger is only added to|postings in \d+ units that sum|violates/,
  );

test('a transfer moves a balance once, however often it is posted', async () => {
  assert.equal(await post(give('a', 500n)), true);
  assert.equal(await post(give('a', 700n)), false);
  assert.equal(await available(), 500n);
  const again = await Promise.all(Array.from({ length: 20 }, () => post(give('b', 1n), database.newPool(1))));
  assert.equal(again.filter(Boolean).length, 1);
  assert.equal(await available(), 501n);
});

test('nobody has less than nothing', async () => {
  await assert.rejects(post(take('too-much', 502n)), (error) => hasCode(error, 'LEDGER_OVERDRAWN'));
  assert.equal(await available(), 501n);
  assert.equal(await post(take('just-all', 501n)), true);
  assert.equal(await available(), 0n);
});

test('postings that do not sum to zero, are alone, are three, or mix units are refused at commit', async () => {
  const transfer = `insert into ${bot}.transfer (reference, reason, actor) values ($1, 'grant', 'system') returning id`;
  const withPostings = (reference: string, postings: string): Promise<void> =>
    refused(
      `with t as (${transfer}) insert into ${bot}.posting (transfer_id, account, wallet_id, amount) ${postings}`,
      [reference],
    );
  await refused(transfer, ['no-posting']);
  await withPostings('alone', `select id, 'revenue', null::bigint, 5 from t`);
  const uneven = `select id, 'revenue', null::bigint, 5 from t union all select id, 'kie', null, -4 from t`;
  await withPostings('uneven', uneven);
  await withPostings('three', `${uneven} union all select id, 'promo', null, -1 from t`);
  const mixed = `select id, 'revenue', null::bigint, 5 from t union all select id, 'bonus_used', null, -5 from t`;
  await withPostings('mixed', mixed);
  await withPostings('nowhere', `select id, 'available', null::bigint, 5 from t`);
});

test('what is written stays as it is, and a balance cannot be set by hand', async () => {
  await post(give('fixed', 10n));
  await refused(`update ${bot}.transfer set reason = 'promo' where reference = 'fixed'`);
  await refused(`delete from ${bot}.transfer where reference = 'fixed'`);
  await refused(`update ${bot}.posting set amount = amount + 1`);
  await refused(`delete from ${bot}.posting`);
  await refused(`update ${bot}.wallet set available = 1000000 where id = $1`, [walletId]);
  await refused(`insert into ${bot}.wallet (available) values (1000000)`);
  assert.equal(await available(), 10n);
  await database.pool.query(`insert into ${bot}.admin_action (admin_id, action) values (1, 'x')`);
  await refused(`update ${bot}.admin_action set action = 'y'`);
});

test('a late third posting to an old transfer is refused', async () => {
  const { rows } = await database.pool.query<{ id: string }>(
    `select id from ${bot}.transfer where reference = 'fixed'`,
  );
  await refused(`insert into ${bot}.posting (transfer_id, account, amount) values ($1, 'revenue', 5)`, [rows[0]?.id]);
});

test('a hundred givers and takers at once leave exactly what their sum says', async () => {
  const id = await newWallet();
  const pools = Array.from({ length: 4 }, () => database.newPool(4));
  await post(give('start', 50n, id));
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const pool = pools[index % 4]!;
      const from = { account: 'available', walletId: id } as const;
      return await (
        index % 2 === 0 ? post(give(`in-${index}`, 1n, id), pool) : post({ ...take(`out-${index}`, 3n), from }, pool)
      ).then(
        () => (index % 2 === 0 ? 1n : -3n),
        (error: unknown) => {
          assert.ok(hasCode(error, 'LEDGER_OVERDRAWN'), String(error));
          return 0n;
        },
      );
    }),
  );
  const expected = outcomes.reduce((sum, one) => sum + one, 50n);
  assert.equal(await available(id), expected);
  assert.ok(expected >= 0n && outcomes.includes(0n), 'some takers came too late');
  const { rows } = await database.pool.query<{ derived: string }>(
    `select sum(amount) as derived from ${bot}.posting where wallet_id = $1`,
    [id],
  );
  assert.equal(BigInt(rows[0]?.derived ?? 0), expected);
});
