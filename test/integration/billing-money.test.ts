/** Paid generations with real connections: whatever is confirmed, delivered and cancelled at once, the books are right. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { choosePayment, type Payment } from '../../src/domain/billing/payment.ts';
import { grant, testBilling } from '../support/billing.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

let database: BotDatabase;
let bot: string;
let people = 100;
let orders = 0;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
});
after(() => database.close());

const billing = () => testBilling(database.schemas, { dailyLimit: 1 });
const TERMS = { freeMaxCredits: 4, dailySpendLimit: null };

async function newPerson(money: bigint, bonus: bigint): Promise<number> {
  people += 1;
  const person = { userId: people, firstName: 'Anna', username: null, language: null };
  await inTransaction(database.pool, async (tx) => {
    await createChats(database.pool, database.schemas).open(tx, { id: people, kind: 'private' }, person);
  });
  if (money > 0n) await grant(database.pool, database.schemas, people, money);
  if (bonus > 0n) await grant(database.pool, database.schemas, people, bonus, 'bonus');
  return people;
}

/** As the dialog does it: lock the person, look, choose, hold. Null = refused. */
async function confirm(
  userId: number,
  price: bigint,
  credits: number,
): Promise<{ id: string; payment: Payment } | null> {
  orders += 1;
  const id = String(orders).padStart(12, 'g');
  return await inTransaction(database.pool, async (tx) => {
    const person = { userId, firstName: 'Anna', username: null, language: null };
    await createChats(database.pool, database.schemas).open(tx, { id: userId, kind: 'private' }, person);
    const choice = choosePayment({ price, credits }, await billing().purse(tx, userId), TERMS);
    if (!choice.ok) return null;
    const { payment } = choice;
    await createGenerations(database.pool, database.schemas).insert(tx, {
      ...{ id, chatId: userId, userId, traceId: '00000000-0000-4000-8000-000000000000', language: 'ru' },
      ...{ modelId: 'm', input: {}, credits, payment, progressMessageId: null, deadlineMs: 1_000 },
    });
    assert.ok(await billing().hold(tx, { generationId: id, userId, payment }), 'what was looked at is there');
    return { id, payment };
  });
}

interface Books {
  readonly available: bigint;
  readonly held: bigint;
  readonly bonus: bigint;
  readonly bonus_held: bigint;
}

async function booksOf(userId: number): Promise<Books> {
  const { rows } = await database.pool.query<Record<keyof Books, string>>(
    `select available, held, bonus, bonus_held from ${bot}.wallet where user_id = $1`,
    [userId],
  );
  const entries = Object.entries(rows[0] ?? {}).map(([name, value]) => [name, BigInt(value)] as const);
  return Object.fromEntries(entries) as unknown as Books;
}

test('the free one of the day goes first, what was given second, money last, and each comes back where it was', async () => {
  const userId = await newPerson(1_000n, 1n);
  const taken = [];
  for (let order = 0; order < 4; order += 1) taken.push(await confirm(userId, 360n, 4));
  assert.deepEqual(
    taken.map((one) => one?.payment.by),
    ['daily', 'bonus', 'money', 'money'],
  );
  assert.equal(await confirm(userId, 360n, 4), null);
  assert.deepEqual(await booksOf(userId), { available: 280n, held: 720n, bonus: 0n, bonus_held: 1n });
  for (const one of taken) await billing().release(database.pool, one?.id ?? '');
  assert.deepEqual(await booksOf(userId), { available: 1_000n, held: 0n, bonus: 1n, bonus_held: 0n });
  assert.equal((await billing().purse(database.pool, userId)).daily.left, 1);
});

test('what is too dear to be free is paid although free ones are left', async () => {
  const userId = await newPerson(1_000n, 5n);
  const dear = await confirm(userId, 900n, 10);
  assert.equal(dear?.payment.by, 'money');
  await billing().capture(database.pool, dear.id);
  assert.deepEqual(await booksOf(userId), { available: 100n, held: 0n, bonus: 5n, bonus_held: 0n });
  const { spentToday } = await billing().purse(database.pool, userId);
  assert.equal(spentToday, 900n);
});

test('many confirmations, deliveries and cancellations at once never overdraw and never settle twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          price: fc.bigInt(1n, 400n),
          dear: fc.boolean(),
          end: fc.constantFrom('capture', 'release', 'both'),
        }),
        {
          minLength: 8,
          maxLength: 16,
        },
      ),
      async (wishes) => {
        const userId = await newPerson(1_000n, 2n);
        const made = await Promise.all(
          wishes.map(async ({ price, dear, end }) => ({
            end,
            price,
            order: await confirm(userId, price, dear ? 10 : 4),
          })),
        );
        await Promise.all(
          made.map(async ({ end, order }) => {
            if (order === null) return;
            const ways = end === 'both' ? (['capture', 'release'] as const) : ([end] as const);
            await Promise.all(ways.map((way) => billing()[way](database.pool, order.id)));
            await billing().capture(database.pool, order.id);
          }),
        );
        const { rows } = await database.pool.query<{ reason: string; amount: string }>(
          `select t.reason, p.amount from ${bot}.transfer t join ${bot}.posting p on p.transfer_id = t.id
           join ${bot}.generation g on g.id = t.generation_id where g.user_id = $1 and p.account = 'revenue'`,
          [userId],
        );
        const earned = rows.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
        const books = await booksOf(userId);
        assert.deepEqual([books.held, books.bonus_held], [0n, 0n]);
        assert.equal(books.available + earned, 1_000n);
        assert.ok(made.filter(({ order }) => order?.payment.by === 'daily').length <= 1);
        assert.ok(made.filter(({ order }) => order?.payment.by === 'bonus').length <= 2);
      },
    ),
    { numRuns: 12 },
  );
});
