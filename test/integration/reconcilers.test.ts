/** Each look over the house finds exactly what is planted, mends what it may, and nothing after a busy run. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createBooksCheck } from '../../src/adapters/postgres/books-check.ts';
import { createKieSpend } from '../../src/adapters/postgres/kie-spend.ts';
import { createLagging } from '../../src/adapters/postgres/lagging.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createWallets } from '../../src/adapters/postgres/wallets.ts';
import { createDeadLetters, type DeadLetters } from '../../src/adapters/queue/dead-letters.ts';
import { DEAD_LETTERS, SUBMIT } from '../../src/adapters/queue/queues.ts';
import { AppError } from '../../src/shared/errors.ts';
import { endDelivered, endFailed } from '../../src/roles/generation/ending.ts';
import { createFailingChecks } from '../../src/roles/generation/reconcilers/failing-checks.ts';
import type { ReconcileDeps } from '../../src/roles/generation/reconcilers/checks.ts';
import { BOOK_CHECKS, runChecks, WORK_CHECKS } from '../../src/roles/generation/reconcilers/run-checks.ts';
import { grant } from '../support/billing.ts';
import { ADMIN, KIE_KEY, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';

let stand: GenerationStand;
let deps: ReconcileDeps;
let deadLetters: DeadLetters;
let bot: string;
const found = new Map<string, number>();
let clockMs = 0;

before(async () => {
  stand = await startGenerationStand();
  const { pool, schemas } = stand.database;
  ({ bot } = schemas);
  deadLetters = createDeadLetters(pool, schemas);
  deps = {
    ...{ ...stand.deps, deadLetters, lowCredits: 0, books: createBooksCheck(schemas), lagging: createLagging(schemas) },
    kie: stand.kieClient(),
    spend: createKieSpend(schemas, {
      ...{ ledger: createLedger(schemas), apiKey: KIE_KEY },
      pricing: () => ({ currency: 'RUB', usdRate: '90' }),
    }),
    failing: createFailingChecks(() => clockMs),
    onFound: (check, count) => void found.set(check, count),
  };
});
beforeEach(async () => {
  await stand.refresh();
  found.clear();
});
after(() => stand.close());

async function look(change: Partial<ReconcileDeps> = {}): Promise<Record<string, number>> {
  found.clear();
  await runChecks({ ...WORK_CHECKS, ...BOOK_CHECKS }, { ...deps, ...change });
  return Object.fromEntries([...found].filter(([, count]) => count !== 0));
}
/** As somebody with a password would write: without the triggers. */
const byHand = (...statements: readonly string[]): Promise<void> =>
  inTransaction(stand.database.pool, async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    for (const statement of statements) await tx.query(statement);
  });
const bought = (price = 500n): Promise<Order> =>
  stand.order({
    payment: { by: 'money', price },
    before: (tx, userId) => grant(tx as typeof stand.database.pool, stand.database.schemas, userId, price),
  });
async function generation({ generationId }: Order) {
  const row = await stand.deps.generations.get(stand.deps.pool, generationId);
  assert.ok(row !== null);
  return row;
}
async function end(order: Order, how: 'delivered' | 'failed'): Promise<void> {
  if (how === 'failed') {
    await endFailed(await generation(order), 'provider-error', '', stand.deps);
    return;
  }
  await stand.rows.put(order.generationId, { state: 'delivering', finished_at: new Date() });
  await endDelivered(await generation(order), [], [], stand.deps);
}

test('a busy house is in order: nothing is found, also while orders are under way', async () => {
  const busy = Array.from({ length: 12 }, async (_, index) => {
    const order = index % 3 === 0 ? await stand.order() : await bought(BigInt(100 + index));
    if (index % 4 !== 3) await end(order, index % 2 === 0 ? 'delivered' : 'failed');
  });
  assert.deepEqual(await look(), {});
  await Promise.all(busy);
  assert.deepEqual(await look(), {});
  assert.equal(found.size, Object.keys(WORK_CHECKS).length + Object.keys(BOOK_CHECKS).length, 'every look was taken');
  assert.deepEqual(await stand.rows.outbox(ADMIN), []);
});

test('what is held for a generation that is over is settled the way it ended, and told once and when it is over', async () => {
  const [kept, given, daily] = [await bought(), await bought(), await stand.order()];
  await stand.rows.put(kept.generationId, { state: 'delivered' });
  await stand.rows.put(given.generationId, { state: 'failed' });
  await stand.rows.put(daily.generationId, { state: 'cancelled' });
  assert.equal((await look())['holds'], 3);
  assert.deepEqual(await look(), {});
  assert.equal(await stand.rows.hold(daily.generationId), 'released');
  const { rows } = await stand.database.pool.query(
    `select reason from ${bot}.transfer where reference = any ($1) order by reason`,
    [[kept, given].map(({ generationId }) => `settle:${generationId}`)],
  );
  assert.deepEqual(rows, [{ reason: 'capture' }, { reason: 'release' }]);
  const told = (await stand.rows.outbox(ADMIN)).map(({ payload }) => payload.text ?? '');
  assert.equal(told.length, 2, told.join('\n'));
});

