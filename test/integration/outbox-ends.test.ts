/** What the end of a message costs, and whom it waits for. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createOutbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import { createOutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

let database: BotDatabase;
before(async () => {
  database = await createBotDatabase();
});
after(() => database.close());

const screenOf = (chatId: number): OutboxMessage => ({
  ...{ chatId, method: 'sendMessage', payload: { chat_id: chatId, text: 'x' }, purpose: 'reply', screenRev: 1 },
});
const add = (...messages: OutboxMessage[]): Promise<void> =>
  createOutbox(database.pool, database.schemas).add(database.pool, messages);

test('a chat that is locked keeps no other end waiting, and learns its message when it is free', async () => {
  const chats = `${database.schemas.bot}.chat`;
  await database.pool.query(
    `insert into ${chats} (chat_id, kind, state) values (90001, 'private', '{"rev": 1}'), (90002, 'private', '{"rev": 1}')`,
  );
  const sending = createOutboxSending(database.pool, database.schemas, { instance: 'one', process: '1' });
  await add(screenOf(90_001), screenOf(90_002));
  const [first, second] = await sending.claim(2, []);
  let locked: Promise<void> = Promise.resolve();
  await inTransaction(database.pool, async (tx) => {
    await tx.query(`select from ${chats} where chat_id = 90001 for update`);
    locked = sending.settle(first!, { messageId: 71, errorCode: null });
    await sending.settle(second!, { messageId: 72, errorCode: null });
    const { rows } = await database.pool.query(`select from ${database.schemas.bot}.outbox where state = 'sent'`);
    assert.equal(rows.length, 2);
  });
  await locked;
  const { rows } = await database.pool.query<{ shown: string }>(
    `delete from ${chats} where chat_id > 90000 returning state ->> 'screenMessageId' as shown`,
  );
  assert.deepEqual(rows.map(({ shown }) => shown).toSorted(), ['71', '72']);
});

test('the end of a message looks for its chat by the key, also among few', async () => {
  const { schemas } = database;
  const pool = database.newPool(1);
  const chats = `${schemas.bot}.chat`;
  await pool.query(
    `insert into ${chats} (chat_id, kind, state)
     select g, 'private', jsonb_build_object('rev', 1, 'prompt', repeat('x', 450)) from generate_series(90001, 91000) g`,
  );
  await pool.query(`analyze ${chats}`);
  const seqScans = async (): Promise<number> => {
    await pool.query('select pg_stat_force_next_flush()');
    const { rows } = await pool.query<{ count: number }>(
      `select seq_scan::integer as count from pg_stat_user_tables where schemaname = $1 and relname = 'chat'`,
      [schemas.bot],
    );
    return rows[0]?.count ?? NaN;
  };
  const sender = createOutboxSending(pool, schemas, { instance: 'one', process: '3' });
  await add(...Array.from({ length: 12 }, (_, index) => screenOf(90_001 + index)));
  const rows = await sender.claim(12, []);
  const scansBefore = await seqScans();
  // After five of them the server settles for one plan.
  for (const row of rows) await sender.settle(row, { messageId: 77, errorCode: null });
  assert.equal((await seqScans()) - scansBefore, 0);
  const { rows: shown } = await pool.query(`select from ${chats} where state -> 'screenMessageId' = '77'`);
  assert.equal(shown.length, 12);
  await pool.query(`delete from ${chats} where chat_id > 90000`);
});
