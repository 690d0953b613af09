/** Rows D2 to D4 of the fault list: what the database refuses for a while costs neither an update nor a try of it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { pgError } from '../../src/adapters/postgres/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startDialog, tap, text, type Dialog } from '../support/dialog.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { createRefusedWrites, meetsShared, REFUSALS, type RefusedWrites } from '../support/refused-writes.ts';
import { waitFor } from '../support/wait-for.ts';

const LIMIT = 3;

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let writes: RefusedWrites;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  dialog = await startDialog(database, { dailyLimit: LIMIT });
  writes = await createRefusedWrites(database);
});
beforeEach(async () => {
  await database.pool.query(`truncate ${bot}.app_user, ${bot}.chat, ${bot}.inbox, ${bot}.outbox cascade`);
  await database.pool.query(`delete from ${database.schemas.queue}.job`);
});
after(async () => {
  await dialog.stop();
  await database.close();
});

async function count(what: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(`select count(*)::integer as count from ${what}`);
  return rows[0]?.count ?? 0;
}
const written = async (): Promise<readonly number[]> => [
  await count(`${bot}.generation`),
  await count(`${bot}.allowance_hold where state = 'held'`),
  await count(`${database.schemas.queue}.job where name = 'generation.submit'`),
];

/** A tap that orders waits in the inbox. */
async function deliverOrder(chatId: number): Promise<void> {
  await dialog.deliver(text(chatId, 'кот на крыше'));
  await dialog.work(chatId);
  const buttons = (await dialog.said(chatId)).flatMap((said) => said.buttons);
  const data = buttons.find((button) => /^s:\w+:create/.test(button.callback_data ?? ''))?.callback_data;
  assert.ok(data !== undefined, 'a button to order with');
  await dialog.deliver(tap(chatId, data));
}

const TABLES = ['generation', 'allowance_hold', 'outbox', 'chat', 'inbox'];

for (const { row, name, code } of REFUSALS) {
  test(`${row}: ${name} at each write of an order undoes all of it, uses up no try, and the next try does it once`, async () => {
    for (const [index, table] of TABLES.entries()) {
      const chatId = 1_000 + index;
      await deliverOrder(chatId);
      const before = await written();
      const write = { table: `${bot}.${table}` };
      await writes.refusing(write, code, 2, async () => {
        for (let times = meetsShared(write, code) ? 2 : 0; times < 2; times += 1) {
          await assert.rejects(dialog.handler.processNext(chatId), { code: 'DB_UNAVAILABLE' }, table);
          assert.deepEqual(await written(), before, table);
        }
        assert.equal(await dialog.work(chatId), 1);
      });
      assert.deepEqual(
        await written(),
        before.map((number) => number + 1),
        table,
      );
      assert.equal(await count(`${bot}.inbox where attempts > 0 or parked_code is not null`), 0, table);
    }
    assert.deepEqual(await brokenMoneyRules(database.pool, bot, LIMIT), []);
  });
}

test('D3: a real deadlock with another transaction: whoever is the victim, the order is taken once', async () => {
  await deliverOrder(1);
  const other = await database.pool.connect();
  await other.query('begin');
  await other.query(`update ${bot}.chat set updated_at = now() where chat_id = 1`);
  const handled = dialog.handler.processNext(1).then(
    () => 'handled',
    (thrown: unknown) => pgError(thrown).code,
  );
  await waitFor('a transaction of its own to wait, after the one that chats share', async () => {
    const { rowCount } = await database.pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and query like 'insert%'`,
    );
    return rowCount === 1;
  });
  const outcome = await other.query(`update ${bot}.app_user set last_seen_at = now() where user_id = 1`).then(
    () => 'other',
    () => 'handler',
  );
  await other.query(outcome === 'other' ? 'commit' : 'rollback');
  other.release();
  assert.equal(await handled, outcome === 'other' ? 'DB_UNAVAILABLE' : 'handled');
  await dialog.work(1);
  assert.deepEqual(await written(), [1, 1, 1]);
});

test('D4: a database that is read-only for a while is waited for: nothing is lost, nothing is done twice', async () => {
  await deliverOrder(1);
  await database.pool.query(
    `alter database ${new URL(database.url).pathname.slice(1)} set default_transaction_read_only = on`,
  );
  const reader = dialog.another(database.newPool(1));
  await assert.rejects(reader.processNext(1), { code: 'DB_UNAVAILABLE' });
  await database.pool.query(
    `alter database ${new URL(database.url).pathname.slice(1)} reset default_transaction_read_only`,
  );
  assert.deepEqual(await written(), [0, 0, 0]);
  await dialog.work(1, dialog.another(database.newPool(1)));
  assert.deepEqual(await written(), [1, 1, 1]);
});

test('D2: a server without a free connection is DB_UNAVAILABLE, and the update is done when there is one', async () => {
  await deliverOrder(1);
  const role = `crowded_${process.pid}`;
  await database.pool.query(`create role ${role} login superuser password 'local-only' connection limit 1`);
  const url = new URL(database.url);
  url.username = role;
  await database.pool.query(`alter role ${role} nosuperuser`);
  await database.pool.query(`grant all on schema ${bot}, ${database.schemas.queue} to ${role}`);
  await database.pool.query(`grant all on all tables in schema ${bot}, ${database.schemas.queue} to ${role}`);
  await database.pool.query(`grant all on all sequences in schema ${bot}, ${database.schemas.queue} to ${role}`);
  const crowd = createPool({ url: url.href, max: 1, log: database.log, applicationName: 'crowd' });
  const pool = database.newPool(1, url.href);
  try {
    await crowd.query('select 1');
    await assert.rejects(dialog.another(pool).processNext(1), { code: 'DB_UNAVAILABLE' });
    assert.deepEqual(await written(), [0, 0, 0]);
    await crowd.end();
    await dialog.work(1, dialog.another(pool));
    assert.deepEqual(await written(), [1, 1, 1]);
  } finally {
    if (!crowd.ended) await crowd.end();
    await pool.end();
    await database.pool.query(`drop owned by ${role}`);
    await database.pool.query(`drop role ${role}`);
  }
});
