/** What a sender writes down for its successor, and what the successor makes of it: no message sent twice for nothing. */
import assert from 'node:assert/strict';
import { closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createChats, type Chats } from '../../src/adapters/postgres/chats.ts';
import { createOutbox, type Outbox, type OutboxMessage } from '../../src/adapters/postgres/outbox.ts';
import {
  createOutboxSending,
  type LeftBehind,
  type OutboxSending,
} from '../../src/adapters/postgres/outbox-sending.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import { createOutboxSender } from '../../src/roles/polling/outbox-sender.ts';
import { openSendJournal, type SendJournal } from '../../src/roles/polling/send-journal.ts';
import { AppError } from '../../src/shared/errors.ts';
import { noFailpoints, type FailPoint } from '../../src/shared/failpoint.ts';
import { openScratch } from '../../src/shared/scratch.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { UNDISTURBED } from '../support/sender.ts';
import { waitFor } from '../support/wait-for.ts';

const [ANNA, BORIS, CLARA] = [4_301, 4_302, 4_303];

let database: BotDatabase;
let chats: Chats;
let stored: Outbox;
let table: string;
let fd: number;

before(async () => {
  database = await createBotDatabase();
  chats = createChats(database.pool, database.schemas);
  stored = createOutbox(database.pool, database.schemas);
  table = `${database.schemas.bot}.outbox`;
});
beforeEach(async () => {
  await database.pool.query(`truncate ${table}, ${database.schemas.bot}.chat cascade`);
  fd = openScratch(tmpdir());
});
afterEach(() => closeSync(fd));
after(() => database.close());

const message = (chatId: number, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  ...{ chatId, method: 'sendMessage', payload: { chat_id: chatId, text: 'x' }, purpose: 'reply', ...more },
});
const add = (...messages: OutboxMessage[]): Promise<void> => stored.add(database.pool, messages);

interface Process {
  readonly outbox: OutboxSending;
  readonly journal: SendJournal;
}
const processNumber = (pid: number): Process => ({
  outbox: createOutboxSending(database.pool, database.schemas, { instance: 'one', process: String(pid) }),
  journal: openSendJournal(fd, pid, database.log),
});
const leftNow = (): LeftBehind | null => openSendJournal(fd, 0, database.log).left;

async function rows(): Promise<readonly object[]> {
  const { rows: found } = await database.pool.query<object>(
    `select chat_id::int as chat, state, attempts, error_code as code, message_id::int as message from ${table} order by id`,
  );
  return found;
}

/** Sends all that waits as this process; what it has sent, by chat. */
async function sendAll(
  { outbox, journal }: Process,
  { call, at = noFailpoints }: { call?: () => Promise<{ messageId: number }>; at?: FailPoint } = {},
): Promise<readonly number[]> {
  const sent: number[] = [];
  const sender = createOutboxSender({
    ...{ ...UNDISTURBED, outbox, journal, chats, at, log: database.log },
    api: {
      call: async (_method, payload) => {
        sent.push(Number(payload['chat_id']));
        return (await call?.()) ?? { messageId: 900 };
      },
    },
  });
  await sender.start();
  await waitFor('the outbox to be empty', async () => (await stored.depth()) === 0);
  await sender.stop(1_000);
  return sent;
}

test('claimed and not begun by one killed process after the other: it was sent to nobody, and is sent once', async () => {
  await add(message(ANNA), message(BORIS, { purpose: 'progress' }));
  for (const pid of [11, 12, 13]) {
    const { outbox, journal } = processNumber(pid);
    await outbox.adoptOrphans(journal.left);
    journal.open();
    assert.equal((await outbox.claim(2, [])).length, 2);
  }
  assert.deepEqual((await sendAll(processNumber(14))).toSorted(), [ANNA, BORIS]);
  assert.deepEqual(await rows(), [
    { chat: ANNA, state: 'sent', attempts: 1, code: null, message: 900 },
    { chat: BORIS, state: 'sent', attempts: 1, code: null, message: 900 },
  ]);
});

