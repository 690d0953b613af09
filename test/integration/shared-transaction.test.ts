/** Pieces of work that share a transaction: what one of them does, meets or waits for is no other's trouble. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { statementTimeout } from '../../src/adapters/postgres/locks.ts';
import { createShare, type Share } from '../../src/adapters/postgres/shared-transaction.ts';
import type { Queryable } from '../../src/adapters/postgres/transaction.ts';
import { AppError, hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { waitFor } from '../support/wait-for.ts';

const WORKS = 8;

let database: BotDatabase;
let chat: string;

before(async () => {
  database = await createBotDatabase();
  chat = `${database.schemas.bot}.chat`;
});
after(() => database.close());

const open = async (tx: Queryable, id: number): Promise<void> => {
  await tx.query(`insert into ${chat} (chat_id, kind) values ($1, 'private')`, [id]);
};
const touch = (tx: Queryable, id: number) => tx.query(`update ${chat} set kind = 'private' where chat_id = $1`, [id]);
const share = (): Share => createShare(database.pool, { atOnce: 1, most: WORKS });

/** Which of these rows exist, and in how many transactions they were written. */
async function written(ids: readonly number[]): Promise<{ ids: number[]; transactions: number }> {
  const { rows } = await database.pool.query<{ chat_id: string; xmin: string }>(
    `select chat_id, xmin::text from ${chat} where chat_id = any ($1) order by chat_id`,
    [ids],
  );
  return {
    ids: rows.map((row) => Number(row.chat_id)),
    transactions: new Set(rows.map(({ xmin }) => xmin)).size,
  };
}

const numbers = (first: number): number[] => Array.from({ length: WORKS }, (_, index) => first + index);

test('what comes together is written in one transaction, and each hears its own answer', async () => {
  const [run, ids] = [share(), numbers(1)];
  const answers = await Promise.all(ids.map((id) => run(String(id), (tx) => open(tx, id).then(() => `opened ${id}`))));
  assert.deepEqual(
    answers,
    ids.map((id) => `opened ${id}`),
  );
  assert.deepEqual(await written(ids), { ids, transactions: 1 });
});

test('a work that throws, and one that the database refuses, fail alone and with their own error', async () => {
  const [run, ids] = [share(), numbers(101)];
  const ends = await Promise.allSettled(
    ids.map((id, index) =>
      run(String(id), async (tx) => {
        await open(tx, id);
        if (index === 2) throw new AppError('LEDGER_OVERDRAWN', 'this one has nothing');
        if (index === 5) await tx.query('select 1 / 0');
      }),
    ),
  );
  const codes = ends.map((end) => (end.status === 'rejected' ? (end.reason as AppError).code : 'done'));
  assert.deepEqual(codes, ['done', 'done', 'LEDGER_OVERDRAWN', 'done', 'done', 'UNEXPECTED', 'done', 'done']);
  const good = ids.filter((_, index) => index !== 2 && index !== 5);
  assert.deepEqual((await written(ids)).ids, good);
});

test('a work whose statement the server ends as too slow fails alone', async () => {
  const [run, ids] = [share(), numbers(151)];
  const ends = await Promise.allSettled(
    ids.map((id) =>
      run(String(id), async (tx) => {
        await open(tx, id);
        if (id !== 153) return;
        await tx.query(statementTimeout(200));
        await tx.query('select pg_sleep(60)');
      }),
    ),
  );
  assert.deepEqual(
    ids.filter((_, index) => ends[index]?.status === 'rejected'),
    [153],
  );
  assert.deepEqual(
    (await written(ids)).ids,
    ids.filter((id) => id !== 153),
  );
});

test('whose row is locked waits alone: the others are done meanwhile', async () => {
  const [run, ids] = [share(), numbers(201)];
  await Promise.all(ids.map((id) => run(String(id), (tx) => open(tx, id))));
  const other = await database.pool.connect();
  try {
    await other.query('begin');
    await touch(other, 203);
    const done: number[] = [];
    const all = ids.map((id) => run(String(id), (tx) => touch(tx, id)).then(() => done.push(id)));
    await waitFor('the others', () => done.length === WORKS - 1);
    assert.ok(!done.includes(203));
    await other.query('commit');
    await Promise.all(all);
  } finally {
    other.release();
  }
});

test('one that waits alone keeps no later ones waiting', async () => {
  const [run, ids] = [share(), numbers(301)];
  await Promise.all(ids.map((id) => run(String(id), (tx) => open(tx, id))));
  const other = await database.pool.connect();
  try {
    await other.query('begin');
    await touch(other, 301);
    const locked = Promise.all([301, 302].map((id) => run(String(id), (tx) => touch(tx, id))));
    await Promise.all([303, 304].map((id) => run(String(id), (tx) => touch(tx, id))));
    await other.query('commit');
    await locked;
  } finally {
    other.release();
  }
});

test('two of one key never share, so that the second sees what the first has done', async () => {
  const run = share();
  const seen = await Promise.all(
    [1, 2].map(() =>
      run('the same', async (tx) => {
        const { rows } = await tx.query<{ id: string }>('select pg_current_xact_id()::text as id');
        return rows[0]?.id;
      }),
    ),
  );
  assert.equal(new Set(seen).size, 2);
});

test('an absent database is everybody’s trouble, and nothing is tried a second time', async () => {
  const pool = database.newPool(2);
  const run = createShare(pool, { atOnce: 1, most: WORKS });
  const tries = new Map<number, number>();
  const ends = await Promise.allSettled(
    numbers(401).map((id) =>
      run(String(id), async (tx) => {
        tries.set(id, (tries.get(id) ?? 0) + 1);
        await tx.query('select pg_terminate_backend(pg_backend_pid())');
      }),
    ),
  );
  assert.ok(ends.every((end) => end.status === 'rejected' && hasCode(end.reason, 'DB_UNAVAILABLE')));
  assert.deepEqual([...tries.values()], Array(WORKS).fill(1));
});
