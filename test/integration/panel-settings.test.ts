/** The panel's pages about prices and limits, promo codes and the audit log. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createLiveSettings } from '../../src/adapters/postgres/live-settings.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { openDialog, tap, ADMIN, type Dialog } from '../support/dialog.ts';
import { openPanel, type Panel } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

let database: BotDatabase;
let dialog: Dialog;
let panel: Panel;
let bot: string;
let close: () => Promise<void>;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog());
});
beforeEach(async () => {
  await database.pool.query(`truncate ${bot}.app_user, ${bot}.chat, ${bot}.inbox, ${bot}.outbox,
    ${bot}.setting, ${bot}.promo_code, ${bot}.admin_action cascade`);
  panel = openPanel(dialog);
  await panel.type('/admin');
});
after(() => close());

const rows = async (table: string): Promise<readonly Record<string, unknown>[]> =>
  (await database.pool.query<Record<string, unknown>>(`select * from ${bot}.${table}`)).rows;

async function changeMarkup(value: string): Promise<void> {
  await panel.tap('prices');
  await panel.tap('edit:1');
  await panel.type(value);
  await panel.tap('confirm');
}

test('a new value is checked, shown with what it does to prices, stored and taken back', async () => {
  assert.match((await panel.tap('prices')).text, /Наценка: <b>2<\/b> \(из окружения\)/);
  await panel.tap('edit:1');
  for (const wrong of ['0', '-1', 'два', '1e3', '1.2.3', '9'.repeat(30)]) {
    assert.match((await panel.type(wrong)).text, /не подходит/, wrong);
  }
  // 4 credits: 0.02 USD at 90.
  assert.match((await panel.type('2,5')).text, /4 кредита KIE: 3,60[^]*4,50/);
  assert.deepEqual(await rows('setting'), [], 'not before it is confirmed');
  assert.match((await panel.tap('confirm')).text, /Сохранено[^]*2,5[^]*в окружении: 2/);
  assert.equal((await rows('setting'))[0]?.['value'], '2.5');
  assert.match((await panel.tap('reset')).text, /Взято из окружения/);
  assert.deepEqual(await rows('setting'), []);
  assert.equal((await rows('admin_action')).length, 2);
});

test('spending a day is money, or without a limit', async () => {
  await panel.tap('prices');
  await panel.tap('edit:6');
  assert.match((await panel.type('5000')).text, /станет: <b>5[^]*000/);
  await panel.tap('confirm');
  assert.equal((await rows('setting'))[0]?.['value'], 500_000);
  await panel.tap('unlimited');
  assert.match((await panel.tap('confirm')).text, /без ограничения/);
  assert.equal((await rows('setting'))[0]?.['value'], null);
});

test('two processes have a new value within two seconds, also the one that hears no hint', async (t) => {
  const { pool, schemas, log, url } = database;
  const hearing = createListener({ url, log, name: 'live' });
  const defaults = dialog.deps.settings();
  const live = [hearing, { on: () => () => undefined }].map((listener) =>
    createLiveSettings({ db: pool, schemas, listener, defaults, log }),
  );
  await hearing.start();
  for (const one of live) await one.start();
  t.after(async () => {
    for (const one of live) await one.stop();
    await hearing.stop();
  });
  await changeMarkup('3');
  const began = Date.now();
  await waitFor('both to know', () => live.every((one) => one.current().markup === '3'));
  await panel.tap('reset');
  await waitFor('both to forget', () => live.every((one) => one.current().markup === '2'));
  assert.ok(Date.now() - began < 4_000, 'two seconds for each change');
});

async function draftPromo(code: string): Promise<void> {
  await panel.type('/admin');
  await panel.tap('promos');
  await panel.tap('new');
  await panel.type(code);
  await panel.tap('money');
  await panel.type('100');
  await panel.tap('uses:10');
  await panel.tap('days:30');
}

test('a promo code is made step by step, once, and switched off and on', async () => {
  await panel.tap('promos');
  await panel.tap('new');
  assert.match((await panel.type('при вет')).text, /не подходит/);
  await panel.type('summer-26');
  await panel.tap('money');
  assert.match((await panel.type('0')).text, /не подходит/);
  await panel.type('100');
  await panel.tap('uses:10');
  assert.match((await panel.type('45')).text, /SUMMER-26[^]*100[^]*10[^]*45 дней[^]*1[^]*000/);
  const create = await panel.dataOf('create');
  await dialog.deliver(tap(ADMIN, create), tap(ADMIN, create));
  await dialog.work(ADMIN);
  const [made, ...more] = await rows('promo_code');
  assert.deepEqual(more, []);
  assert.deepEqual([made?.['code'], made?.['amount'], made?.['uses_limit']], ['SUMMER-26', '10000', 10]);
  assert.match((await panel.tap('off')).text, /Выключен/);
  assert.match((await panel.tap('on')).text, /Работает/);
  assert.equal((await rows('admin_action')).length, 3);
});

test('a code that exists is refused and the rest of the answers is kept; the list tells how each code stands', async () => {
  await draftPromo('TWICE');
  await panel.tap('create');
  await draftPromo('TWICE');
  assert.match((await panel.tap('create')).text, /уже есть/);
  await panel.tap('generate');
  assert.match((await panel.tap('create')).text, /Промокод создан/);
  await database.pool.query(`update ${bot}.promo_code set used = uses_limit where code = 'TWICE'`);
  await draftPromo('OLD');
  await panel.tap('create');
  await database.pool.query(`update ${bot}.promo_code set expires_at = now() where code = 'OLD'`);
  const { buttons } = await panel.tap('back');
  assert.deepEqual(
    buttons.slice(0, 3).map(({ text: label }) => label.slice(0, 2).trim()),
    ['⌛', '🟢', '⚪'],
  );
  assert.match((await panel.tap('promo:1')).text, /TWICE[^]*Использован весь[^]*1[^]*000/);
});

test('the audit log is in words, a part at a time, and shows what it has no words for', async () => {
  await database.pool.query(
    `insert into ${bot}.admin_action (admin_id, action, details)
     select 7, 'some<thing>', jsonb_build_object('n', n) from generate_series(1, 8) n`,
  );
  await panel.tap('close');
  await panel.tap('open');
  await changeMarkup('3');
  await panel.type('/admin');
  const first = (await panel.tap('audit')).text;
  assert.match(first, /Наценка: 2 → 3[^]*Закончил обслуживание[^]*Начал обслуживание/);
  assert.match(first, new RegExp(`${ADMIN}[^]*some&lt;thing&gt;`));
  assert.match((await panel.tap('part:1')).text, /some&lt;thing&gt;/);
});
