/**
 * Every action and every page of the panel, and everybody who has no right to it. The tables are complete by their types: a
 * new action or page does not compile without its row here.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import type { AdminAction, AdminPage, AdminPageName } from '../../src/domain/admin/page.ts';
import { panel } from '../../src/roles/polling/admin/panel.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { ADMIN, startDialog, tap, text, type Dialog } from '../support/dialog.ts';
import { strictTexts } from '../support/chat.ts';

const [STRANGER, EX_ADMIN, GROUP] = [41_001, 41_002, -100_410];
const key = 'abcdefghijkl';
const modelId = 'swift';
const list = { query: null, part: 0 };

const ACTIONS: { readonly [A in AdminAction['act']]: Extract<AdminAction, { readonly act: A }> } = {
  maintenance: { act: 'maintenance', isOn: true },
  broadcast: { act: 'broadcast', step: { do: 'write', id: null, text: 'Всем', photo: null } },
  claim: { act: 'claim', index: 0 },
  'refund-ask': { act: 'refund-ask', walletId: 1, index: 0 },
  refund: { act: 'refund', walletId: 1, chargeId: 'charge' },
  'package-set': { act: 'package-set', stars: 1, amount: 100_000_000 },
  'package-remove': { act: 'package-remove', stars: 1 },
  'packages-reset': { act: 'packages-reset' },
  transfer: { act: 'transfer', walletId: 1, kind: 'grant', amount: '100000', key },
  ban: { act: 'ban', walletId: 1, isBanned: true },
  setting: { act: 'setting', name: 'markup', value: '0.01' },
  resetsetting: { act: 'resetsetting', name: 'markup' },
  newpromo: { act: 'newpromo', code: 'FREE', kind: 'money', amount: '100000', uses: 9, days: 0 },
  promo: { act: 'promo', number: 1, isActive: true },
  hidemodel: { act: 'hidemodel', modelId, isHidden: true },
  pricemodel: { act: 'pricemodel', modelId, price: 1n },
  decidedrift: { act: 'decidedrift', driftId: 1, accept: true },
  report: { act: 'report', report: { kind: 'chart', days: 7, adminId: ADMIN, language: 'ru' } },
};

const PAGES: { readonly [N in AdminPageName]: Extract<AdminPage, { readonly page: N }> } = {
  home: { page: 'home' },
  people: { page: 'people', query: null, at: 0 },
  person: { page: 'person', walletId: 1 },
  amount: { page: 'amount', walletId: 1, kind: 'grant' },
  transfer: { page: 'transfer', walletId: 1, kind: 'grant', amount: '100000', key },
  operations: { page: 'operations', walletId: 1, at: 0 },
  orders: { page: 'orders', walletId: 1, at: 0 },
  prices: { page: 'prices' },
  setting: { page: 'setting', name: 'markup' },
  newsetting: { page: 'newsetting', name: 'markup', value: '0.01' },
  promos: { page: 'promos', at: 0 },
  promo: { page: 'promo', number: 1 },
  newpromo: { page: 'newpromo', code: 'FREE', kind: 'money', amount: '100000', uses: 1, days: 0 },
  packages: { page: 'packages' },
  payments: { page: 'payments', walletId: 1 },
  refund: { page: 'refund', walletId: 1, chargeId: 'charge' },
  claims: { page: 'claims', number: 0 },
  broadcasts: { page: 'broadcasts', from: 0 },
  compose: { page: 'compose', draft: null },
  broadcast: { page: 'broadcast', id: 1, said: null, confirming: 0 },
  models: { page: 'models', query: null, part: 0, shown: [modelId] },
  model: { page: 'model', modelId, ...list },
  modelprice: { page: 'modelprice', modelId, ...list },
  drifts: { page: 'drifts', modelId: null, shown: [1] },
  stats: { page: 'stats', days: 7 },
  system: { page: 'system' },
  troubles: { page: 'troubles' },
  deadletters: { page: 'deadletters' },
  lookup: { page: 'lookup', wanted: null },
  audit: { page: 'audit', at: 0 },
};

let database: BotDatabase;
let dialog: Dialog;
let bot: string;

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  dialog = await startDialog(database);
  for (const id of [STRANGER, EX_ADMIN, ADMIN]) await dialog.deliver(text(id, '/start'));
  for (const id of [STRANGER, EX_ADMIN, ADMIN]) await dialog.work(id);
  // Things to act on, so that what is refused would have worked.
  await database.pool.query(
    `insert into ${bot}.promo_code (code, kind, amount, uses_limit, created_by, is_active) values ('OFF', 'money', 5, 5, 1, false)`,
  );
  await database.pool.query(`insert into ${bot}.broadcast (created_by, text) values (1, 'Черновик')`);
});
after(async () => {
  await dialog.stop();
  await database.close();
});

/** Everything that the panel can change, as text. */
async function everything(): Promise<string> {
  const tables = [
    'admin_action',
    'transfer',
    'setting',
    'promo_code',
    'model_terms',
    'broadcast',
    'wallet',
    'topup_claim',
  ];
  const parts = await Promise.all(
    [...tables.map((name) => `${bot}.${name}`), `${database.schemas.queue}.job`].map(async (name) => {
      const { rows } = await database.pool.query<{ row: string }>(`select t::text as row from ${name} t order by 1`);
      return `${name}: ${rows.map(({ row }) => row).join('\n')}`;
    }),
  );
  return parts.join('\n');
}

