/** Rows D8 and U4: an update that is always too slow is set aside, while one that meets a database in trouble waits for it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { UpdateHandler } from '../../src/roles/polling/handle-update.ts';
import { ask, openCrowd, type Crowd } from '../support/crowd.ts';
import { text } from '../support/dialog.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

/** What the server gives a statement here, and how often it may end one of an update. */
const STATEMENT_MS = 100;
const MAX_SLOW_TRIES = 20;
/** Of a person whom the bot knows, and to whom the database is always well. */
const OTHER = 9;

let crowd: Crowd;
let handler: UpdateHandler;

before(async () => {
  crowd = await openCrowd();
  await crowd.database.pool.query(`create function ${crowd.bot}.be_slow() returns trigger language plpgsql as
    $$ begin perform pg_sleep(60); return new; end $$`);
});
beforeEach(async () => {
  await crowd.reset();
  handler = crowd.dialog.another(crowd.database.newPool(4), { statementMs: STATEMENT_MS });
});
after(() => crowd.close());

/** While `run` runs, to mark such an update as done takes a minute. */
async function slowly(where: string, run: () => Promise<void>): Promise<void> {
  await crowd.database.pool.query(`create trigger be_slow before update on ${crowd.bot}.inbox for each row
    when (new.processed_at is not null and new.parked_code is null and ${where}) execute function ${crowd.bot}.be_slow()`);
  try {
    await run();
  } finally {
    await crowd.database.pool.query(`drop trigger be_slow on ${crowd.bot}.inbox`);
  }
}

/** A busy machine may be too slow for these times as well: then it is tried again. */
async function answerOther(on: UpdateHandler): Promise<void> {
  await crowd.dialog.deliver(ask(OTHER));
  while ((await on.processNext(OTHER).catch(() => 'later')) === 'later');
}

/** Sessions that the network has cut off keep their locks until the server ends them, which takes it ten seconds. */
async function endForsaken(): Promise<void> {
  await crowd.database.pool.query(
    `select pg_terminate_backend(pid, 10000) from pg_stat_activity
     where datname = current_database() and state like 'idle in transaction%'`,
  );
}

const unhandled = async (): Promise<unknown> =>
  (
    await crowd.database.pool.query(
      `select count(*) filter (where processed_at is null)::integer as waiting,
         count(*) filter (where parked_code is not null or attempts > 0)::integer as blamed from ${crowd.bot}.inbox`,
    )
  ).rows[0];

test('an update that is too slow while others are answered is set aside, and its chat goes on', async () => {
  const { dialog, database } = crowd;
  const from = database.log.lines.length;
  const [updateId] = await dialog.deliver(ask(3), ask(3));
  await slowly(`new.update_id = ${updateId}`, async () => {
    for (let tries = 0; tries < MAX_SLOW_TRIES + 2; tries += 1) {
      await assert.rejects(handler.processNext(3), { code: 'DB_UNAVAILABLE' });
    }
    assert.deepEqual(await unhandled(), { waiting: 2, blamed: 0 }, 'nobody else shows that the database is well');
    let outcome = 'later';
    for (let tries = 0; tries < 2 * MAX_SLOW_TRIES && outcome === 'later'; tries += 1) {
      await answerOther(handler);
      outcome = await handler.processNext(3).catch(() => 'later');
    }
    assert.equal(outcome, 'processed');
    assert.equal(await dialog.work(3), 1, 'the next update');
  });
  assert.deepEqual(
    (await dialog.said(3)).map(({ purpose }) => purpose),
    ['notice', 'reply'],
  );
  const { parked } = await dialog.deps.admin.desk.system.troubles(database.pool);
  assert.deepEqual(
    parked.map(({ id, what }) => [id, what]),
    [[String(updateId), 'DB_UNAVAILABLE']],
    'the admins see it',
  );
  const failures = database.log.lines.slice(from).filter(({ message }) => message === 'update.failed');
  assert.ok(failures.every(({ fields }) => fields['updateId'] === updateId));
  // On a busy machine a try may not count, and its line says so.
  assert.deepEqual(
    [...new Set(failures.map(({ fields }) => fields['tries']))],
    Array.from({ length: MAX_SLOW_TRIES }, (_, index) => index + 1),
  );
});

test('a database that is too slow for most sets nothing aside, and answers everybody when it is well', async () => {
  const { dialog } = crowd;
  const chats = [1, 2, 3];
  await dialog.deliver(...chats.map((chatId) => ask(chatId)));
  await slowly(`new.chat_id <> ${OTHER}`, async () => {
    for (let tries = 0; tries < MAX_SLOW_TRIES + 2; tries += 1) {
      const ends = await Promise.allSettled(chats.map((chatId) => handler.processNext(chatId)));
      assert.ok(ends.every(({ status }) => status === 'rejected'));
      await answerOther(handler);
    }
  });
  assert.deepEqual(await unhandled(), { waiting: 3, blamed: 0 });
  for (const chatId of chats) {
    await dialog.work(chatId);
    assert.equal(await crowd.repliesTo(chatId), 1);
  }
});

test('a network that falls silent in the middle of an update, again and again, sets nothing aside', async () => {
  const { dialog, database } = crowd;
  const stranger = 50;
  const proxy = await startTcpProxy(database.url);
  const pool = database.newPool(2, proxy.url);
  pool.options.query_timeout = 2 * STATEMENT_MS;
  const { open } = dialog.deps.chats;
  const unlucky = dialog.another(pool, {
    statementMs: STATEMENT_MS,
    chats: {
      ...dialog.deps.chats,
      // Over again at once: nothing but the rule itself keeps the update from being set aside.
      open: async (tx, chat, person) => {
        proxy.swallow();
        try {
          return await open(tx, chat, person);
        } finally {
          proxy.pass();
          await endForsaken();
        }
      },
    },
  });
  try {
    await dialog.deliver(text(stranger, '/start'));
    for (let tries = 0; tries < MAX_SLOW_TRIES + 2; tries += 1) {
      await assert.rejects(unlucky.processNext(stranger), { code: 'DB_UNAVAILABLE' });
      await answerOther(unlucky);
    }
    assert.deepEqual(await unhandled(), { waiting: 1, blamed: 0 });
    assert.equal(await dialog.work(stranger), 1);
    assert.equal(await crowd.repliesTo(stranger), 1);
  } finally {
    await pool.end();
    await proxy.close();
  }
});
