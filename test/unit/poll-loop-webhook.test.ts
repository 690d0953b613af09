import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeWebhook } from '../../src/roles/polling/webhook.ts';
import { AppError, hasCode } from '../../src/shared/errors.ts';
import { createLogList } from '../support/list-log.ts';

/** Each step of the script is what one removal or one look at the address does. */
function telegram(removals: (Error | null)[], addresses: (Error | string)[]) {
  const calls: string[] = [];
  const next = <T>(script: (Error | T)[], otherwise: T): Promise<T> => {
    const step = script.shift() ?? otherwise;
    return step instanceof Error ? Promise.reject(step) : Promise.resolve(step);
  };
  return {
    calls,
    deleteWebhook: async () => {
      calls.push('delete');
      await next<null>(removals, null);
    },
    webhookUrl: () => {
      calls.push('look');
      return next(addresses, '');
    },
  };
}
const away = (): AppError => new AppError('TELEGRAM_UNAVAILABLE', 'away');
const running = new AbortController().signal;

test('a webhook that is gone after the first try takes one try', async () => {
  const api = telegram([], []);
  assert.equal(await removeWebhook(api, createLogList(), running), true);
  assert.deepEqual(api.calls, ['delete', 'look']);
});

test('it is removed until Telegram says that it is gone, through failures of either call', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const api = telegram([away()], ['https://old.example/hook', away()]);
  const log = createLogList();
  const removing = removeWebhook(api, log, running);
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(15_000);
  }
  assert.equal(await removing, true);
  assert.deepEqual(api.calls, ['delete', 'delete', 'look', 'delete', 'look', 'delete', 'look']);
  assert.deepEqual(log.messages(), ['webhook.removal.failed', 'webhook.still-set', 'webhook.removal.failed']);
});

test('a refused token is not retried', async () => {
  const api = telegram([new AppError('TELEGRAM_UNAUTHORIZED', 'no')], []);
  await assert.rejects(removeWebhook(api, createLogList(), running), (error) =>
    hasCode(error, 'TELEGRAM_UNAUTHORIZED'),
  );
});

test('a stop ends the tries at once', async () => {
  const stopping = new AbortController();
  const removing = removeWebhook(telegram([away(), away(), away()], []), createLogList(), stopping.signal);
  stopping.abort();
  assert.equal(await removing, false);
});