test('a generation long past its deadline is ended without a charge; one in delivery is left', async () => {
  const [late, fresh, delivering] = [await bought(), await bought(), await bought()];
  const longAgo = new Date(Date.now() - 20 * 60_000);
  await stand.rows.put(late.generationId, { deadline_at: longAgo });
  await stand.rows.put(fresh.generationId, { deadline_at: new Date(Date.now() - 60_000) });
  await stand.rows.put(delivering.generationId, { state: 'delivering', deadline_at: longAgo, finished_at: new Date() });
  assert.deepEqual(await look(), { overdue: 1 });
  assert.equal((await stand.rows.generation(late.generationId)).failure, 'deadline');
  assert.equal((await generation(fresh)).state, 'queued');
  assert.equal((await generation(delivering)).state, 'delivering');
  assert.deepEqual(await look(), {});
  for (const order of [fresh, delivering]) await end(order, 'failed');
});

test('lost jobs are put back: of unknown outcomes, of others, and of results that are not delivered', async () => {
  const [unknown, queued, finished] = [await bought(), await bought(), await bought()];
  const idle = new Date(Date.now() - 200_000);
  await stand.rows.put(unknown.generationId, { state: 'unknown', updated_at: idle });
  await stand.rows.put(queued.generationId, { updated_at: idle });
  const halfAnHourAgo = new Date(Date.now() - 31 * 60_000);
  await stand.rows.put(finished.generationId, { state: 'delivering', finished_at: halfAnHourAgo });
  for (const { generationId } of [unknown, queued, finished]) await stand.rows.dropJobs(generationId);
  assert.deepEqual(await look(), { unknown: 1, stuck: 1, undelivered: 1 });
  for (const { generationId } of [unknown, queued, finished]) {
    assert.equal((await stand.rows.jobs(generationId)).length, 1);
  }
  assert.deepEqual(await look(), { undelivered: 1 }, 'until it is in the chat');
  for (const order of [unknown, queued, finished]) await end(order, 'failed');
  assert.deepEqual(await look(), {});
});

test('books that were written by hand are found out', async () => {
  const order = await bought(700n);
  await end(order, 'delivered');
  const { id } = await createWallets(stand.database.schemas, String).ensure(stand.database.pool, order.chatId);
  const plant = async (expected: number, statement: string, undo: string): Promise<void> => {
    await byHand(statement);
    assert.deepEqual(await look(), { ledger: expected }, statement);
    await byHand(undo);
    assert.deepEqual(await look(), {});
  };
  const wallet = `update ${bot}.wallet set available = available`;
  await plant(1, `${wallet} + 5 where id = ${id}`, `${wallet} - 5 where id = ${id}`);
  const price = (amount: number): string =>
    `update ${bot}.generation set price = ${amount} where id = '${order.generationId}'`;
  await plant(1, price(600), price(700));
  const open = await bought(300n);
  const other = (amount: number): string =>
    `update ${bot}.generation set price = ${amount} where id = '${open.generationId}'`;
  await plant(1, other(301), other(300));
  await end(open, 'failed');
  // The sum of all, and the transfer itself.
  const single = `insert into ${bot}.transfer (reference, reason, actor) values ('by-hand', 'promo', 'system')`;
  const posting = `insert into ${bot}.posting select id, 'promo', null, 3 from ${bot}.transfer where reference = 'by-hand'`;
  await byHand(single, posting);
  assert.deepEqual(await look(), { ledger: 2 });
  await byHand(
    `delete from ${bot}.posting where transfer_id = (select id from ${bot}.transfer where reference = 'by-hand')`,
    `delete from ${bot}.transfer where reference = 'by-hand'`,
  );
});

