/** The admin's pages about Stars, through the dialog on a real database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSettingsStore } from '../../src/adapters/postgres/settings.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import type { AdminAction } from '../../src/domain/admin/page.ts';
import { act } from '../../src/roles/polling/admin/act.ts';
import { testPayments } from '../support/billing.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { ADMIN, openDialog, tap, text, type Dialog, type Said } from '../support/dialog.ts';
import { openPage } from '../support/panel.ts';
import { strictTexts } from '../support/texts.ts';

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog());
});
after(() => close());

const last = async (): Promise<Said> => {
  const said = (await dialog.said(ADMIN)).findLast(({ purpose }) => purpose === 'reply');
  assert.ok(said !== undefined);
  return said;
};
async function press(label: RegExp): Promise<Said> {
  const button = (await last()).buttons.find((one) => label.test(one.text));
  assert.ok(button?.callback_data !== undefined, `${String(label)}: ${JSON.stringify(await last())}`);
  await dialog.deliver(tap(ADMIN, button.callback_data));
  await dialog.work(ADMIN);
  return await last();
}
const goTo = (page: object): Promise<void> => openPage(dialog, database, page);
const audited = async (action: string): Promise<number> => {
  const { rowCount } = await database.pool.query(`select 1 from ${bot}.admin_action where action = $1`, [action]);
  return rowCount ?? 0;
};

test('an admin sees the payments of a wallet, is asked, and refunds one; a second time is refused in words', async () => {
  const paid = { chargeId: 'charge', payload: 'none', stars: 50, source: 'update', paidAt: new Date() } as const;
  const payer = { userId: 7, firstName: 'A', username: null, language: null };
  await inTransaction(database.pool, (tx) => testPayments(database.schemas).credit(tx, { ...paid, payer }));
  const { rows } = await database.pool.query<{ id: string }>(`select id from ${bot}.wallet where user_id = 7`);
  const walletId = Number(rows[0]?.id);
  await goTo({ page: 'payments', walletId });
  assert.match((await last()).text, /⭐ 50 → 50/);
  assert.match((await press(/вернуть ⭐ 50/)).text, /Вернуть ⭐ 50\?/);
  assert.equal(await audited('refund'), 0, 'only asked');
  assert.match((await press(/Вернуть/)).text, /Возврат начат[\s\S]*возврат в пути/);
  const { rowCount } = await database.pool.query(
    `select 1 from ${database.schemas.queue}.job where data ->> 'kind' = 'refund' and data ->> 'id' = 'charge'`,
  );
  assert.deepEqual([rowCount, await audited('refund')], [1, 1]);
  await goTo({ page: 'refund', walletId, chargeId: 'charge' });
  assert.match((await last()).text, /уже возвращён/);
  await goTo({ page: 'refund', walletId: walletId + 1, chargeId: 'charge' });
  assert.match((await last()).text, /не найден/, 'of another wallet');
});

test('an admin adds, removes and resets packages, and words that are no package say how', async () => {
  const packages = async () =>
    (await createSettingsStore(database.schemas).read(database.pool)).values.starPackages ?? 'usual';
  await goTo({ page: 'packages' });
  for (const words of ['300 = 350', '100', 'abc']) {
    await dialog.deliver(text(ADMIN, words));
    await dialog.work(ADMIN);
  }
  assert.match((await last()).text, /Не понял[\s\S]*⭐ 300 → 350/);
  assert.deepEqual(await packages(), [
    { stars: 100, amount: null },
    { stars: 300, amount: 35_000 },
  ]);
  await press(/🗑 ⭐ 300/);
  assert.deepEqual(await packages(), [{ stars: 100, amount: null }]);
  await press(/по умолчанию/i);
  assert.equal(await packages(), 'usual');
  assert.deepEqual([await audited('package-set'), await audited('package-remove')], [2, 1]);
});

test('two admins who change packages in the same moment keep both changes, also after a reset', async () => {
  const look = { t: strictTexts().ru, language: 'ru', currency: 'RUB' } as const;
  const store = createSettingsStore(database.schemas);
  const pool = database.newPool(3);
  const change = (adminId: number, action: AdminAction): Promise<unknown> =>
    inTransaction(pool, (tx) => act(tx, action, adminId, dialog.deps.admin, look));
  /** The first has written and waits for its line in the audit log while the next one comes. */
  async function atOnce(...actions: readonly AdminAction[]): Promise<readonly number[] | 'usual'> {
    const held = await database.pool.connect();
    await held.query(`begin; lock table ${bot}.admin_action in exclusive mode`);
    const changing: Promise<unknown>[] = [];
    for (const [index, action] of actions.entries()) {
      changing.push(change(ADMIN + index, action));
      await database.untilSomebodyWaits(index + 1);
    }
    await held.query('commit');
    held.release();
    await Promise.all(changing);
    return (await store.read(database.pool)).values.starPackages?.map(({ stars }) => stars) ?? 'usual';
  }
  const add = (stars: number): AdminAction => ({ act: 'package-set', stars, amount: null });
  assert.deepEqual(await atOnce(add(100), add(300)), [100, 300], 'where nothing was set before');
  assert.deepEqual(await atOnce({ act: 'package-remove', stars: 100 }, add(500)), [300, 500]);
  assert.deepEqual(await atOnce({ act: 'packages-reset' }, add(700)), [700]);
  assert.deepEqual(await atOnce(add(900), { act: 'packages-reset' }), 'usual');
});
