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
