/** Broadcasts in the admin's panel: from the first word to the start, and who may not. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createOutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { createOutboxSender } from '../../src/roles/polling/outbox-sender.ts';
import { startBroadcastStand, type BroadcastStand } from '../support/broadcast.ts';
import { ADMIN, startDialog, tap, text, type Dialog, type Said } from '../support/dialog.ts';
import { htmlProblem } from '../support/telegram-html.ts';
import { waitFor } from '../support/wait-for.ts';
import { UNDISTURBED } from '../support/sender.ts';

let stand: BroadcastStand;
let dialog: Dialog;
before(async () => {
  stand = await startBroadcastStand();
  dialog = await startDialog(stand.database);
});
beforeEach(async () => {
  await stand.refresh();
  const { pool, schemas } = stand.database;
  await pool.query(`truncate ${schemas.bot}.inbox, ${schemas.bot}.admin_action; delete from ${schemas.queue}.job`);
});
after(async () => {
  await dialog.stop();
  await stand.close();
});

async function say(...updates: object[]): Promise<Said> {
  await dialog.deliver(...updates);
  await dialog.work(ADMIN);
  return await screen();
}
const screen = async (): Promise<Said> => {
  const shown = (await dialog.said(ADMIN)).findLast(({ purpose }) => purpose === 'reply');
  assert.ok(shown !== undefined);
  assert.equal(htmlProblem(shown.text), null);
  assert.ok(shown.text.length <= 4096);
  for (const { callback_data: data = '' } of shown.buttons) assert.ok(data.length <= 64);
  return shown;
};
/** Of the button whose text contains this. */
async function dataOf(label: string): Promise<string> {
  const { buttons } = await screen();
  const found = buttons.find((one) => one.text.includes(label))?.callback_data;
  assert.ok(found !== undefined, `${label} among ${buttons.map((one) => one.text).join(' | ')}`);
  return found;
}
/** The message that shows the screen, once it was sent for real. */
async function shownIn(): Promise<number> {
  const [chat] = await rows<{ id: number | null }>(
    `select (state ->> 'screenMessageId')::integer as id from bot.chat where chat_id = ${ADMIN}`,
  );
  return chat?.id ?? 50;
}
const press = async (label: string): Promise<Said> => await say(tap(ADMIN, await dataOf(label), await shownIn()));
const photo = (caption: string | undefined, more: object = {}): object =>
  text(ADMIN, '', {
    ...{ text: undefined, photo: [{ file_id: 'AgACphoto', width: 90, height: 90 }], caption },
    ...more,
  });

async function compose(words: string): Promise<Said> {
  await say(text(ADMIN, '/admin'));
  await press('Рассылки');
  await press('Новая рассылка');
  return await say(text(ADMIN, words));
}
const rows = async <R extends object>(query: string): Promise<R[]> =>
  (await stand.database.pool.query<R>(query.replaceAll('bot.', `${stand.database.schemas.bot}.`))).rows;
const broadcasts = (): Promise<{ id: string; text: string; photo: string | null; state: string; total: number }[]> =>
  rows('select id, text, photo, state, total from bot.broadcast order by id');
const audited = async (): Promise<unknown[]> =>
  (await rows<{ details: { do: string } }>('select details from bot.admin_action order by id')).map(
    ({ details }) => details.do,
  );
const jobs = async (): Promise<number> =>
  (
    await stand.database.pool.query(
      `select 1 from ${stand.database.schemas.queue}.job where name = 'errand' and data ->> 'kind' = 'broadcast'`,
    )
  ).rowCount ?? 0;

