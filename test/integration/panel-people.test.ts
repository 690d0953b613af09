/** The panel's pages about people: finding them, giving, taking, banning. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createWallets } from '../../src/adapters/postgres/wallets.ts';
import { grant } from '../support/billing.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { ADMIN, openDialog, tap, text, type Dialog } from '../support/dialog.ts';
import { openPanel, type Panel } from '../support/panel.ts';

const PERSON = 501;

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
    ${bot}.posting, ${bot}.transfer, ${bot}.admin_action cascade`);
  panel = openPanel(dialog);
});
after(() => close());

async function arrive(userId: number, firstName: string, more: object = {}): Promise<number> {
  const from = { id: userId, is_bot: false, first_name: firstName, ...more };
  await dialog.deliver(text(userId, '/help', { from }));
  await dialog.work(userId);
  return await walletOf(userId);
}
const walletOf = async (userId: number): Promise<number> =>
  (await createWallets(database.schemas, String).ensure(database.pool, userId)).id;
async function one<T>(query: string, values: unknown[] = []): Promise<T> {
  const { rows } = await database.pool.query<{ value: T }>(query, values);
  assert.ok(rows[0] !== undefined);
  return rows[0].value;
}
const available = (walletId: number): Promise<string> =>
  one(`select available as value from ${bot}.wallet where id = $1`, [walletId]);
const transfers = (): Promise<number> => one(`select count(*)::integer as value from ${bot}.transfer`);
const audited = async (): Promise<readonly { action: string; details: Record<string, unknown> }[]> =>
  (await database.pool.query(`select action, details from ${bot}.admin_action order by id`)).rows as never;
async function openCard(walletId: number): Promise<void> {
  await panel.type('/admin');
  await panel.tap('people');
  await panel.tap(`person:${walletId}`);
}

describe('looking for people', () => {
  test('by id, @name, part of a name, invitation code and wallet; hostile words find nobody and break nothing', async () => {
    const walletId = await arrive(PERSON, 'Мария <b>', { username: 'Masha_M' });
    await arrive(502, 'Пётр 100%');
    const code = await one<string>(`select referral_code as value from ${bot}.wallet where id = $1`, [walletId]);
    await panel.type('/admin');
    await panel.tap('people');
    for (const query of [String(PERSON), '@masha_m', 'мари', code, `#${walletId}`, 'asha_']) {
      const { buttons } = await panel.type(query);
      const found = buttons.filter(({ callback_data: data }) => data?.includes(':person:'));
      assert.equal(found.length, 1, query);
      assert.match(found[0]?.text ?? '', /Мария <b> · @Masha_M/);
    }
    assert.match((await panel.type('100%')).buttons[0]?.text ?? '', /Пётр/);
    for (const query of [`'; drop table x; --`, '%', '_____', '\\', '<b>&"'.repeat(40), '💥'.repeat(64)]) {
      const { text: words, buttons } = await panel.type(query);
      const found = buttons.filter(({ callback_data: data }) => data?.includes(':person:'));
      assert.ok(found.length <= 1 && words.length < 4_096, query);
    }
  });

  test('everybody is listed a part at a time, whoever was seen last first', async () => {
    for (let number = 1; number <= 10; number += 1) await arrive(600 + number, `Person ${number}`);
    await panel.type('/admin');
    const first = (await panel.tap('people')).buttons.map(({ text: label }) => label);
    assert.match(first[1] ?? '', /Person 10/);
    assert.equal(first.filter((label) => label.startsWith('Person')).length, 7, 'and the admin, seen just now');
    const second = (await panel.tap('part:1')).buttons.map(({ text: label }) => label);
    assert.deepEqual(second.slice(0, 3), ['Person 3', 'Person 2', 'Person 1']);
  });

  test('the wallet of a forgotten person still has its card', async () => {
    const walletId = await arrive(PERSON, 'Мария');
    await grant(database.pool, database.schemas, PERSON, 5_000n);
    await createWallets(database.schemas, () => 'nobody').forget(database.pool, PERSON);
    await panel.type('/admin');
    await panel.tap('people');
    await panel.type(`#${walletId}`);
    const card = await panel.tap(`person:${walletId}`);
    assert.match(card.text, /Забытый человек[^]*50/);
    assert.doesNotMatch(card.text, /Мария/);
    assert.match((await panel.tap('operations')).text, /\+50/);
  });
});

describe('giving and taking', () => {
  test('what was typed and confirmed is given once, told to the person and written down', async () => {
    const walletId = await arrive(PERSON, 'Mary', { language_code: 'en' });
    await openCard(walletId);
    await panel.tap('grant');
    assert.match((await panel.type('сколько-нибудь')).text, /не похоже на сумму/);
    assert.match((await panel.type('2000000')).text, /Так много/);
    assert.match((await panel.type('99,50')).text, /0[^]*99,50/);
    const confirm = await panel.dataOf('confirm');
    assert.match((await panel.tapData(confirm)).text, /Начислено: 99,50/);
    await panel.tapData(confirm);
    assert.deepEqual([await available(walletId), await transfers()], ['9950', 1]);
    const notices = (await dialog.said(PERSON)).filter(({ purpose }) => purpose === 'notice');
    assert.deepEqual(
      notices.map(({ text: words }) => words),
      ['🎁 You were given <b>₽99.50</b>. You can spend it right away.'],
    );
    assert.deepEqual(
      (await audited()).map(({ action, details }) => [action, details['kind'], details['amount']]),
      [['transfer', 'grant', '9950']],
    );
  });

  test('twenty taps on one confirmation, by two processes and after the state was lost, give once', async () => {
    const walletId = await arrive(PERSON, 'Mary');
    await openCard(walletId);
    await panel.tap('grant');
    await panel.type('10');
    const confirm = await panel.dataOf('confirm');
    const state = await one<object>(`select state as value from ${bot}.chat where chat_id = $1`, [ADMIN]);
    await dialog.deliver(...Array.from({ length: 20 }, () => tap(ADMIN, confirm)));
    const other = dialog.another(database.newPool(3));
    await Promise.all([dialog.work(ADMIN), dialog.work(ADMIN, other), dialog.work(ADMIN)]);
    assert.equal(await available(walletId), '1000');
    // As if the answer to the first tap had been forgotten: only the books know that it was done.
    await database.pool.query(`update ${bot}.chat set state = $2 where chat_id = $1`, [ADMIN, JSON.stringify(state)]);
    assert.match((await panel.tapData(confirm)).text, /уже сделано/);
    assert.deepEqual([await available(walletId), (await audited()).length], ['1000', 1]);
    assert.equal((await dialog.said(PERSON)).filter(({ purpose }) => purpose === 'notice').length, 1);
  });

  test('nobody can lose more than they have, also when it went between the question and the answer', async () => {
    const walletId = await arrive(PERSON, 'Mary');
    await grant(database.pool, database.schemas, PERSON, 5_000n);
    await openCard(walletId);
    await panel.tap('take');
    assert.match((await panel.type('60')).text, /доступно только 50/);
    assert.ok(!(await panel.shown()).buttons.some(({ callback_data: data }) => data?.endsWith(':confirm')));
    await panel.tap('back');
    await panel.type('40');
    const confirm = await panel.dataOf('confirm');
    await dialog.deps.admin.ledger.post(database.pool, {
      ...{ reference: 'elsewhere', reason: 'take', actor: 'system', amount: 2_000n },
      ...{ from: { account: 'available', walletId }, to: { account: 'adjustment' } },
    });
    assert.match((await panel.tapData(confirm)).text, /доступно только 30/);
    assert.deepEqual([await available(walletId), await audited()], ['3000', []]);
    await panel.tap('take');
    await panel.type('30');
    await panel.tap('confirm');
    assert.equal(await available(walletId), '0');
    assert.deepEqual(
      (await dialog.said(PERSON)).filter(({ purpose }) => purpose === 'notice'),
      [],
      'nothing is said of it',
    );
  });

  test('generations are given as generations', async () => {
    const walletId = await arrive(PERSON, 'Мария', { language_code: 'ru' });
    await openCard(walletId);
    await panel.tap('gift');
    for (const wrong of ['0', '1,5', '-1', '1001', '1e3']) {
      await panel.type(wrong);
      assert.ok(!(await panel.shown()).buttons.some(({ callback_data: data }) => data?.endsWith(':confirm')), wrong);
    }
    await panel.type('3');
    await panel.tap('confirm');
    assert.equal(await one(`select bonus as value from ${bot}.wallet where id = $1`, [walletId]), '3');
    assert.match((await dialog.said(PERSON)).at(-1)?.text ?? '', /3 генерации/);
    assert.match((await panel.tap('operations')).text, /\+3 🎟/);
  });
});

describe('banning', () => {
  test('a banned person gets one sentence until the ban is lifted; an admin is never banned', async () => {
    const walletId = await arrive(PERSON, 'Мария');
    await openCard(walletId);
    assert.match((await panel.tap('ban')).text, /Забанен/);
    await dialog.deliver(text(PERSON, '/start'));
    await dialog.work(PERSON);
    assert.match((await dialog.said(PERSON)).at(-1)?.text ?? '', /не можете пользоваться/);
    await panel.tap('unban');
    assert.equal(await one(`select banned_at as value from ${bot}.wallet where id = $1`, [walletId]), null);
    await openCard(await walletOf(ADMIN));
    assert.match((await panel.tap('ban')).text, /нельзя забанить/);
    assert.deepEqual(
      (await audited()).map(({ details }) => details['isBanned']),
      [true, false],
    );
  });
});

test('a card and the list of what was made show what only an admin sees', async () => {
  const walletId = await arrive(PERSON, 'Мария');
  await database.pool.query(
    `insert into ${bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input, credits, state, failure,
       price, paid_by, deadline_at)
     select 'abcdefghij' || lpad(n::text, 2, '0'), $1, $1, gen_random_uuid(), 'ru', 'a/<model>', '{}', 4,
       case when n = 1 then 'failed' else 'delivered' end, case when n = 1 then 'provider-error' end, 360, 'daily', now()
     from generate_series(1, 10) n`,
    [PERSON],
  );
  await openCard(walletId);
  assert.match((await panel.shown()).text, /Генераций: 10, готово 9, с ошибкой 1/);
  const listed = [(await panel.tap('orders')).text, (await panel.tap('part:1')).text].join('\n');
  assert.match(listed, /сбой на стороне модели/);
  assert.match(listed, /3,60/);
  assert.ok(listed.includes('a/&lt;model&gt;'));
});