const look = { t: strictTexts().ru, language: 'ru', currency: 'RUB' } as const;
const request = (action: AdminAction | null, page: AdminPage) =>
  ({ do: 'admin', request: { action, page }, notice: null, messageId: null }) as const;
class Undo extends Error {}
/** What the panel shows to whom; whatever it changed is undone. */
async function ask(action: AdminAction | null, page: AdminPage, userId: number, chatId: number, admins = [ADMIN]) {
  const shown: Awaited<ReturnType<typeof panel>>[] = [];
  await inTransaction(database.pool, async (tx) => {
    const who = { chatId, userId, screenRev: 7, look };
    shown.push(await panel(tx, request(action, page), who, { ...dialog.deps.admin, admins }));
    throw new Undo();
  }).catch((thrown: unknown) => {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    if (!(cause instanceof Undo)) throw thrown;
  });
  return shown[0];
}

for (const action of Object.values(ACTIONS)) {
  test(`${action.act}: for an admin in their own chat, and for nobody else`, async () => {
    assert.ok((await ask(action, { page: 'home' }, ADMIN, ADMIN)) !== undefined);
    const untouched = await everything();
    for (const [who, userId, chatId, admins] of [
      ['a stranger', STRANGER, STRANGER, [ADMIN]],
      ['an admin in a group', ADMIN, GROUP, [ADMIN]],
      ['a stranger in the chat of an admin', STRANGER, ADMIN, [ADMIN]],
      ['an admin in the chat of a stranger', ADMIN, STRANGER, [ADMIN]],
      ['whoever is an admin no more', EX_ADMIN, EX_ADMIN, [ADMIN]],
      ['anybody where there is none', ADMIN, ADMIN, []],
    ] as const) {
      await assert.rejects(
        ask(action, { page: 'home' }, userId, chatId, [...admins]),
        (e) => hasCode(e, 'UNEXPECTED'),
        who,
      );
    }
    assert.equal(await everything(), untouched);
  });
}

test('an ex-admin with any page of the panel in front of them has none of its buttons, words or files left', async () => {
  const untouched = await everything();
  const photo = { photo: [{ file_id: 'AgAC', file_unique_id: 'u', width: 9, height: 9 }] };
  let tapped = 0;
  for (const page of Object.values(PAGES)) {
    const shown = await ask(null, page, ADMIN, ADMIN);
    const markup = shown?.message.payload['reply_markup'] as { inline_keyboard: { callback_data: string }[][] };
    const data = markup.inline_keyboard.flat().map((button) => button.callback_data);
    assert.ok(data.length > 0, page.page);
    const indexed = data.map((one) => `${one.split(':').slice(0, 3).join(':')}:1`);
    for (const update of [
      ...[...data, ...indexed, 's:7:confirm', 's:7:create'].map((one) => tap(EX_ADMIN, one)),
      text(EX_ADMIN, '100 = 999999'),
      text(EX_ADMIN, '/admin', { forward_origin: { type: 'user', sender_user: { id: ADMIN } } }),
      text(EX_ADMIN, 'FREE', { via_bot: { id: 5, is_bot: true, first_name: 'B' } }),
      { edited_message: (text(EX_ADMIN, '0.01') as { message: object }).message },
      text(EX_ADMIN, '', { text: undefined, ...photo, caption: 'Всем' }),
    ]) {
      const state = {
        rev: 7,
        screenMessageId: 50,
        screen: { at: 'admin', page },
        minute: { level: 0, at: 0, told: false },
      };
      await database.pool.query(
        `update ${bot}.chat set state = coalesce(state, '{"v": 1, "language": null}') || $2
           || '{"flood": {"since": 0, "count": 0, "told": false}}' where chat_id = $1`,
        [EX_ADMIN, JSON.stringify(state)],
      );
      await dialog.deliver(update);
      await dialog.work(EX_ADMIN);
      tapped += 1;
    }
  }
  assert.equal(await everything(), untouched);
  assert.ok(tapped > 200, String(tapped));
  const said = (await dialog.said(EX_ADMIN)).map(({ text: words }) => words).join('\n');
  assert.doesNotMatch(said, /Панель|Журнал|Кошелёк/);
  const { rows } = await database.pool.query(`select 1 from ${bot}.inbox where parked_code is not null`);
  assert.deepEqual(rows, []);
});
