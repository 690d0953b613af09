/** Statements that read whole tables: they have their time, and what one person asks for reads no others' rows. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import pg from 'pg';
import { createBooksCheck } from '../../src/adapters/postgres/books-check.ts';
import { createBroadcasts } from '../../src/adapters/postgres/broadcasts.ts';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { statementTimeout } from '../../src/adapters/postgres/locks.ts';
import { clientConfig } from '../../src/adapters/postgres/pool.ts';
import { inTransaction, type Queryable } from '../../src/adapters/postgres/transaction.ts';
import { testAccount, testBilling } from '../support/billing.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

const ANNA = { userId: 1, firstName: 'Anna', username: null, language: 'ru' } as const;
/** What the pool of this test allows a statement, and what one that is made slow takes. */
const ALLOWED_MS = 150;
const SLOW_SECONDS = 0.5;

let database: BotDatabase;
let bot: string;
/** As the service's, but for the time that a statement has. */
let hasty: pg.Pool;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  hasty = new pg.Pool({ ...clientConfig(database.url), query_timeout: ALLOWED_MS });
  await database.pool.query(`create function ${bot}.be_slow() returns trigger language plpgsql as
    $$ begin perform pg_sleep(${SLOW_SECONDS}); return coalesce(new, old); end $$`);
});
beforeEach(() => database.pool.query(`truncate ${bot}.inbox, ${bot}.outbox`));
after(async () => {
  await hasty.end();
  await database.close();
});

/** As an update's, which the server ends sooner than the driver. */
const inUpdate = <T>(work: (tx: Queryable) => Promise<T>): Promise<T> =>
  inTransaction(hasty, async (tx) => {
    await tx.query(statementTimeout(ALLOWED_MS - 50));
    return await work(tx);
  });

const slowly = (table: string, event: 'insert' | 'update' | 'delete') =>
  database.pool.query(`create or replace trigger be_slow before ${event} on ${bot}.${table}
    for each statement execute function ${bot}.be_slow()`);

async function meet(id: number): Promise<number> {
  const chats = createChats(database.pool, database.schemas);
  return await inTransaction(database.pool, async (tx) => {
    await chats.open(tx, { id, kind: 'private' }, { ...ANNA, userId: id });
    return (await testBilling(database.schemas).purse(tx, id)).walletId;
  });
}

test('a statement that is made slow is too slow for the pool', async () => {
  await slowly('outbox', 'update');
  await assert.rejects(hasty.query(`update ${bot}.outbox set payload = '{}'`), /timeout/);
});

test('somebody is forgotten also where there is much to erase', async () => {
  const walletId = await meet(1);
  await database.pool.query(`insert into ${bot}.inbox (update_id, chat_id, epoch, trace_id, payload, processed_at)
    values (1, 1, 1, gen_random_uuid(), '{"message": {"from": {"id": 1}}}', now())`);
  await database.pool.query(`create or replace trigger be_slow before update on ${bot}.inbox
    for each row when (new.payload = '{}') execute function ${bot}.be_slow()`);
  const { forgetPerson } = testAccount(database.schemas);
  assert.equal(await inUpdate((tx) => forgetPerson(tx, { userId: 1, walletId })), 'forgotten');
});

test('a broadcast to many begins also where their rows take long to write', async () => {
  await meet(2);
  await slowly('broadcast_recipient', 'insert');
  const broadcasts = createBroadcasts(database.schemas);
  const started = await inUpdate(async (tx) => {
    const id = await broadcasts.create(tx, 2, { text: 'Hello', photo: null });
    return await broadcasts.start(tx, id, 0, 2);
  });
  assert.deepEqual(started, { ok: true, total: 1 });
});

test('old messages are deleted, and words to somebody who was forgotten meanwhile erased, however long it takes', async () => {
  await meet(3);
  await database.pool.query(
    `insert into ${bot}.outbox (chat_id, method, payload, purpose, state, settled_at) values
       (3, 'sendMessage', '{"text": "old"}', 'reply', 'sent', now() - interval '9 days'),
       (3, 'sendMessage', '{"text": "to somebody"}', 'reply', 'sent', now()),
       (4, 'sendMessage', '{"text": "to nobody"}', 'reply', 'sent', now() - interval '20 hours')`,
  );
  await slowly('outbox', 'update');
  const outbox = createOutbox(hasty, database.schemas);
  assert.equal(await outbox.prune(7), 1);
  const texts = async (): Promise<unknown[]> =>
    (await database.pool.query(`select payload ->> 'text' as text from ${bot}.outbox order by id`)).rows.map(
      (row: { text: unknown }) => row.text,
    );
  assert.deepEqual(await texts(), ['to somebody', null], 'the first time all of a day');
  await database.pool.query(`update ${bot}.outbox set chat_id = 4, settled_at = now() - interval '5 minutes'`);
  await outbox.prune(7);
  assert.deepEqual(await texts(), [null, null], 'later what was settled since');
});

test('each question to the books has its time', async () => {
  const asked: unknown[] = [];
  const db = {
    query: (query: pg.QueryConfig) => (
      asked.push((query as { query_timeout?: number }).query_timeout),
      database.pool.query(query)
    ),
  } as unknown as Queryable;
  const books = createBooksCheck(database.schemas);
  assert.deepEqual([await books.ledger(db), await books.stars(db), await books.openHolds(db, 10)], [[], [], []]);
  assert.ok(asked.length >= 9 && asked.every((ms) => ms === 120_000), JSON.stringify(asked));
});

test('what one person asks for is found by an index', async () => {
  await database.pool.query(
    `insert into ${bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input, deadline_at, state)
     select lpad(n::text, 12, 'a'), 2, 2, gen_random_uuid(), 'ru', 'm', '{}', now(), 'delivered' from generate_series(1, 20000) n`,
  );
  await database.pool.query(`analyze ${bot}.generation`);
  const plan = async (sql: string): Promise<string> =>
    JSON.stringify((await database.pool.query(`explain (format json) ${sql}`)).rows);
  assert.match(await plan(`update ${bot}.generation set input = '{}' where user_id = 3`), /generation_of_user/);
  assert.match(await plan(`select from ${bot}.transfer where reason = 'refund-loss'`), /transfer_refund_loss/);
});
