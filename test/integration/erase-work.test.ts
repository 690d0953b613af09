/** A work that its person deletes: out of our rows and out of the list, and the books stay. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDialog, tap, text, type DialogStand, type Said } from '../support/dialog.ts';

const CHAT = 601;
const OTHER = 602;
const GROUP = -603;
let stand: DialogStand;

before(async () => {
  stand = await openDialog();
  for (const chat of [CHAT, OTHER, GROUP]) {
    await stand.dialog.deliver(text(chat, '/start'));
    await stand.dialog.work(chat);
  }
});
after(() => stand.close());

const query = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await stand.database.pool.query<Record<string, unknown>>(sql, values)).rows;

async function work(id: string, chatId: number, userId = chatId): Promise<void> {
  const results = { files: [{ url: 'https://kie.example/a.png' }].map((one) => ({ ...nothing, ...one })), text: null };
  await query(
    `insert into ${stand.bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input, credits, state, price,
       paid_by, failure_detail, results, messages, deadline_at)
     values ($1, $2, $3, gen_random_uuid(), 'ru', 'swift', '{"prompt": "a secret wish"}', 4, 'delivered', 360, 'daily',
       'a secret wish', $4, $5, now())`,
    [id, chatId, userId, JSON.stringify(results), JSON.stringify([{ messageId: 5, kind: 'photo', fileId: 'a-photo' }])],
  );
  await query(
    `insert into ${stand.bot}.generation_upload (generation_id, reference, url, expires_at) values ($1, 'r', 'u', now())`,
    [id],
  );
}
const nothing = { title: null, coverUrl: null, seconds: null, trackId: null };

async function say(chat: number, update: object): Promise<readonly Said[]> {
  const seen = (await stand.dialog.said(chat)).length;
  await stand.dialog.deliver(update);
  await stand.dialog.work(chat);
  return (await stand.dialog.said(chat)).slice(seen);
}
const button = (said: readonly Said[], label: string): string => {
  const found = said.flatMap(({ buttons }) => buttons).find((one) => one.text.includes(label))?.callback_data;
  assert.ok(found !== undefined, `${label} in ${JSON.stringify(said)}`);
  return found;
};
const kept = (id: string) =>
  query(
    `select input, failure_detail, results, messages, price, paid_by, state,
       (select count(*)::int from ${stand.bot}.generation_upload where generation_id = g.id) as uploads
     from ${stand.bot}.generation g where id = $1`,
    [id],
  );

test('opened from the list by its file id, asked, deleted: nothing of it is left but the books', async () => {
  await work('mineminemine', CHAT);
  const listed = await say(CHAT, text(CHAT, '/history'));
  const opened = await say(CHAT, tap(CHAT, button(listed, 'a secret wish')));
  assert.ok(opened.some(({ method }) => method === 'sendPhoto'));
  const erase = button(opened, 'Удалить');
  assert.ok(Buffer.byteLength(erase) <= 64);
  const asked = await say(CHAT, tap(CHAT, erase));
  const yes = button(asked, 'Да, удалить');
  const done = await say(CHAT, tap(CHAT, yes));
  assert.ok(done.some(({ text: words }) => words.includes('Работа удалена') && words.includes('Здесь будут')));
  const bare = {
    input: {},
    failure_detail: null,
    results: null,
    messages: null,
    price: '360',
    paid_by: 'daily',
    state: 'delivered',
    uploads: 0,
  };
  assert.deepEqual(await kept('mineminemine'), [bare]);
  const again = await say(CHAT, tap(CHAT, yes));
  assert.ok(again.some(({ method }) => method === 'answerCallbackQuery'));
  assert.deepEqual(await kept('mineminemine'), [bare]);
  assert.ok((await say(CHAT, tap(CHAT, erase))).some(({ text: words }) => words.includes('больше не нахожу')));
});

test("somebody else's work stays, also that of another in the same group", async () => {
  await work('theirstheirs', OTHER);
  await work('groupgroupgr', GROUP, OTHER);
  const before = [await kept('theirstheirs'), await kept('groupgroupgr')];
  const said = await say(CHAT, tap(CHAT, 'g:erase:theirstheirs'));
  assert.ok(said.some(({ text: words }) => words.includes('больше не нахожу')));
  const { generations } = stand.dialog.deps;
  for (const [id, chatId] of [
    ['theirstheirs', CHAT],
    ['groupgroupgr', GROUP],
  ] as const) {
    await generations.erase(stand.database.pool, id, { chatId, userId: CHAT });
  }
  assert.deepEqual([await kept('theirstheirs'), await kept('groupgroupgr')], before);
});
