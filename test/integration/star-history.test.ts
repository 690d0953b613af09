/** A token that sold for Stars before this database began: what is history is counted and told, what is not is credited. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createStarHistories } from '../../src/adapters/postgres/star-history.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import type { StarTransaction } from '../../src/adapters/telegram/payment-update.ts';
import { reconcileStars } from '../../src/roles/generation/reconcile-stars.ts';
import { ADMIN } from '../support/dialog.ts';
import { startStarStand, type StarStand } from '../support/star-stand.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 8_766 * HOUR_MS;
/** Everybody here buys the same: 1 000 Stars for 1 000 roubles. */
const WORTH = 100_000n;

let stand: StarStand;
/** What Telegram lists, the oldest first. */
let listed: StarTransaction[];
/** Where the pages began that were asked for. */
let offsets: number[];
beforeEach(async () => {
  stand = await startStarStand();
  [listed, offsets] = [[], []];
});
afterEach(() => stand.close());

function sell(chargeId: string, userId: number, at: number, kind: StarTransaction['kind'] = 'paid'): void {
  const payer = { userId, firstName: 'Old', username: null, language: 'ru' };
  listed.push({ kind, chargeId, payload: 'another product', stars: 1_000, at: new Date(at), payer });
}
function sellMany(count: number, userId: number, from: number): void {
  for (let index = 0; index < count; index += 1) sell(`many-${index}`, userId, from + index * 1_000);
}

const books: ReturnType<StarStand['api']>['starTransactions'] = ({ offset, limit }) => {
  offsets.push(offset);
  const page = listed.slice(offset, offset + limit);
  return Promise.resolve({ size: page.length, transactions: page });
};
const reconcile = (pool = stand.database.pool) =>
  reconcileStars({ ...stand.refundDeps(pool), api: { ...stand.api(), starTransactions: books } });

const ALL_IS_WELL = { repaired: 0, mismatches: 0 };

async function schemaBegan(at: number): Promise<void> {
  await stand.database.pool.query(
    `update ${stand.database.schemas.bot}.migrations set run_on = run_on - (now() - to_timestamp($1))`,
    [at / 1_000],
  );
}
/** What the admins were told of the history. */
const told = (words = /старше этой базы/): Promise<number> => stand.told(ADMIN, words);

test('what a token sold in earlier years is credited to nobody, and told to the admins once', async () => {
  sellMany(30, 9_000, Date.now() - 2 * YEAR_MS);
  sell('given-back', 9_000, Date.now() - YEAR_MS);
  sell('given-back', 9_000, Date.now() - YEAR_MS, 'refunded');
  const other = stand.database.newPool(2);
  assert.deepEqual(await Promise.all([reconcile(), reconcile(other)]), [ALL_IS_WELL, ALL_IS_WELL]);
  assert.deepEqual(await reconcile(), ALL_IS_WELL);
  assert.equal(await stand.available(9_000), -1n, 'nobody has heard of them here');
  assert.deepEqual([await told(), await told(/: 30, всего ⭐ 30000\./)], [1, 1]);
});

test('the admins are not told a second time when the outbox has forgotten the first', async () => {
  sellMany(3, 9_000, Date.now() - YEAR_MS);
  await reconcile();
  await stand.database.pool.query(`delete from ${stand.database.schemas.bot}.outbox`);
  await reconcile();
  assert.equal(await told(), 0);
});

test('who has counted from where another one has gone on writes nothing', async () => {
  const { pool, schemas } = stand.database;
  const histories = createStarHistories(schemas);
  const start = await histories.read(pool);
  const [faster, slower] = [100, 50].map((transactions) => ({ ...start, transactions }));
  assert.ok(faster !== undefined && slower !== undefined);
  assert.equal(await histories.advance(pool, start, faster), true);
  assert.equal(await histories.advance(pool, start, slower), false);
  assert.deepEqual(await histories.read(pool), faster);
  assert.equal(await histories.advance(pool, faster, { ...faster, isWhole: true }), true);
});

