/** The figures of the panel, from real rows. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ADMIN, openDialog, tap, text, type DialogStand } from '../support/dialog.ts';

let stand: DialogStand;
before(async () => {
  stand = await openDialog();
});
after(() => stand.close());

async function say(chat: number, update: object): Promise<string> {
  await stand.dialog.deliver(update);
  await stand.dialog.work(chat);
  return (await stand.dialog.said(chat)).at(-1)?.text ?? '';
}
async function press(chat: number, label: string): Promise<string> {
  const said = await stand.dialog.said(chat);
  const button = said.findLast(({ buttons }) => buttons.some((one) => one.text.includes(label)));
  const data = button?.buttons.find((one) => one.text.includes(label))?.callback_data;
  assert.ok(data !== undefined, label);
  return await say(chat, tap(chat, data));
}

test("what is not handled yet is other people's: the tap that shows it does not count", async () => {
  await say(ADMIN, text(ADMIN, '/admin'));
  assert.match(await press(ADMIN, 'Система'), /не обработано: 0/);
  await stand.dialog.deliver(text(71_001, '/start'), text(71_002, '/start'));
  assert.match(await press(ADMIN, 'Обновить'), /не обработано: 2/);
  for (const chat of [71_001, 71_002]) await stand.dialog.work(chat);
  assert.match(await press(ADMIN, 'Обновить'), /не обработано: 0/);
});

test('who has their data deleted and comes back is one person', async () => {
  const id = 71_003;
  await say(id, text(id, '/start'));
  const { desk, persons } = stand.dialog.deps.admin;
  const { pool } = stand.database;
  const count = async () => {
    const { people, newToday } = await persons.figures(pool);
    return { people, newToday, users: (await desk.statistics.period(pool, 1)).users };
  };
  const once = await count();
  await say(id, text(id, '/settings'));
  await press(id, 'Удалить мои данные');
  await press(id, 'Да');
  const { rows } = await pool.query(`select from ${stand.bot}.app_user where user_id < 0`);
  assert.equal(rows.length, 1, 'the books know somebody by a number');
  await say(id, text(id, '/start'));
  assert.deepEqual(await count(), once);
});