test('from /admin to the report: composed, previewed, confirmed, started once, sent', async () => {
  const people = await stand.people(4);
  const draft = await compose('Привет <b>&</b> пока');
  assert.match(draft.text, /Привет &lt;b&gt;&amp;&lt;\/b&gt; пока/);
  assert.match(draft.text, /Получат 5 человек/, 'the admin has a chat too');
  await press('English');
  assert.match((await screen()).text, /Получат 2 человека/);
  await press('Все');
  await press('🏠 Меню');
  const confirm = await press('Начать рассылку');
  assert.match(confirm.text, /Отправить 5 людям/);
  const data = await dataOf('Да, отправить');
  const running = await say(tap(ADMIN, data), tap(ADMIN, data), tap(ADMIN, data));
  assert.match(running.text, /Рассылка началась[^]*Рассылка идёт: 0 %/);
  assert.deepEqual(
    (await broadcasts()).map(({ state, total }) => ({ state, total })),
    [{ state: 'running', total: 5 }],
  );
  assert.equal(await jobs(), 1);
  assert.deepEqual(await audited(), ['write', 'audience', 'audience', 'button', 'start']);
  await stand.telegram.user({ id: ADMIN });
  await stand.telegram.sendText(ADMIN, '/start');
  await stand.work(Number((await broadcasts())[0]!.id));
  const got = (await stand.got('Привет <b>&</b> пока')).toSorted((a, b) => a - b);
  assert.deepEqual(got, [...people, ADMIN]);
  assert.match((await screen()).text, /Рассылка идёт/);
  await press('Обновить');
  assert.match((await screen()).text, /Рассылка закончена[^]*Отправлено: 5/);
  assert.deepEqual(
    (await screen()).buttons.map((one) => one.text),
    ['◀️ Назад'],
  );
  assert.match((await press('Назад')).buttons[1]!.text, /^✅ 5 · Привет/);
});

test('stopped and resumed from its page, with the audit log to show for it', async () => {
  await stand.people(2);
  await compose('Стоп-кран');
  await press('Начать');
  await press('Да, отправить');
  assert.match((await press('Остановить')).text, /остановлена: 0 %[^]*Ждут: 3/);
  assert.match((await press('Продолжить')).text, /идёт: 0 %/);
  await press('Остановить');
  await stand.work(Number((await broadcasts())[0]!.id));
  assert.deepEqual(await stand.got('Стоп-кран'), []);
  assert.deepEqual(await audited(), ['write', 'start', 'stop', 'resume', 'stop']);
});

test('the preview is the very message that everybody gets', async () => {
  const [person] = await stand.people(1);
  await stand.telegram.user({ id: ADMIN });
  await stand.telegram.sendText(ADMIN, '/start');
  const words = 'Смотрите: <i>не курсив</i> *и не жирный* &lt; https://example.org 😀\n\n  конец';
  await compose(words);
  await press('Пополнить баланс');
  assert.match((await press('Показать мне')).text, /Сообщение отправлено вам/);
  const { pool, schemas, log } = stand.database;
  const sender = createOutboxSender({
    outbox: createOutboxSending(pool, schemas, { instance: 'one', process: '1' }),
    ...{ chats: dialog.deps.chats, api: stand.deps.api, at: dialog.deps.at, log },
    ...UNDISTURBED,
  });
  await sender.start();
  await waitFor('an empty outbox', async () => (await dialog.deps.outbox.depth()) === 0);
  await sender.stop(1_000);
  await press('Начать');
  await press('Да, отправить');
  await stand.work(Number((await broadcasts())[0]!.id));
  const calls = await stand.telegram.calls({ method: 'sendMessage' });
  const ofText = calls.filter(({ params }) => params['text'] === words);
  assert.deepEqual(
    ofText.map(({ status }) => status),
    [200, 200, 200],
  );
  const [preview, ...sent] = ofText.map(({ params: { chat_id: chat, ...rest } }) => ({ chat: Number(chat), rest }));
  assert.equal(preview!.chat, ADMIN);
  const toPerson = sent.find(({ chat }) => chat === person);
  const inRussian = sent.find(({ chat }) => chat === ADMIN);
  assert.deepEqual(inRussian!.rest, preview!.rest);
  assert.equal(toPerson!.rest['text'], words);
  assert.equal(
    (await stand.telegram.transcript(person!)).messages.at(-1)?.entities.some(({ type }) => type === 'bold'),
    false,
  );
});