test('payments with Stars are those of the ledger, and those that Telegram lists', async () => {
  const order = await stand.order();
  const { id } = await createWallets(stand.database.schemas, String).ensure(stand.database.pool, order.chatId);
  await stand.database.pool.query(
    `insert into ${bot}.star_payment (charge_id, wallet_id, stars, amount, source, paid_at)
     values ('paid', $1, 100, 11700, 'update', now())`,
    [id],
  );
  assert.deepEqual(await look(), { stars: 1 });
  await createLedger(stand.database.schemas).post(stand.database.pool, {
    ...{ reference: 'stars:paid', reason: 'stars', actor: 'user', amount: 11_700n },
    ...{ from: { account: 'stars' }, to: { account: 'available', walletId: id } },
  });
  assert.deepEqual(await look(), {});
  assert.deepEqual(await look({ reconcileStars: () => Promise.resolve(2) }), { stars: 2 });
  await stand.rows.put(order.generationId, { state: 'queued' });
  await end(order, 'failed');
});

test('dead letters are counted, and told, as long as they lie there', async () => {
  const { queue } = stand.database.schemas;
  const source = `insert into ${queue}.job (name, data, singleton_key, source_name)`;
  for (const generationId of ['one', 'another']) {
    const data = JSON.stringify({ generationId, traceId: 'trace' });
    await stand.database.pool.query(`${source} values ($1, $2, $3, $4)`, [DEAD_LETTERS, data, generationId, SUBMIT]);
  }
  assert.deepEqual(await look(), { 'dead-letters': 2 });
  assert.deepEqual(
    (await deadLetters.list(10)).map((letter) => [letter.about, letter.queue, letter.code]),
    [
      ['one', SUBMIT, null],
      ['another', SUBMIT, null],
    ],
  );
  await stand.database.pool.query(`delete from ${queue}.job where name = $1`, [DEAD_LETTERS]);
  assert.deepEqual(await look(), {});
});

test('deliveries that fail are trouble from the third on', async () => {
  await stand.database.pool.query(`update ${bot}.generation set ended_at = now() - interval '2 hours'`);
  for (let index = 0; index < 3; index += 1) {
    assert.deepEqual(await look(), {});
    const order = await stand.order();
    await stand.rows.put(order.generationId, { state: 'delivering', finished_at: new Date() });
    await endFailed(await generation(order), 'undeliverable', '', stand.deps);
  }
  assert.deepEqual(await look(), { 'delivery-failures': 3 });
  await stand.database.pool.query(`update ${bot}.generation set ended_at = now() - interval '2 hours'`);
});

test('few credits are told, and their end when the account is filled', async () => {
  await look({ lowCredits: 1_000_000_000 });
  await look({ lowCredits: 0 });
  const told = (await stand.rows.outbox(ADMIN)).map(({ payload }) => payload.text ?? '');
  assert.equal(told.length, 2);
  assert.match(told[0] ?? '', /кредитов/);
});

test('a look that fails keeps no other from being taken', async () => {
  const books = { ...deps.books, openHolds: () => Promise.reject(new Error('a defect')) };
  await look({ books });
  assert.ok(!found.has('holds') && found.has('ledger'));
});

test('a look that fails again and again is told, and told once more when it works: its last number says nothing', async () => {
  const books = { ...deps.books, ledger: () => Promise.reject(new AppError('DB_UNAVAILABLE', 'too slow')) };
  const told = async (): Promise<string[]> =>
    (await stand.rows.outbox(ADMIN)).map(({ payload }) => payload.text ?? '').filter((words) => /учёта/.test(words));
  const after = async (minutes: number, change: Partial<ReconcileDeps> = {}): Promise<void> => {
    clockMs += minutes * 60_000;
    await look(change);
  };
  await after(0, { books });
  await after(10, { books });
  assert.deepEqual(await told(), [], 'it may be an outage of minutes');
  await after(10);
  await after(10, { books });
  await after(10, { books });
  assert.deepEqual(await told(), [], 'a success begins anew');
  await after(10, { books });
  const [alarm, ...more] = await told();
  assert.match(alarm ?? '', /3 раза подряд \(DB_UNAVAILABLE\).*alert check-failed/);
  assert.deepEqual(more, []);
  assert.ok(!found.has('ledger') && found.has('stars'), 'no success is noted of it');
  await after(10);
  assert.ok(found.has('ledger'));
  assert.match((await told()).at(-1) ?? '', /^✅.*неудачи проверки/);
  assert.equal((await told()).length, 2);
});

test('a look that fails every minute is told after a quarter of an hour', async () => {
  const books = { ...deps.books, openHolds: () => Promise.reject(new Error('a defect')) };
  const told = async (): Promise<number> => (await stand.rows.outbox(ADMIN)).length;
  for (let minute = 0; minute <= 14; minute += 1) {
    clockMs += 60_000;
    await runChecks({ holds: WORK_CHECKS.holds }, { ...deps, books });
  }
  assert.equal(await told(), 0);
  clockMs += 60_000;
  await runChecks({ holds: WORK_CHECKS.holds }, { ...deps, books });
  assert.equal(await told(), 1);
});
