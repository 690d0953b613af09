/** The menus of commands, as Telegram has them. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createTelegramApi, type TelegramApi } from '../../src/adapters/telegram/api.ts';
import { updateKey } from '../../src/adapters/telegram/update.ts';
import { createCommandMenus } from '../../src/roles/polling/publish-commands.ts';
import { createLogList } from '../support/list-log.ts';
import { startStand, TOKEN } from './sandbox-telegram-stand.ts';

const NEWCOMER = 777_777;
const STRANGER = 777_778;

async function start(t: TestContext) {
  const stand = await startStand(t);
  const telegram = createTelegramApi({ token: TOKEN, apiRoot: stand.url });
  const asked: unknown[] = [];
  const api: Pick<TelegramApi, 'setCommands'> = {
    setCommands: async (params) => {
      asked.push(params);
      await telegram.setCommands(params);
    },
  };
  const menus = createCommandMenus({ api, admins: [NEWCOMER], log: createLogList() });
  let offset = 0;
  const hear = async (): Promise<void> => {
    const updates = await telegram.getUpdates({ offset, limit: 100, timeoutSeconds: 0 });
    offset = Math.max(offset, ...updates.map((update) => (updateKey(update)?.updateId ?? 0) + 1));
    menus.heard(updates);
    await menus.settled();
  };
  const names = async (): Promise<readonly string[]> => {
    const scope = { type: 'chat', chat_id: NEWCOMER };
    const { result } = await stand.api<readonly { command: string }[]>('getMyCommands', { scope });
    return result.map(({ command }) => command);
  };
  return { stand, menus, hear, names, asked };
}

test('an admin who writes for the first time gets the panel into the menu, once', async (t) => {
  const { stand, menus, hear, names, asked } = await start(t);
  await menus.publish();
  await stand.sim.user({ id: STRANGER });
  await stand.sim.sendText(STRANGER, '/start');
  const before = asked.length;
  await hear();
  assert.equal(asked.length, before, 'somebody else is no reason to try again');
  await stand.sim.user({ id: NEWCOMER });
  await stand.sim.sendText(NEWCOMER, '/start');
  await hear();
  assert.ok((await names()).includes('admin'));
  const done = asked.length;
  await stand.sim.sendText(NEWCOMER, '/start');
  await hear();
  assert.equal(asked.length, done, 'once is enough');
});

test('an admin who writes while the first try is under way gets it too', async (t) => {
  const { stand, menus, hear, names } = await start(t);
  const publishing = menus.publish();
  await stand.sim.user({ id: NEWCOMER });
  await stand.sim.sendText(NEWCOMER, '/start');
  await hear();
  await publishing;
  assert.ok((await names()).includes('admin'));
});