test('what had arrived is not sent again, its chat learns its message; what had begun is sent once more', async () => {
  const person = { userId: ANNA, firstName: 'A', username: null, language: null };
  await inTransaction(database.pool, async (tx) => {
    await chats.open(tx, { id: ANNA, kind: 'private' }, person);
    await chats.save(tx, new Map([[ANNA, { ...initialState, rev: 5 }]]));
  });
  await add(message(ANNA, { screenRev: 5 }), message(BORIS), message(CLARA, { purpose: 'answer' }));
  const killed = processNumber(11);
  killed.journal.open();
  const [anna, boris, clara] = await killed.outbox.claim(3, []);
  for (const row of [anna, boris, clara]) killed.journal.begin(row!.id);
  killed.journal.arrived(anna!.id, 777);
  killed.journal.arrived(clara!.id, null);

  assert.deepEqual(await sendAll(processNumber(12)), [BORIS]);
  assert.deepEqual(await rows(), [
    { chat: ANNA, state: 'sent', attempts: 1, code: null, message: 777 },
    { chat: BORIS, state: 'sent', attempts: 2, code: null, message: 900 },
    { chat: CLARA, state: 'sent', attempts: 1, code: null, message: null },
  ]);
  const { rows: found } = await database.pool.query(
    `select state -> 'screenMessageId' as shows from ${database.schemas.bot}.chat where chat_id = ${ANNA}`,
  );
  assert.deepEqual(found, [{ shows: 777 }]);
});

test('begun by two killed processes: it may have arrived twice, and is not sent a third time', async () => {
  await add(message(ANNA));
  for (const pid of [11, 12]) {
    const { outbox, journal } = processNumber(pid);
    await outbox.adoptOrphans(journal.left);
    journal.open();
    journal.begin((await outbox.claim(1, []))[0]!.id);
  }
  assert.deepEqual(await sendAll(processNumber(13)), []);
  assert.deepEqual(await rows(), [
    { chat: ANNA, state: 'dead', attempts: 2, code: 'TELEGRAM_OUTCOME_UNKNOWN', message: null },
  ]);
});

test('the word of a process is about its own claims: what an older one or one without a journal left stays unknown', async () => {
  await add(message(ANNA), message(BORIS));
  await processNumber(11).outbox.claim(1, []); // without a journal
  const { outbox, journal } = processNumber(12);
  journal.open();
  await outbox.claim(1, [ANNA]);
  await sendAll(processNumber(13));
  assert.deepEqual(await rows(), [
    { chat: ANNA, state: 'sent', attempts: 2, code: null, message: 900 },
    { chat: BORIS, state: 'sent', attempts: 1, code: null, message: 900 },
  ]);
});

test('a sender writes down that it begins, that a message arrived, and forgets it with its end', async () => {
  await add(message(ANNA));
  const told: Record<string, LeftBehind | null> = {};
  const one = processNumber(11);
  const note = (when: string): void => {
    told[when] = leftNow();
  };
  await sendAll(one, {
    at: (place) => {
      note(place);
      return Promise.resolve();
    },
    call: () => {
      note('call');
      return Promise.resolve({ messageId: 31 });
    },
  });
  const { id } = (await database.pool.query<{ id: string }>(`select id from ${table}`)).rows[0]!;
  const nothing = { process: '11', begun: [], arrived: [] };
  assert.deepEqual(told, {
    'outbox.claimed': nothing,
    call: { ...nothing, begun: [Number(id)] },
    'outbox.sent': { ...nothing, arrived: [{ id: Number(id), messageId: 31 }] },
  });
  assert.deepEqual(leftNow(), nothing);
});

test('an answer that was lost stays "begun": nobody may take it for sent or for not sent', async () => {
  await add(message(ANNA));
  const seen: (LeftBehind | null)[] = [];
  await sendAll(processNumber(11), {
    call: () => Promise.reject(new AppError('TELEGRAM_OUTCOME_UNKNOWN', 'no answer')),
    at: (place) => {
      if (place === 'outbox.sent') seen.push(leftNow());
      return Promise.resolve();
    },
  });
  assert.deepEqual(
    seen.map((left) => [left?.begun.length, left?.arrived.length]),
    [
      [1, 0],
      [1, 0],
    ],
  );
});
