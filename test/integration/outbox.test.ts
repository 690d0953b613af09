import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createOutbox, outboxChannel, type Outbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import { createOutboxSending, type OutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { waitFor } from '../support/wait-for.ts';

let database: BotDatabase;
let outbox: Outbox & OutboxSending;
/** The process that the supervisor starts when the one of `outbox` has died. */
let successor: OutboxSending;
let table: string;

before(async () => {
  database = await createBotDatabase();
  const { pool, schemas } = database;
  outbox = { ...createOutbox(pool, schemas), ...createOutboxSending(pool, schemas, { instance: 'one', process: '1' }) };
  successor = createOutboxSending(pool, schemas, { instance: 'one', process: '2' });
  table = `${database.schemas.bot}.outbox`;
});
beforeEach(() => database.pool.query(`truncate ${table}`));
after(() => database.close());

const message = (chatId: number, text: string, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  chatId,
  method: 'sendMessage',
  payload: { chat_id: chatId, text },
  purpose: 'reply',
  ...more,
});
const add = (...messages: OutboxMessage[]): Promise<void> => outbox.add(database.pool, messages);
const textOf = ({ payload }: { readonly payload: Readonly<Record<string, unknown>> }): unknown => payload['text'];
const claim = async (busy: readonly number[] = [], limit = 100, pacing: readonly number[] = []): Promise<unknown[]> =>
  (await outbox.claim(limit, busy, pacing)).map(textOf);
const settled = { messageId: 1, errorCode: null };

async function claimOne(): Promise<number> {
  const [row] = await outbox.claim(1, []);
  assert.ok(row !== undefined, 'a row to claim');
  return row.id;
}
async function states(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ text: string; state: string }>(
    `select payload ->> 'text' as text, state from ${table} order by id`,
  );
  return Object.fromEntries(rows.map(({ text, state }) => [text, state]));
}

test('each chat offers its oldest message, and the next one only when that is settled', async () => {
  await add(message(1, 'a1'), message(2, 'b1'), message(1, 'a2'));
  const rows = await outbox.claim(10, []);
  assert.deepEqual(rows.map(textOf), ['a1', 'b1']);
  assert.deepEqual(await claim(), []);
  await outbox.settle(rows[0]!, settled);
  assert.deepEqual(await claim(), ['a2']);
});

test('a claim takes no more than it was asked for, the oldest first, and leaves busy chats alone', async () => {
  await add(message(3, 'c'), message(1, 'a'), message(2, 'b'));
  assert.deepEqual(await claim([3], 1), ['a']);
  assert.deepEqual(await claim([], 1), ['c']);
});

test('of many claims at once each message goes to one', async () => {
  const elsewhere = { instance: 'two', process: '1' };
  const others = [outbox, createOutboxSending(database.newPool(4), database.schemas, elsewhere)];
  await add(...Array.from({ length: 40 }, (_, index) => message(index % 20, `m${index}`)));
  const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => others[index % 2]!.claim(10, [])));
  const texts = claims.flat().map(textOf);
  assert.equal(new Set(texts).size, texts.length);
  assert.ok(claims.flat().every(({ id }, index, rows) => rows.findIndex((row) => row.id === id) === index));
  assert.deepEqual(
    texts.toSorted(),
    Array.from({ length: 20 }, (_, index) => `m${index}`).toSorted(),
    'the head of each chat and nothing else',
  );
});

test('a postponed message holds back its own chat and no other', async () => {
  await add(message(1, 'a1'), message(1, 'a2'), message(2, 'b1'), message(2, 'b2'));
  const [a1, b1] = await outbox.claim(10, []);
  await outbox.postpone(a1!.id, 60_000, 'TELEGRAM_FLOOD');
  await outbox.settle(b1!, settled);
  assert.deepEqual(await claim(), ['b2']);
  await database.pool.query(`update ${table} set not_before = now() where id = $1`, [a1!.id]);
  assert.deepEqual(await claim(), ['a1']);
});

test('a pacing chat gives the answers to its taps, one after the other, and nothing else; other chats go on', async () => {
  const answer = (chatId: number, text: string) => message(chatId, text, { purpose: 'answer' });
  await add(message(1, 'a1'), answer(1, 'tap 1'), answer(1, 'tap 2'), message(2, 'b1'), answer(2, 'tap 3'));
  const first = await outbox.claim(10, [], [1, 3]);
  assert.deepEqual(first.map(textOf), ['tap 1', 'b1']);
  assert.deepEqual(await claim([], 10, [1, 3]), [], 'both have one under way');
  for (const row of first) await outbox.settle(row, settled);
  assert.deepEqual(await claim([1], 10, [1]), ['tap 3'], 'busy counts for answers too');
  const [tap2] = await outbox.claim(10, [], [1]);
  assert.equal(textOf(tap2!), 'tap 2');
  await outbox.settle(tap2!, settled);
  assert.deepEqual(await claim(), ['a1'], 'in its turn, whatever has passed it');
  await add(answer(1, 'tap 4'));
  assert.deepEqual(await claim([], 10, [1]), [], 'what is being sent is not passed');
});

