/**
 * Row D5 of the fault list: somebody (a backup, a forgotten console) holds an old snapshot, so that nothing that was sent
 * or handled since can be cleaned away. What comes next must be found without walking through all of that each time.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLeaseStore } from '../../src/adapters/postgres/lease.ts';
import { createOutbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import { createOutboxSending, type OutboxRow, type OutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

const CHATS = Array.from({ length: 200 }, (_, index) => 7_001 + index);
/** Messages to every chat. */
const [FEW, MANY] = [5, 15];

let database: BotDatabase;
/** One connection, whose figures are those of the statements under test. */
let pool: pg.Pool;
let holder: pg.Client;
let sending: OutboxSending;
let bot: string;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  pool = database.newPool(1);
  sending = createOutboxSending(pool, database.schemas, { instance: 'one', process: '1' });
  // It could clean nothing away, and would be counted with the searches.
  for (const name of ['outbox', 'inbox']) await pool.query(`alter table ${bot}.${name} set (autovacuum_enabled = off)`);
  holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('begin isolation level repeatable read');
  await holder.query(`select count(*) from ${bot}.outbox, ${bot}.inbox`);
});
after(async () => {
  await holder.end();
  await database.close();
});

/** Pages of the table and its indexes that `run` looked at. */
async function pagesOf(table: string, run: () => Promise<unknown>): Promise<number> {
  const read = async (): Promise<number> => {
    await pool.query('select pg_stat_force_next_flush()');
    const { rows } = await pool.query<{ pages: string }>(
      `select heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0) as pages
       from pg_statio_user_tables where schemaname = $1 and relname = $2`,
      [bot, table],
    );
    return Number(rows[0]?.pages);
  };
  const earlier = await read();
  await run();
  return (await read()) - earlier;
}

const message = (chatId: number): OutboxMessage => ({
  ...{ chatId, method: 'sendMessage', payload: { chat_id: chatId, text: 'x'.repeat(200) }, purpose: 'reply' },
});
const add = (chats: readonly number[]): Promise<void> =>
  createOutbox(pool, database.schemas).add(pool, chats.map(message));

/** Claims what waits, `limit` at a time, and settles it; how many there were. */
async function sendAll(limit: number): Promise<number> {
  for (let sent = 0; ;) {
    const rows = await sending.claim(limit, []);
    if (rows.length === 0) return sent;
    await Promise.all(rows.map((row) => sending.settle(row, { messageId: row.id, errorCode: null })));
    sent += rows.length;
  }
}

async function sendToAll(times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    await add(CHATS);
    assert.equal(await sendAll(CHATS.length), CHATS.length);
  }
  // As the sender does every ten seconds.
  for (let look = 0; look < 2; look += 1) await sending.adoptOrphans();
  // As autovacuum does, when nothing waits: from now on the planner believes that nothing ever does.
  await pool.query(`analyze ${bot}.outbox`);
}

/** One message waits and is found; the pages of that search. */
async function pagesOfClaim(chatId: number): Promise<number> {
  await add([chatId]);
  const claimed: OutboxRow[] = [];
  const pages = await pagesOf('outbox', async () => {
    claimed.push(...(await sending.claim(32, [])));
  });
  assert.deepEqual(
    claimed.map((row) => row.chatId),
    [chatId],
  );
  for (const row of claimed) await sending.settle(row, { messageId: row.id, errorCode: null });
  return pages;
}

test('D5: the next message is found at the same cost after four thousand others as after one thousand', async (t) => {
  await sendToAll(FEW);
  const few = await pagesOfClaim(9_001);
  await sendToAll(MANY);
  const many = await pagesOfClaim(9_002);
  const idle = await pagesOf('outbox', () => sending.claim(32, []));
  t.diagnostic(`${few} pages, then ${many}; ${idle} when nothing waits`);
  assert.ok(many <= few + 20, `${few} pages, then ${many}`);
  assert.ok(idle <= 20, `${idle} pages for nothing`);
});

test('D5: a burst of messages costs some pages each, whatever the planner believes of a table where nothing waits', async (t) => {
  await sendToAll(1);
  // Nobody knows yet how these ended, so the searches begin with them.
  await add([9_003]);
  assert.equal((await sending.claim(1, [])).length, 1);
  await sendToAll(FEW);
  await add(CHATS);
  let sent = 0;
  const pages = await pagesOf('outbox', async () => {
    sent = await sendAll(32);
  });
  assert.equal(sent, CHATS.length);
  t.diagnostic(`${Math.round(pages / sent)} pages each`);
  assert.ok(pages / sent < 300, `${pages} pages for ${sent} messages`);
});

test('D5: the chats that wait cost a page for each update since, twice a minute, and a chat one for each of its own', async (t) => {
  const inbox = createInbox(pool, database.schemas);
  const lease = await createLeaseStore(pool, database.schemas, 600_000).acquire('test');
  assert.equal(lease.kind, 'acquired');
  let updateId = 0;
  const handle = async (times: number): Promise<void> => {
    for (let turn = 0; turn < times; turn += 1) {
      const batch = CHATS.map((chatId) => {
        updateId += 1;
        return { updateId, chatId, traceId: randomUUID(), payload: { update_id: updateId, text: 'x'.repeat(200) } };
      });
      await inbox.store(lease.epoch, batch);
      await inTransaction(pool, async (tx) => {
        for (const chatId of CHATS) {
          const head = (await inbox.lockHeads(tx, [chatId])).get(chatId);
          assert.ok(head !== undefined);
          await inbox.markProcessed(tx, [head.updateId]);
        }
      });
    }
    await pool.query(`analyze ${bot}.inbox`);
  };
  for (const times of [FEW, MANY]) {
    await handle(times);
    const ofChat = updateId / CHATS.length;
    const all = await pagesOf('inbox', () => inbox.waitingChats());
    const head = await pagesOf('inbox', () => inbox.lockHeads(pool, CHATS.slice(0, 1)));
    t.diagnostic(`after ${updateId}: ${all} pages for all, ${head} for one with ${ofChat}`);
    assert.ok(all <= 1.2 * updateId + 50, `${all} pages after ${updateId} updates`);
    assert.ok(head <= ofChat + 20, `${head} pages after ${ofChat} updates of the chat`);
  }
});
