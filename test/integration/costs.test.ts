/** What KIE's tasks cost the operator: booked once, whatever becomes of their generations. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { TaskRecord } from '../../src/adapters/kie/client.ts';
import { createKieSpend, type KieSpend } from '../../src/adapters/postgres/kie-spend.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { bookLateBills } from '../../src/roles/generation/reconcilers/kie-credits.ts';
import type { ReconcileDeps } from '../../src/roles/generation/reconcilers/checks.ts';
import { unexplainedCredits } from '../../src/roles/generation/reconcilers/unexplained.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { KIE_KEY, startGenerationStand, type GenerationStand } from '../support/generation.ts';

let stand: GenerationStand;
let spend: KieSpend;
let bot: string;
const records = new Map<string, TaskRecord>();
const spent: number[] = [];

before(async () => {
  stand = await startGenerationStand();
  ({ bot } = stand.database.schemas);
  spend = spendOf(KIE_KEY);
});
beforeEach(() => {
  records.clear();
  spent.length = 0;
});
after(() => stand.close());

const spendOf = (apiKey: string, batch?: number): KieSpend =>
  createKieSpend(stand.database.schemas, {
    ...{ ledger: createLedger(stand.database.schemas), apiKey, ...(batch === undefined ? {} : { batch }) },
    pricing: () => ({ currency: 'RUB', usdRate: '90' }),
  });
const deps = (): GenerationDeps => ({
  ...stand.deps,
  kie: { ...stand.deps.kie, recordInfo: (taskId) => Promise.resolve(records.get(taskId) ?? { state: 'missing' }) },
  onSpent: (credits) => void spent.push(credits),
});
const late = (): Promise<number> => bookLateBills({ ...deps(), spend } as unknown as ReconcileDeps);
const success = (creditsConsumed: number): TaskRecord => ({
  ...{ state: 'success', files: [], text: 'words', firstFrameUrls: [], lastFrameUrls: [] },
  ...{ creditsConsumed, costSeconds: null },
});
async function account(name: string): Promise<number> {
  const { rows } = await stand.database.pool.query<{ sum: string }>(
    `select coalesce(sum(amount), 0) as sum from ${bot}.posting where account = $1`,
    [name],
  );
  return Number(rows[0]?.sum);
}
async function waiting(...taskIds: readonly string[]) {
  const order = await stand.order();
  await stand.rows.put(order.generationId, { state: 'waiting' });
  for (const taskId of taskIds) {
    await stand.rows.putAttempt(order.generationId, { token: `t-${taskId}`, taskId, outcome: 'created' });
  }
  return order;
}

test('a bill is booked once under replay, as an expense above zero, and for all bots of the key', async () => {
  const before = await account('kie_cost');
  const order = await waiting('once');
  records.set('once', success(4));
  await watch(order, deps());
  await watch(order, deps());
  const bill = { taskId: 'once', generationId: order.generationId, credits: 4 };
  const again = await Promise.all(Array.from({ length: 10 }, () => spend.book(stand.database.newPool(1), bill)));
  assert.deepEqual(new Set(again), new Set([false]));
  assert.deepEqual(spent, [4]);
  assert.equal((await account('kie_cost')) - before, 180); // 4 x 0.005 USD x 90, in kopecks
  assert.equal(await account('kie'), -(await account('kie_cost')));
  const { rows } = await stand.database.pool.query(`select credits, bot from kie_shared.spend where task_id = 'once'`);
  assert.deepEqual(rows, [{ credits: '4', bot }]);
});

test('a failed task that was charged costs the operator, and the person nothing', async () => {
  const order = await waiting('charged');
  records.set('charged', {
    state: 'fail',
    ...{ reason: 'provider-error', code: '500', message: 'no', creditsConsumed: 7 },
  });
  await watch(order, deps());
  assert.equal((await stand.rows.generation(order.generationId)).state, 'failed');
  assert.equal(await stand.rows.hold(order.generationId), 'released');
  assert.deepEqual(spent, [7]);
});

test('the second task of a resubmitted generation is billed when it ends later', async () => {
  const order = await waiting('first', 'second');
  records.set('first', success(4)).set('second', { state: 'running', progress: null });
  await watch(order, deps());
  assert.deepEqual(spent, [4]);
  assert.equal(await late(), 0, 'it still runs');
  records.set('second', success(5));
  assert.equal(await late(), 0, 'it was asked a moment ago');
  await stand.database.pool.query(`update ${bot}.attempt set cost_asked_at = null`);
  assert.equal(await late(), 1);
  await stand.database.pool.query(`update ${bot}.attempt set cost_asked_at = null`);
  assert.equal(await late(), 0);
  assert.deepEqual(spent, [4, 5]);
});

test('bills of KIE that are no amounts are not booked', async () => {
  const { generationId } = await waiting('odd');
  for (const credits of [-1, Number.NaN, Infinity]) {
    assert.equal(await spend.book(stand.database.pool, { taskId: 'odd', generationId, credits }), false);
  }
});

test('what left the account is explained by bills and by what is in flight; a rise is a top-up', () => {
  const look = (credits: number, spentSoFar: number, inFlight = 0) => ({ credits, spent: spentSoFar, inFlight });
  const cases: readonly (readonly [string, readonly ReturnType<typeof look>[], number])[] = [
    ['nothing yet', [], 0],
    ['one look', [look(100, 0)], 0],
    ['all billed', [look(1_000, 0), look(900, 100), look(800, 200)], 0],
    ['still in flight', [look(1_000, 0), look(900, 50, 50), look(850, 50, 100)], 0],
    ['in flight at the start, billed since', [look(1_000, 0, 80), look(1_000, 80), look(1_000, 80)], 0],
    ['somebody else', [look(1_000, 0), look(900, 0), look(800, 0)], 95],
    ['seen only once so far', [look(1_000, 0), look(1_000, 0), look(800, 0)], 0],
    ['a top-up forgives what was before it', [look(1_000, 0), look(500, 0), look(9_000, 0), look(9_000, 0)], 0],
  ];
  for (const [name, looks, expected] of cases) assert.equal(unexplainedCredits(looks), expected, name);
});

test('a look at the account counts what is in flight, and is left out while that is not known', async () => {
  const other = spendOf('another-key-of-the-tests');
  await stand.database.pool.query(`update ${bot}.attempt set credits = 0 where credits is null`);
  const order = await waiting('flying');
  assert.equal(await other.noteBalance(stand.database.pool, () => Promise.resolve(500)), 500);
  assert.deepEqual(await other.balances(stand.database.pool), [{ credits: 500, inFlight: 4, spent: 0 }]);
  await stand.rows.put(order.generationId, { credits: null });
  await other.noteBalance(stand.database.pool, () => Promise.resolve(400));
  assert.equal((await other.balances(stand.database.pool)).length, 1);
});

test('old bills become one row of their key, whoever adds them up at the same time, and no look at the account notices', async () => {
  const { pool } = stand.database;
  const keys = ['a-busy-key-of-the-tests', 'another-busy-key-of-the-tests'] as const;
  const [busy] = keys.map((key) => spendOf(key, 3));
  assert.ok(busy !== undefined);
  await pool.query(`update ${bot}.attempt set credits = 0 where credits is null`);
  for (const key of keys) {
    await pool.query(
      `insert into kie_shared.spend (task_id, key_hash, bot, credits, at)
       select left($1, 7) || n, encode(sha256($1::text::bytea), 'hex'), 'bot_' || n % 3, n + 0.01, now() - n * interval '1 day'
       from generate_series(0, 20) n`,
      [key],
    );
  }
  const bills = async (key: string) => {
    const { rows } = await pool.query<{ count: number; sum: string }>(
      `select count(*)::int as count, sum(credits) as sum from kie_shared.spend
       where key_hash = encode(sha256($1::text::bytea), 'hex')`,
      [key],
    );
    return rows[0];
  };
  const look = () => busy.noteBalance(pool, () => Promise.resolve(1_000));
  assert.deepEqual(await bills(keys[0]), { count: 21, sum: '210.21' });

  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) await look();
  })();
  const bots = Array.from({ length: 4 }, () => stand.database.newPool(1));
  await Promise.all(bots.map((one) => spendOf(KIE_KEY, 3).prune(one)));
  over.abort();
  await looking;
  await look();
  for (const key of keys) assert.deepEqual(await bills(key), { count: 3, sum: '210.21' }, key);
  assert.deepEqual(new Set((await busy.balances(pool)).map(({ spent: sum }) => sum)), new Set([210.21]));

  await pool.query(`update kie_shared.spend set at = at - interval '2 days' where at < 'infinity'`);
  await busy.prune(pool);
  assert.deepEqual(await bills(keys[0]), { count: 1, sum: '210.21' }, 'the sum takes in what grew old since');
  await busy.prune(pool);
  assert.deepEqual(await bills(keys[0]), { count: 1, sum: '210.21' });
});