test('a progress edit that must wait holds back no reply, one that is due goes in its order', async () => {
  await add(
    message(1, 'progress', { purpose: 'progress', replaceKey: 'p', notBeforeMs: 60_000 }),
    message(1, 'reply'),
    message(2, 'due', { purpose: 'progress', replaceKey: 'q' }),
    message(2, 'later reply'),
  );
  assert.deepEqual(await claim(), ['reply', 'due']);
});

test('while it is unsent, the newer message of a key takes the place of the older one, with all that belongs to it', async () => {
  await add(message(1, 'old', { purpose: 'progress', replaceKey: 'p', screenRev: 1 }), message(1, 'reply'));
  await add(message(1, 'new', { purpose: 'progress', replaceKey: 'p', screenRev: 2, method: 'editMessageText' }));
  const [row] = await outbox.claim(10, []);
  assert.deepEqual([textOf(row!), row?.method, row?.screenRev], ['new', 'editMessageText', 2]);
  await outbox.settle(row!, settled);
  assert.deepEqual(await claim(), ['reply']);
});

test('two messages of one key in one call: the later one counts', async () => {
  await add(
    message(1, 'old', { purpose: 'progress', replaceKey: 'p' }),
    message(1, 'new', { purpose: 'progress', replaceKey: 'p' }),
  );
  assert.deepEqual(await states(), { new: 'new' });
});

test('a message that is being sent is not replaced; postponed afterwards, it gives way to the newer one', async () => {
  await add(message(1, 'old', { purpose: 'progress', replaceKey: 'p' }));
  const old = await claimOne();
  await add(message(1, 'new', { purpose: 'progress', replaceKey: 'p' }));
  await outbox.postpone(old, 0, 'TELEGRAM_FLOOD');
  assert.deepEqual(await states(), { old: 'dead', new: 'new' });
  assert.deepEqual(await claim(), ['new']);
  const { rows } = await database.pool.query(`select settled_at is not null as settled from ${table} where id = $1`, [
    old,
  ]);
  assert.deepEqual(rows, [{ settled: true }], 'so that it is pruned some day');
});

test('a message is postponed while another transaction is about to replace it: it gives way, and the chat goes on', async () => {
  await add(message(1, 'old', { purpose: 'progress', replaceKey: 'p' }));
  const old = await claimOne();
  let postponed: Promise<void> = Promise.resolve();
  await inTransaction(database.newPool(1), async (tx) => {
    await outbox.add(tx, [message(1, 'new', { purpose: 'progress', replaceKey: 'p' })]);
    postponed = outbox.postpone(old, 0, 'TELEGRAM_FLOOD');
    await database.untilSomebodyWaits();
  });
  await postponed;
  assert.deepEqual(await claim(), ['new']);
});

test('a message of a deduplication key is written once, whoever else writes it, in one call or in many', async () => {
  const once = (text: string) => message(1, text, { purpose: 'notice', dedupeKey: 'd' });
  await add(once('first'), once('second'));
  await add(once('third'), message(1, 'another'));
  assert.deepEqual(await states(), { first: 'new', another: 'new' });
});

test('two transactions that write one deduplication key at once both succeed, and one message is written', async () => {
  const once = (text: string) => message(1, text, { purpose: 'notice', dedupeKey: 'd' });
  let second: Promise<void> = Promise.resolve();
  await inTransaction(database.newPool(1), async (tx) => {
    await outbox.add(tx, [once('first')]);
    second = inTransaction(database.newPool(1), async (other) => {
      await outbox.add(other, [once('second'), message(1, 'the rest of the second')]);
    });
    await database.untilSomebodyWaits();
  });
  await second;
  assert.deepEqual(await states(), { first: 'new', 'the rest of the second': 'new' });
});

test('a deduplicated message of a transaction that failed is written by the next one', async () => {
  const once = message(1, 'x', { purpose: 'notice', dedupeKey: 'd' });
  await assert.rejects(
    inTransaction(database.pool, async (tx) => {
      await outbox.add(tx, [once]);
      throw new Error('undone');
    }),
  );
  await add(once);
  assert.deepEqual(await states(), { x: 'new' });
});

