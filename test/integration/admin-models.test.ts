/** The panel's pages about models, figures and the machine, through the dialog on a real database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { createPriceDrifts } from '../../src/adapters/postgres/price-drift.ts';
import { createSettingsStore } from '../../src/adapters/postgres/settings.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import type { AdminPage } from '../../src/domain/admin/page.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { ADMIN, openDialog, tap, text, type Dialog, type Said } from '../support/dialog.ts';
import { htmlProblem } from '../support/telegram-html.ts';

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog());
});
after(() => close());

const sql = async (words: string, values: unknown[] = []) =>
  (await database.pool.query<Record<string, unknown>>(words, values)).rows;

async function last(): Promise<Said> {
  const screens = (await dialog.said(ADMIN)).filter(({ method }) => method !== 'answerCallbackQuery');
  const found = screens.at(-1);
  assert.ok(found !== undefined);
  assert.equal(htmlProblem(found.text), null, found.text);
  assert.ok(found.text.length > 0 && found.text.length <= 4096);
  return found;
}
async function press(label: string): Promise<Said> {
  const button = (await last()).buttons.find((one) => one.text.includes(label));
  assert.ok(button?.callback_data !== undefined, `${label}: ${JSON.stringify((await last()).buttons)}`);
  await dialog.deliver(tap(ADMIN, button.callback_data));
  await dialog.work(ADMIN);
  return await last();
}
async function say(words: string): Promise<Said> {
  await dialog.deliver(text(ADMIN, words));
  await dialog.work(ADMIN);
  return await last();
}
/** Until the panel's first page leads there: the admin stands on this page. */
async function standOn(page: AdminPage, shows: string): Promise<Said> {
  await say('/start');
  const state = { ...initialState, rev: 7, language: 'ru', screen: { at: 'admin', page } };
  await sql(`update ${bot}.chat set state = $2 where chat_id = $1`, [ADMIN, JSON.stringify(state)]);
  return await press2(shows);
}
async function press2(command: string): Promise<Said> {
  await dialog.deliver(tap(ADMIN, `s:7:${command}`));
  await dialog.work(ADMIN);
  return await last();
}
const terms = async () => (await createSettingsStore(database.schemas).read(database.pool)).terms.get('swift');
const audit = async () => await sql(`select action, details from ${bot}.admin_action order by id`);

test('a model is found, hidden, shown and priced, each with its line in the audit log', async () => {
  await standOn({ page: 'models', query: 'x', part: 0, shown: [] }, 'all');
  assert.match((await last()).text, /Всего 1, страница 1 из 1/);
  assert.match((await say('<b>nothing like it</b> zzz')).text, /Ничего не нашлось/);
  await say('swift');
  assert.match((await press('swift')).text, /<code>swift<\/code>/);
  assert.match((await press('Скрыть')).text, /🙈/);
  assert.deepEqual(await terms(), { isHidden: true, price: null });
  await press('Своя цена');
  assert.match((await say('дорого')).text, /Не понял цену/);
  assert.match((await say('1'.repeat(9))).text, /Не понял цену/);
  assert.match((await say('12,50 ₽')).text, /Своя цена: <b>12,50[^]*Без своей цены/);
  assert.deepEqual(await terms(), { isHidden: true, price: 1_250n }, 'the price left it hidden');
  await press('Показать людям');
  await press('Убрать свою цену');
  assert.deepEqual(await terms(), { isHidden: false, price: null });
  assert.deepEqual(
    (await audit()).map(({ action }) => action),
    ['hidemodel', 'pricemodel', 'hidemodel', 'pricemodel'],
  );
});

test('changes of two admins at the same moment both stay', async () => {
  const store = createSettingsStore(database.schemas);
  const change = (part: object) =>
    inTransaction(database.newPool(1), (tx) => store.changeTerms(tx, 'raced', part, ADMIN));
  await Promise.all([change({ isHidden: true }), change({ price: 700n })]);
  assert.deepEqual((await store.read(database.pool)).terms.get('raced'), { isHidden: true, price: 700n });
});

test('a drift is accepted with its audit row in one transaction; a stale button decides nothing', async () => {
  const drifts = createPriceDrifts(database.pool, database.schemas);
  const observe = (values: Record<string, string>, isExact: boolean) =>
    drifts.observe(database.pool, { modelId: 'swift', parameters: { values, isExact }, quoted: 4, charged: 6 });
  await observe({ quality: '<high>' }, true);
  await observe({}, false);
  await standOn({ page: 'models', query: null, part: 0, shown: [] }, 'drifts');
  const page = await last();
  assert.match(page.text, /quality = &lt;high&gt;/);
  assert.equal(page.buttons.filter((one) => one.text.includes('принять')).length, 1);
  const accept = page.buttons.find((one) => one.text.includes('принять'))?.callback_data ?? '';
  await press('принять');
  assert.deepEqual(
    (await drifts.overrides()).map(({ credits }) => credits),
    [6],
  );
  const before = (await audit()).length;
  await dialog.deliver(tap(ADMIN, accept));
  await dialog.work(ADMIN);
  assert.equal((await audit()).length, before);
  await press('оставить нашу');
  assert.match((await last()).text, /Все счета совпадают/);
});

