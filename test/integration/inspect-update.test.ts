/** What was seen of a file reaches the dialog, and a look holds up nobody and nothing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createChatActors } from '../../src/roles/polling/chat-actors.ts';
import type { InspectMedia } from '../../src/roles/polling/inspect-media.ts';
import { createTurns } from '../../src/roles/polling/inspect-turns.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startDialog, text, type Dialog } from '../support/dialog.ts';
import { waitFor } from '../support/wait-for.ts';

let database: BotDatabase;
let dialog: Dialog;
before(async () => {
  database = await createBotDatabase();
  dialog = await startDialog(database);
});
after(async () => {
  await dialog.stop();
  await database.close();
});

const FILE = { file_id: 'BQfile', file_unique_id: 'u', file_size: 9, mime_type: 'audio/mpeg', file_name: 'a.mp3' };
const document = (chatId: number): object => text(chatId, 'x', { text: undefined, document: FILE });
const seenAs =
  (shift: number): InspectMedia =>
  ({ updateId }) =>
    Promise.resolve({
      updateId: updateId + shift,
      file: { fileId: 'BQfile', media: 'image', mime: 'image/png', width: 640, height: 480 },
    });

/** The dialog's memory of the chat, as text. */
async function stateOf(chatId: number): Promise<string> {
  const { rows } = await database.pool.query<{ state: string | null }>(
    `select state::text from ${database.schemas.bot}.chat where chat_id = $1`,
    [chatId],
  );
  return rows[0]?.state ?? '';
}

test('the dialog goes by what was seen, and by what Telegram said where the look was at something else', async () => {
  await dialog.deliver(document(61), document(62), document(63));
  await dialog.work(61, dialog.another(database.pool, { inspect: seenAs(0) }));
  const seen = await stateOf(61);
  assert.ok(seen.includes('image%2Fpng') && seen.includes('width=640') && !seen.includes('audio'), seen);
  await dialog.work(62, dialog.another(database.pool, { inspect: seenAs(1) }));
  await dialog.work(63, dialog.another(database.pool, { inspect: () => Promise.resolve(null) }));
  for (const chatId of [62, 63]) assert.ok((await stateOf(chatId)).includes('audio%2Fmpeg'), await stateOf(chatId));
});

test('a look holds no connection: the only one of the pool is free meanwhile', async () => {
  const single = database.newPool(1);
  const inspect: InspectMedia = async () => {
    await single.query('select 1');
    return null;
  };
  await dialog.deliver(document(64));
  assert.equal(await dialog.work(64, dialog.another(single, { inspect, turns: createTurns(1) })), 1);
});

test('chats that wait for their looks hold up no other chat, and go on when the looks are over', async () => {
  const looking = [71, 72, 73, 74, 75, 76, 77, 78];
  const over = Promise.withResolvers<null>();
  let looks = 0;
  const inspect: InspectMedia = ({ payload }) => {
    if (!JSON.stringify(payload).includes('document')) return Promise.resolve(null);
    looks += 1;
    return over.promise;
  };
  const handler = dialog.another(database.newPool(3), { inspect, turns: createTurns(2) });
  const { log } = database;
  const actors = createChatActors({ processNext: handler.processNext, concurrency: 10, log });
  await dialog.deliver(...looking.map(document), text(79, 'кот'), text(80, 'кот'), text(81, 'кот'));
  for (const chatId of looking) actors.wake(chatId);
  await waitFor('every look', () => looks === looking.length);
  for (const chatId of [79, 80, 81]) actors.wake(chatId);
  await waitFor('the other chats', async () =>
    (await Promise.all([79, 80, 81].map(stateOf))).every((one) => one !== ''),
  );
  assert.deepEqual([...new Set(await Promise.all(looking.map(stateOf)))], [''], 'those still wait');
  over.resolve(null);
  await waitFor('the chats with files', async () =>
    (await Promise.all(looking.map(stateOf))).every((one) => one !== ''),
  );
  await actors.stop();
});

test('an update that is delivered again is looked at again and answered once', async () => {
  let looks = 0;
  const inspect: InspectMedia = (row) => {
    looks += 1;
    return seenAs(0)(row);
  };
  let failures = 1;
  const handler = dialog.another(database.pool, {
    inspect,
    chats: {
      ...dialog.deps.chats,
      save: async (tx, states) => {
        if (failures-- > 0) throw new Error('the first try fails');
        await dialog.deps.chats.save(tx, states);
      },
    },
  });
  await dialog.deliver(document(90));
  await assert.rejects(handler.processNext(90));
  assert.equal(await dialog.work(90, handler), 1);
  assert.equal(looks, 2);
  const answers = (await dialog.said(90)).filter(({ purpose }) => purpose === 'reply');
  assert.equal(answers.length, 1);
});
