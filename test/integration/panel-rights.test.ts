/** Whoever is no admin gets nothing of the panel, whatever they send. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { BotDatabase } from '../support/bot-database.ts';
import { ADMIN, openDialog, tap, text, type Dialog } from '../support/dialog.ts';
import { openPanel } from '../support/panel.ts';

const STRANGER = 502;
const GROUP = -100_500;

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog());
});
beforeEach(async () => {
  await database.pool.query(`truncate ${bot}.app_user, ${bot}.chat, ${bot}.inbox, ${bot}.outbox cascade`);
});
after(() => close());

const changes = async (): Promise<number> => {
  const { rows } = await database.pool.query<{ count: number }>(
    `select ((select count(*) from ${bot}.admin_action) + (select count(*) from ${bot}.transfer)
      + (select count(*) from ${bot}.setting) + (select count(*) from ${bot}.promo_code))::integer as count`,
  );
  return rows[0]?.count ?? 0;
};
const parked = async (): Promise<readonly unknown[]> =>
  (
    await database.pool.query<{ parked_code: string }>(
      `select parked_code from ${bot}.inbox where parked_code is not null`,
    )
  ).rows;
const heard = async (chatId: number): Promise<string> =>
  (await dialog.said(chatId)).map(({ text: words, buttons }) => words + JSON.stringify(buttons)).join('\n');

const PAGES = [
  { page: 'home' },
  { page: 'person', walletId: 1 },
  { page: 'amount', walletId: 1, kind: 'grant' },
  { page: 'transfer', walletId: 1, kind: 'grant', amount: '100000', key: 'abcdefghijkl' },
  { page: 'setting', name: 'markup' },
  { page: 'newsetting', name: 'markup', value: '0.01' },
  { page: 'newpromo', code: 'FREE', kind: 'money', amount: '100000', uses: 1, days: 0 },
  { page: 'promo', number: 1 },
  { page: 'audit', at: 0 },
];
const COMMANDS = [
  'confirm',
  'create',
  'close',
  'ban',
  'on',
  'off',
  'reset',
  'part:0',
  'person:1',
  'grant',
  'gift',
  'people',
];

test('a stranger with the data of every button of the panel changes nothing and sees nothing', async () => {
  await dialog.deliver(text(STRANGER, '/admin'));
  await dialog.work(STRANGER);
  const rev =
    (await database.pool.query<{ rev: number }>(`select (state ->> 'rev')::integer as rev from ${bot}.chat`)).rows[0]
      ?.rev ?? 0;
  for (let guess = 0; guess <= rev + 2; guess += 1) {
    await dialog.deliver(...COMMANDS.map((command) => tap(STRANGER, `s:${guess.toString(36)}:${command}`)));
  }
  await dialog.work(STRANGER);
  assert.deepEqual([await changes(), await parked()], [0, []]);
  assert.doesNotMatch(await heard(STRANGER), /Панель|Журнал|Кошелёк/);
});

for (const page of PAGES) {
  test(`an ex-admin whose chat still shows ${page.page} gets the menu, by tap, by text and by an old button`, async () => {
    for (const update of [
      ...COMMANDS.map((command) => tap(STRANGER, `s:7:${command}`)),
      text(STRANGER, '100'),
      text(STRANGER, '/nonsense'),
      tap(STRANGER, 's:3:confirm', 12),
    ]) {
      await dialog.deliver(text(STRANGER, '/start'));
      await dialog.work(STRANGER);
      await database.pool.query(`update ${bot}.chat set state = state || $2 where chat_id = $1`, [
        ...[
          STRANGER,
          JSON.stringify({ rev: 7, screenMessageId: 50, screen: { at: 'admin', page }, flood: { at: [] } }),
        ],
      ]);
      await database.pool.query(`truncate ${bot}.outbox`);
      await dialog.deliver(update);
      await dialog.work(STRANGER);
      const words = await heard(STRANGER);
      assert.ok(words !== '', 'never silent');
      assert.doesNotMatch(words, /Панель|Журнал|Кошелёк|KIE/, JSON.stringify(update));
      assert.deepEqual([await changes(), await parked()], [0, []], JSON.stringify(update));
    }
  });
}

test('an admin in a group is one person of many: no panel there, nor with the buttons of their own', async () => {
  const panel = openPanel(dialog);
  await panel.type('/admin');
  const close = await panel.dataOf('close');
  const from = { id: ADMIN, is_bot: false, first_name: 'Admin', language_code: 'ru' };
  await dialog.deliver(text(GROUP, '/admin@KieBot', { from }));
  await dialog.work(GROUP);
  const callback = {
    ...{ id: 'q', data: close, chat_instance: '1', from },
    message: { message_id: 50, date: 1, chat: { id: GROUP, type: 'supergroup' } },
  };
  await database.pool.query(
    `update ${bot}.chat set state = (select state from ${bot}.chat where chat_id = $2) where chat_id = $1`,
    [GROUP, ADMIN],
  );
  await dialog.deliver({ callback_query: callback }, text(GROUP, '/nonsense@KieBot', { from }));
  await dialog.work(GROUP);
  assert.deepEqual([await changes(), await parked()], [0, []]);
  assert.doesNotMatch(await heard(GROUP), /Панель|Журнал/);
});

test('an admin with forged numbers behind the buttons gets a plain page, not an error', async () => {
  const panel = openPanel(dialog);
  await panel.type('/admin');
  await panel.tap('people');
  for (const command of ['person:999999999', 'person', 'person:0', 'part:999999999999999', 'part']) {
    const rev = /^s:(\w+):/.exec((await panel.shown()).buttons.at(-1)?.callback_data ?? '')?.[1] ?? '';
    assert.notEqual((await panel.tapData(`s:${rev}:${command}`)).text, '');
    await panel.type('/admin');
    await panel.tap('people');
  }
  assert.deepEqual([await changes(), await parked()], [0, []]);
});
