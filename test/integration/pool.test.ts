/** Connections that die or fall silent: what the service hears of it, and that nothing stays broken. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { untilAvailable } from '../../src/adapters/postgres/until-available.ts';
import { inTransaction, together } from '../../src/adapters/postgres/transaction.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

let database: BotDatabase;

before(async () => {
  database = await createBotDatabase();
});
after(() => database.close());

const isAway = (error: unknown): boolean => hasCode(error, 'DB_UNAVAILABLE');
const pidOf = async (client: { query: (sql: string) => Promise<{ rows: unknown[] }> }): Promise<number> => {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  return (rows[0] as { pid: number }).pid;
};

test('a killed backend under an idle connection, between two statements and in a transaction is survived', async () => {
  const pool = database.newPool(2);
  const idle = await pidOf(pool);
  await database.pool.query('select pg_terminate_backend($1)', [idle]);
  await waitFor('the pool to notice', () => pool.totalCount === 0);

  const client = await pool.connect();
  const held = await pidOf(client);
  await database.pool.query('select pg_terminate_backend($1)', [held]);
  await waitFor('the client to notice', () =>
    database.log.lines.filter(({ message }) => message === 'database.connection.lost').length >= 2 ? true : null,
  );
  client.release(true);

  await assert.rejects(
    inTransaction(pool, async (tx) => {
      await database.pool.query('select pg_terminate_backend($1)', [await pidOf(tx)]);
      await tx.query('select 1');
    }),
    isAway,
  );
  assert.equal((await pool.query('select 1 as one')).rowCount, 1);
});

test('a transaction that sits idle too long is ended by the server, and that is DB_UNAVAILABLE', async () => {
  const pool = database.newPool(1);
  await assert.rejects(
    inTransaction(pool, async (tx) => {
      const pid = await pidOf(tx);
      await tx.query(`set local idle_in_transaction_session_timeout = 50`);
      await waitFor('the server to end it', async () => {
        const { rowCount } = await database.pool.query('select 1 from pg_stat_activity where pid = $1', [pid]);
        return rowCount === 0;
      });
      await tx.query('select 1');
    }),
    isAway,
  );
});

test('what goes wrong in the work undoes all of it, keeps its own code and leaves a usable connection', async () => {
  const pool = database.newPool(1);
  const failing = inTransaction(pool, async (tx) => {
    await tx.query(`insert into ${database.schemas.bot}.chat (chat_id, kind) values (1, 'private')`);
    throw new Error('the work failed');
  });
  await assert.rejects(failing, (error) => hasCode(error, 'UNEXPECTED') && error.message === 'the work failed');
  const { rows } = await pool.query(`select 1 from ${database.schemas.bot}.chat`);
  assert.deepEqual([rows, pool.totalCount], [[], 1]);
});

test('a failed statement that nobody minded is not taken for a commit', async () => {
  const passedOver = inTransaction(database.pool, async (tx) => {
    await tx.query('select 1 / 0').catch(() => undefined);
    return 'done';
  });
  await assert.rejects(passedOver, { code: 'UNEXPECTED' });
});

test('statements that go together fail with what went wrong first, not with what followed from it', async () => {
  const failed = inTransaction(database.pool, (tx) =>
    together(tx, () => [
      tx.query('select 1 / 0').then(() => tx.query('select 1')),
      Promise.resolve().then(() => tx.query('select 2')),
      tx.query('select 3'),
    ]),
  );
  await assert.rejects(failed, (error: unknown) => String((error as Error).cause).includes('division by zero'));
  assert.deepEqual(await inTransaction(database.pool, (tx) => together(tx, () => [1, Promise.resolve('two')])), [
    1,
    'two',
  ]);
});

test('a connection that fell silent in a transaction is thrown away without waiting for a rollback', async () => {
  const proxy = await startTcpProxy(database.url);
  const pool = database.newPool(1, proxy.url);
  const startedAt = performance.now();
  await assert.rejects(
    inTransaction(pool, async (tx) => {
      await tx.query('select 1');
      proxy.swallow();
      await tx.query({ text: 'select 2', query_timeout: 200 } as { text: string });
    }),
    isAway,
  );
  assert.ok(performance.now() - startedAt < 2_000, 'the rollback would take another query timeout of 15 s');
  assert.equal(pool.totalCount, 0);
  proxy.pass();
  assert.equal((await pool.query('select 1')).rowCount, 1);
  await pool.end();
  await proxy.close();
});

test('a pool ends also when the network swallows its goodbye', async () => {
  const proxy = await startTcpProxy(database.url);
  const pool = database.newPool(2, proxy.url);
  await Promise.all([pool.query('select 1'), pool.query('select 2')]);
  proxy.swallow();
  const ended = await Promise.race([pool.end().then(() => 'ended'), wait(3_000, 'still waiting', { ref: false })]);
  await proxy.close();
  assert.equal(ended, 'ended');
});

test('untilAvailable repeats what may pass, and gives up when told, when time is over, or at once when it cannot help', async () => {
  const pool = database.newPool(1);
  let tries = 0;
  const flaky = async (): Promise<number> => {
    tries += 1;
    return await inTransaction(pool, async (tx) => {
      if (tries === 1) await database.pool.query('select pg_terminate_backend($1)', [await pidOf(tx)]);
      return (await tx.query('select 1')).rowCount ?? 0;
    });
  };
  assert.equal(await untilAvailable(flaky, 5_000), 1);
  assert.equal(tries, 2);

  const away = database.newPool(1, 'postgresql://nobody@127.0.0.1:1/none');
  const ask = () => inTransaction(away, (tx) => tx.query('select 1'));
  await assert.rejects(untilAvailable(ask, 1), isAway);
  await assert.rejects(untilAvailable(ask, 60_000, AbortSignal.abort()), isAway);
  const wrong = () => inTransaction(pool, (tx) => tx.query('select nothing'));
  await assert.rejects(untilAvailable(wrong, 60_000), (error) => hasCode(error, 'UNEXPECTED'));
});