test('a photo with a caption; a file is refused, and so is the rest of an album', async () => {
  await say(text(ADMIN, '/admin'));
  await press('Рассылки');
  await press('Новая рассылка');
  const file = { document: { file_id: 'BQACdoc', mime_type: 'image/png', file_name: 'a.png' } };
  assert.match((await say(text(ADMIN, '', { text: undefined, ...file }))).text, /Подойдёт только фото/);
  assert.match((await say(photo('п'.repeat(1_025)))).text, /Слишком длинно: 1\s025 из 1\s024/);
  await say(photo('Подпись', { media_group_id: '77' }), photo(undefined, { media_group_id: '77' }));
  assert.match((await screen()).text, /только одно фото[^]*Черновик[^]*🖼 Фото[^]*Подпись/);
  assert.deepEqual(
    (await broadcasts()).map(({ text: words, photo: id }) => [words, id]),
    [['Подпись', 'AgACphoto']],
  );
  await press('Изменить');
  await say(text(ADMIN, 'Теперь без фото'));
  assert.deepEqual(
    (await broadcasts()).map(({ text: words, photo: id }) => [words, id]),
    [['Теперь без фото', null]],
  );
});

test('hostile words: too long, empty, invisible, NUL, lone surrogates, 4096 characters that all need escaping', async () => {
  assert.match((await compose('a'.repeat(4_097))).text, /Слишком длинно: 4\s097 из 4\s096/);
  assert.match((await say(text(ADMIN, ' \u200b\u2060 '))).text, /ничего не видно/);
  assert.match((await say(text(ADMIN, '\u0000'))).text, /ничего не видно/);
  assert.deepEqual(await broadcasts(), []);
  await say(text(ADMIN, 'x\u0000y\ud800z'));
  assert.equal((await broadcasts())[0]?.text, 'xy\ufffdz');
  await press('Изменить');
  await say(text(ADMIN, '&'.repeat(4_096)));
  assert.equal((await broadcasts())[0]?.text.length, 4_096);
  await press('Назад');
  await press('&&&');
  await press('Удалить черновик');
  assert.deepEqual(await broadcasts(), []);
});

test('an admin confirms what they read: a change in between is shown and not sent; a draft that is gone says so', async () => {
  await stand.people(1);
  await compose('Как прочитано');
  await press('Начать');
  const data = await dataOf('Да, отправить');
  await stand.database.pool.query(
    `update ${stand.database.schemas.bot}.broadcast set text = 'Другое', revision = revision + 1`,
  );
  assert.match((await say(tap(ADMIN, data))).text, /изменилась[^]*Другое/);
  assert.equal((await broadcasts())[0]?.state, 'draft');
  assert.equal(await jobs(), 0);
  await press('Начать');
  await stand.database.pool.query(`delete from ${stand.database.schemas.bot}.broadcast`);
  assert.match((await press('Да, отправить')).text, /больше нет/);
});

test('nobody but an admin in their own chat starts anything, whatever their buttons say', async () => {
  const [stranger] = await stand.people(1);
  await compose('Только для админа');
  await press('Начать');
  const data = await dataOf('Да, отправить');
  const { pool, schemas } = stand.database;
  const stored = await pool.query<{ state: { rev: number } }>(
    `select state from ${schemas.bot}.chat where chat_id = $1`,
    [ADMIN],
  );
  // Even with the admin's own state stolen into the stranger's chat.
  await pool.query(`update ${schemas.bot}.chat set state = $2 where chat_id = $1`, [
    ...[stranger, JSON.stringify(stored.rows[0]!.state)],
  ]);
  for (const forged of [data, 's:0:start', 's:1:start:0', 'broadcast:1', data.replace('start', 'stop')]) {
    await dialog.deliver(tap(stranger!, forged));
    await dialog.work(stranger!);
  }
  await dialog.deliver(text(stranger!, 'Моя рассылка'));
  await dialog.work(stranger!);
  assert.deepEqual(
    (await broadcasts()).map(({ text: words, state }) => [words, state]),
    [['Только для админа', 'draft']],
  );
  assert.equal(await jobs(), 0);
  assert.deepEqual(await audited(), ['write']);
});
