/**
 * Row D5 of the fault list: somebody (a backup, a forgotten console) holds an old snapshot, so that nothing that was sent
 * or handled since can be cleaned away. What comes next must be found without walking through all of it.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLeaseStore } from '../../src/adapters/postgres/lease.ts';
import { createOutbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import { createOutboxSending, type OutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

const CHATS = Array.from({ length: 200 }, (_, index) => 7_001 + index);
/** Each is a message to every chat. */
const [FEW, MANY] = [5, 25];

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

/** Pages of the table and its indexes that `run` looked at, of its own or of others that were in memory. */
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

async function sendToAll(times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    await createOutbox(pool, database.schemas).add(pool, CHATS.map(message));
    const rows = await sending.claim(CHATS.length, []);
    assert.equal(rows.length, CHATS.length);
    await Promise.all(rows.map((row) => sending.settle(row, { messageId: row.id, errorCode: null })));
    // As the sender does every ten seconds.
    if (turn % 5 === 0) await sending.adoptOrphans();
  }
  for (let look = 0; look < 2; look += 1) await sending.adoptOrphans();
  await pool.query(`analyze ${bot}.outbox`);
}

/** One message waits, is found and is settled; the pages of the search alone. */
async function pagesOfClaim(chatId: number): Promise<number> {
  await createOutbox(pool, database.schemas).add(pool, [message(chatId)]);
  const claimed: number[] = [];
  const pages = await pagesOf('outbox', async () => {
    claimed.push(...(await sending.claim(32, [])).map((row) => row.chatId));
  });
  assert.deepEqual(claimed, [chatId]);
  return pages;
}

test('D5: the search for the next message looks at as many pages after five thousand sent messages as after one thousand', async (t) => {
  await sendToAll(FEW);
  const few = await pagesOfClaim(9_001);
  await sendToAll(MANY);
  const many = await pagesOfClaim(9_002);
  const idle = await pagesOf('outbox', () => sending.claim(32, []));
  const look = await pagesOf('outbox', () => sending.adoptOrphans());
  const depth = await pagesOf('outbox', () => createOutbox(pool, database.schemas).depth());
  t.diagnostic(`${few} pages, then ${many}; ${idle} when there is nothing; look ${look} depth ${depth}`);
  assert.ok(many <= few + 50, `${few} pages, then ${many}`);
  assert.ok(idle <= few, `${idle} pages for nothing`);
});

test('D5: the search for chats that wait', async (t) => {
  const inbox = createInbox(pool, database.schemas);
  const lease = await createLeaseStore(pool, database.schemas, 600_000).acquire('test');
  assert.equal(lease.kind, 'acquired');
  let updateId = 0;
  const handle = async (chats: readonly number[]): Promise<void> => {
    const batch = chats.map((chatId) => ({
      ...{
        updateId: (updateId += 1),
        chatId,
        traceId: randomUUID(),
        payload: { update_id: updateId, x: 'y'.repeat(200) },
      },
    }));
    await inbox.store(lease.epoch, batch);
    await inTransaction(pool, async (tx) => {
      for (const chatId of chats) {
        const head = await inbox.lockHead(tx, chatId);
        assert.ok(head !== null);
        await inbox.markProcessed(tx, head.updateId);
      }
    });
  };
  const look = async (): Promise<string> => {
    await pool.query(`analyze ${bot}.inbox`);
    const waiting = await pagesOf('inbox', () => inbox.waitingChats());
    const head = await pagesOf('inbox', () => inbox.lockHead(pool, CHATS[0] ?? 0));
    return `${waiting} ${head}`;
  };
  for (let turn = 0; turn < FEW; turn += 1) await handle(CHATS);
  const few = await look();
  for (let turn = 0; turn < MANY; turn += 1) await handle(CHATS);
  const many = await look();
  t.diagnostic(`${few}; ${many}`);
});