test('messages of one call keep their order, whatever keys they have', async () => {
  await add(
    message(1, '1'),
    message(1, '2', { dedupeKey: 'd' }),
    message(1, '3', { replaceKey: 'p' }),
    message(1, '4'),
    message(1, '5', { dedupeKey: 'e' }),
  );
  const order: unknown[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const [row] = await outbox.claim(1, []);
    order.push(textOf(row!));
    await outbox.settle(row!, settled);
  }
  assert.deepEqual(order, ['1', '2', '3', '4', '5']);
});

test('a dropped key is not sent any more, one that is being sent is left alone', async () => {
  await add(message(1, 'sending', { replaceKey: 'p' }));
  await claimOne();
  await add(message(1, 'waiting', { replaceKey: 'p' }));
  await outbox.drop(database.pool, 'p');
  assert.deepEqual(await states(), { sending: 'sending', waiting: 'dead' });
});

test('the hint comes with the commit, not before, and not at all for nothing', async () => {
  const listener = await database.newPool(1).connect();
  const heard: string[] = [];
  listener.on('notification', ({ channel }) => void heard.push(channel));
  await listener.query(`listen ${outboxChannel(database.schemas)}`);
  await inTransaction(database.pool, async (tx) => {
    await outbox.add(tx, [message(1, 'x'), message(2, 'y')]);
    await listener.query('select 1');
    assert.deepEqual(heard, []);
  });
  await waitFor('the hint', () => heard.length > 0);
  await add();
  await listener.query('select 1');
  assert.deepEqual(heard, [outboxChannel(database.schemas)]);
  listener.release(true);
});

test('what a dead sender left: replies and notices are sent once more, the rest is dropped', async () => {
  const purposes = ['answer', 'reply', 'notice', 'progress', 'tidy'] as const;
  await add(...purposes.map((purpose, index) => message(index, purpose, { purpose })));
  assert.equal((await claim()).length, 5);
  assert.deepEqual(await successor.adoptOrphans(), { resent: 2, dropped: 3 });
  assert.deepEqual((await claim()).toSorted(), ['notice', 'reply']);
  assert.deepEqual(await successor.adoptOrphans(), { resent: 0, dropped: 2 }, 'at most once more');
  assert.equal(await outbox.depth(), 0);
});

test('what another instance or this very process is sending is left alone until it must be over', async () => {
  const elsewhere = createOutboxSending(database.pool, database.schemas, { instance: 'two', process: '1' });
  await add(message(1, 'under way'));
  await claimOne();
  const nothing = { resent: 0, dropped: 0 };
  assert.deepEqual(await elsewhere.adoptOrphans(), nothing);
  assert.deepEqual(await outbox.adoptOrphans(), nothing);
  await database.pool.query(`update ${table} set claimed_at = now() - interval '1 minute'`);
  assert.deepEqual(await outbox.adoptOrphans(), nothing, 'our own write may wait for the database longer');
  assert.deepEqual(await elsewhere.adoptOrphans(), { resent: 1, dropped: 0 });
});

test('tries that certainly sent nothing do not use up the one repetition of a message', async () => {
  await add(message(1, 'unlucky'));
  for (const code of ['TELEGRAM_UNAVAILABLE', 'TELEGRAM_FLOOD', 'STOPPING']) {
    await outbox.postpone(await claimOne(), 0, code);
  }
  await claimOne();
  assert.deepEqual(await successor.adoptOrphans(), { resent: 1, dropped: 0 });
  await outbox.postpone(await claimOne(), 0, 'TELEGRAM_FLOOD');
  await claimOne();
  assert.deepEqual(await successor.adoptOrphans(), { resent: 0, dropped: 1 });
});

test('an orphan that a newer message of its key has replaced gives way', async () => {
  await add(message(1, 'old', { replaceKey: 'p' }));
  await claimOne();
  await add(message(1, 'new', { replaceKey: 'p' }));
  assert.deepEqual(await successor.adoptOrphans(), { resent: 0, dropped: 1 });
  assert.deepEqual(await claim(), ['new']);
});

test('text that Postgres cannot hold does not undo the work of the caller', async () => {
  await add(message(1, 'nul \0 and half \ud83d'));
  assert.deepEqual(await claim(), ['nul  and half \ufffd']);
});

test('settled messages are pruned when they are old, waiting ones never', async () => {
  await add(message(1, 'sent'), message(2, 'waiting'), message(3, 'refused'));
  const [sent, , refused] = await outbox.claim(3, []);
  await outbox.settle(sent!, settled);
  await outbox.settle(refused!, { messageId: null, errorCode: 'TELEGRAM_BLOCKED' });
  assert.deepEqual(await states(), { sent: 'sent', waiting: 'sending', refused: 'dead' });
  await database.pool.query(
    `update ${table} set settled_at = settled_at - interval '9 days', created_at = '2000-01-01'`,
  );
  assert.equal(await outbox.prune(8), 2);
  assert.deepEqual(await states(), { waiting: 'sending' });
});
