/** The free allowance with real connections: never more than the limit, and each hold is settled one way only. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import { inTransaction, type Queryable } from '../../src/adapters/postgres/transaction.ts';
import { DAILY, testBilling } from '../support/billing.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

const LIMIT = 3;
const PERSON = { userId: 1, firstName: 'Anna', username: null, language: null };

let database: BotDatabase;
let bot: string;
let nextId = 0;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
});
beforeEach(() => database.pool.query(`truncate ${bot}.app_user, ${bot}.chat cascade`));
after(() => database.close());

const billingIn = (timeZone: string, dailyLimit = LIMIT) => testBilling(database.schemas, { dailyLimit, timeZone });
const billing = () => billingIn('UTC');
const left = async (timeZone = 'UTC'): Promise<number> =>
  (await billingIn(timeZone).purse(database.pool, PERSON.userId)).daily.left;

/** The transaction of a confirmation: the person's row is locked first, as in the service. */
async function confirm(tx: Queryable, timeZone = 'UTC', chatId = 1): Promise<string | null> {
  const generationId = String((nextId += 1)).padStart(12, 'g');
  await createChats(database.pool, database.schemas).open(tx, { id: chatId, kind: 'private' }, PERSON);
  await createGenerations(database.pool, database.schemas).insert(tx, {
    ...{ id: generationId, chatId, userId: PERSON.userId, traceId: '00000000-0000-4000-8000-000000000000' },
    ...{
      language: 'ru',
      modelId: 'm',
      input: {},
      credits: 1,
      payment: DAILY,
      progressMessageId: null,
      deadlineMs: 1_000,
    },
  });
  const held = await billingIn(timeZone).hold(tx, { generationId, userId: PERSON.userId, payment: DAILY });
  return held ? generationId : null;
}
const confirmed = (timeZone?: string): Promise<string | null> =>
  inTransaction(database.pool, (tx) => confirm(tx, timeZone));

async function stateOf(id: string): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ state: string }>(
    `select state from ${bot}.allowance_hold where generation_id = $1`,
    [id],
  );
  return rows[0]?.state;
}

test('thirty confirmations of one person at once, in several chats, from several processes: the limit and no more', async () => {
  const pools = [database.pool, database.newPool(5), database.newPool(5)];
  const ids = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      inTransaction(pools[index % 3]!, (tx) => confirm(tx, 'UTC', 1 + (index % 4))),
    ),
  );
  assert.equal(ids.filter((id) => id !== null).length, LIMIT);
  assert.equal(await left(), 0);
});

test('a refused hold writes nothing', async () => {
  for (let taken = 0; taken < LIMIT; taken += 1) assert.notEqual(await confirmed(), null);
  assert.equal(await confirmed(), null);
  const { rows } = await database.pool.query(`select count(*)::integer as count from ${bot}.allowance_hold`);
  assert.deepEqual(rows, [{ count: LIMIT }]);
});

test('a released hold comes back, a captured one does not', async () => {
  const [one, other] = [await confirmed(), await confirmed()];
  assert.ok(one !== null && other !== null);
  await billing().release(database.pool, one);
  await billing().capture(database.pool, other);
  assert.equal(await left(), LIMIT - 1);
});

test('capture and release exclude each other, also when they race, and a replay changes nothing', async () => {
  const pool = database.newPool(4);
  for (let round = 0; round < LIMIT; round += 1) {
    const id = await confirmed();
    assert.ok(id !== null);
    await Promise.all([billing().capture(pool, id), billing().release(database.pool, id)]);
    const first = await stateOf(id);
    assert.ok(first === 'captured' || first === 'released', first);
    await billing().capture(database.pool, id);
    await billing().release(database.pool, id);
    assert.equal(await stateOf(id), first);
  }
});

test('settling what was never held is no error', async () => {
  await billing().capture(database.pool, 'nosuchthing1');
  await billing().release(database.pool, 'nosuchthing1');
});

test('a day begins at midnight of the time zone', async () => {
  // Always on different dates: they are 26 hours apart.
  const [early, late] = ['Etc/GMT+12', 'Pacific/Kiritimati'];
  const before = new Date();
  const id = await confirmed(late);
  const { rows } = await database.pool.query<{ day: string }>(
    `select day::text from ${bot}.allowance_hold where generation_id = $1`,
    [id],
  );
  const dayIn = (timeZone: string, at: Date): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
  assert.ok([dayIn(late, before), dayIn(late, new Date())].includes(rows[0]?.day ?? ''), rows[0]?.day);
  assert.equal(await left(late), LIMIT - 1);
  assert.equal(await left(early), LIMIT, 'there it is still the day before');
  await database.pool.query(`update ${bot}.allowance_hold set day = day - 1`);
  assert.equal(await left(late), LIMIT, 'and yesterday does not count today');
});

test('a limit that was lowered below what is used leaves nothing, and not less than nothing', async () => {
  await confirmed();
  await confirmed();
  for (const limit of [1, 0]) {
    assert.deepEqual((await billingIn('UTC', limit).purse(database.pool, 1)).daily, { limit, left: 0 });
  }
});