test('where nothing was sold before, nothing is told', async () => {
  assert.deepEqual(await reconcile(), ALL_IS_WELL);
  sell('new', 9_000, Date.now());
  assert.deepEqual([await reconcile(), await stand.available(9_000)], [{ repaired: 1, mismatches: 0 }, WORTH]);
  assert.equal(await told(), 0);
});

test('the last day before the database began is not history: its updates may have been lost', async () => {
  sell('before', 9_001, Date.now() - 26 * HOUR_MS);
  sell('within', 9_002, Date.now() - 22 * HOUR_MS);
  assert.deepEqual(await reconcile(), { repaired: 1, mismatches: 0 });
  assert.deepEqual([await stand.available(9_001), await stand.available(9_002)], [-1n, WORTH]);
  assert.equal(await told(/: 1, всего ⭐ 1000\./), 1);
});

test('a database of last year, restored or upgraded, is credited with what was lost since', async () => {
  await schemaBegan(Date.now() - YEAR_MS);
  // A later version adds its migration today.
  await stand.database.pool.query(
    `insert into ${stand.database.schemas.bot}.migrations (name, run_on) values ('000000_later', now())`,
  );
  sell('before', 9_001, Date.now() - YEAR_MS - 26 * HOUR_MS);
  sell('since', 9_002, Date.now() - YEAR_MS / 2);
  assert.deepEqual(await reconcile(), { repaired: 1, mismatches: 0 });
  assert.deepEqual([await stand.available(9_001), await stand.available(9_002)], [-1n, WORTH]);
});

test('when it began is kept: what the oldest migration says later changes nothing', async () => {
  await reconcile();
  await schemaBegan(Date.now() - YEAR_MS);
  sell('lost', 9_001, Date.now() - YEAR_MS / 2);
  assert.deepEqual([await reconcile(), await stand.available(9_001)], [ALL_IS_WELL, -1n]);
});

test('a history longer than one run is counted in parts, told at its end, and never walked through again', async () => {
  sellMany(12_050, 9_000, Date.now() - YEAR_MS);
  assert.deepEqual([await reconcile(), offsets.length, await told()], [ALL_IS_WELL, 50, 0]);
  assert.deepEqual([await reconcile(), offsets.length, await told()], [ALL_IS_WELL, 100, 0]);
  sell('new', 9_001, Date.now());
  assert.deepEqual([await reconcile(), offsets.length], [{ repaired: 1, mismatches: 0 }, 121]);
  assert.equal(await told(/: 12050, всего ⭐ 12050000\./), 1);
  sell('newer', 9_002, Date.now());
  offsets = [];
  assert.deepEqual(await reconcile(), { repaired: 1, mismatches: 0 });
  assert.deepEqual([offsets[0], offsets.length], [11_551, 6], 'from a little before what was booked');
  assert.deepEqual([await stand.available(9_000), await stand.available(9_002)], [-1n, WORTH]);
});

test('what an older version has credited of a history stays, and hides no payment that is lost now', async () => {
  sellMany(700, 9_000, Date.now() - YEAR_MS);
  const { pool } = stand.database;
  for (const { at: paidAt, ...paid } of listed) {
    await inTransaction(pool, (tx) => stand.payments().credit(tx, { ...paid, paidAt, source: 'reconciled' }));
  }
  const before = await stand.available(9_000);
  assert.deepEqual(await reconcile(), ALL_IS_WELL);
  sell('lost', 9_001, Date.now());
  assert.deepEqual(await reconcile(), { repaired: 1, mismatches: 0 });
  assert.deepEqual([await stand.available(9_000), await stand.available(9_001)], [before, WORTH]);
  assert.equal(await told(), 0);
  const { transactions, payments } = await createStarHistories(stand.database.schemas).read(pool);
  assert.deepEqual({ transactions, payments }, { transactions: 700, payments: 0 });
});