test('figures of a period', async () => {
  await sql(`insert into ${bot}.app_user (user_id, first_name) values (5, 'B') on conflict do nothing`);
  await sql(`insert into ${bot}.chat (chat_id, kind) values (5, 'private')`);
  const insert = `insert into ${bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input, credits, state,
      failure, failure_detail, price, paid_by, credits_consumed, deadline_at, ended_at)
    values ($1, 5, 5, $2, 'ru', 'swift', '{}', 4, $3, $4, $5, 720, 'daily', 4.5, now(), now())`;
  const trace = randomUUID();
  await sql(insert, ['aaaaaaaaaaaa', trace, 'delivered', null, null]);
  await sql(insert, ['bbbbbbbbbbbb', randomUUID(), 'failed', 'provider-error', '<script>'.repeat(60)]);
  const shown = await standOn({ page: 'stats', days: 7 }, 'days:0');
  assert.match(shown.text, /Готово: 1, ошибок: 1, отменено: 0/);
  assert.match(shown.text, /Успех: 50 %/);
  assert.match(shown.text, /Расход на KIE: 1,80/);
  assert.match(shown.text, /1 · сбой на стороне модели/);
  await press('График');
  await press('График');
  await press('CSV за всё время');
  const jobs = await sql(
    `select data ->> 'id' as id from ${database.schemas.queue}.job where name = 'errand' order by created_on`,
  );
  assert.deepEqual(jobs, [{ id: `chart:1:${ADMIN}:ru` }, { id: `ledger:all:${ADMIN}:ru:1:0:new` }]);

  const system = await standOn({ page: 'system' }, 'refresh');
  assert.match(system.text, /Опрашивает: <code>dialog<\/code>, эпоха 1/);
  assert.match(system.text, /остаток неизвестен/);
  assert.match((await press('Ошибки')).text, /bbbbbbbbbbbb<\/code> сбой на стороне модели: &lt;script/);
  await press('Найти генерацию');
  assert.match((await say('bbbbbbbbbbbb')).text, /provider-error/);
  assert.match((await say(trace)).text, /<code>aaaaaaaaaaaa<\/code> · <b>доставлена/);
  assert.match((await say(`'; drop table <x>`)).text, /Не нашёл/);
});

test('jobs that were given up are listed with their queue and code, and what is pg-boss’ own is no queue of ours', async () => {
  const { queue } = database.schemas;
  await sql(`insert into ${queue}.queue select (jsonb_populate_record(q, '{"name": "__pgboss__send-it"}')).*
    from ${queue}.queue q where name = 'errand'`);
  const system = await standOn({ page: 'system' }, 'refresh');
  assert.match(system.text, /generation\.submit: 0/);
  assert.doesNotMatch(system.text, /pgboss/);
  assert.match((await press('Не выполнено')).text, /Здесь пока пусто/);
  const dead = `insert into ${queue}.job (name, data, source_name, source_output, created_on)
    values ('dead-letters', $1, $2, $3, now() + $4 * interval '1 second')`;
  await sql(dead, ['{"generationId": "aaaaaaaaaaaa"}', 'generation.submit', '{"code": "KIE_UNREADABLE"}', 0]);
  await sql(dead, ['{"kind": "refund", "id": "<charge>"}', 'errand', null, 1]);
  await standOn({ page: 'system' }, 'refresh');
  const { text: listed } = await press('Не выполнено');
  assert.match(
    listed,
    /<code>errand<\/code>\n<code>refund:&lt;charge&gt;<\/code> · —\n.*<code>generation\.submit<\/code>\n<code>aaaaaaaaaaaa<\/code> · <code>KIE_UNREADABLE<\/code>/,
  );
  assert.match(listed, /ставит в очередь снова сам[^]*runbook/);
});

test('nobody but an admin gets a page', async () => {
  await dialog.deliver(text(4242, '/start'));
  await dialog.work(4242);
  const state = { ...initialState, rev: 7, screen: { at: 'admin', page: { page: 'stats', days: 7 } } };
  await sql(`update ${bot}.chat set state = $2 where chat_id = $1`, [4242, JSON.stringify(state)]);
  await dialog.deliver(tap(4242, 's:7:ledgerall'));
  await dialog.work(4242);
  const said = await dialog.said(4242);
  assert.ok(said.every((one) => !one.text.includes('Выручка')));
  const jobs = await sql(`select 1 from ${database.schemas.queue}.job where data ->> 'id' like '%4242%'`);
  assert.equal(jobs.length, 0);
});
