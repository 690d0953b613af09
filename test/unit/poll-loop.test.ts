import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IncomingUpdate } from '../../src/adapters/postgres/inbox.ts';
import { confirmOffset, pollUntil, POLL_TIMEOUT_SECONDS, type PollEvents } from '../../src/roles/polling/poll-loop.ts';
import { AppError, hasCode } from '../../src/shared/errors.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { createLogList } from '../support/list-log.ts';

interface Ask {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
}

const said = (updateId: number, chatId = 1): unknown => ({
  update_id: updateId,
  message: { message_id: 1, chat: { id: chatId, type: 'private' }, from: { id: chatId, first_name: 'A' }, text: 'x' },
});

/** Telegram answers with a script and then with silence until it is aborted; the database with another script. */
function world(
  answers: (unknown[] | Error)[],
  stores: ('ok' | Error)[] = [],
  whileStoring: (world: { ended: AbortController }) => void = () => undefined,
) {
  const ended = new AbortController();
  const asks: Ask[] = [];
  const stored: IncomingUpdate[][] = [];
  const events: string[] = [];
  const received: unknown[] = [];
  const log = createLogList();
  let webhooksDeleted = 0;
  const listen: PollEvents = {
    asking: () => undefined,
    polled: () => void events.push('polled'),
    conflict: () => void events.push('conflict'),
    received: (updates) => void received.push(...updates),
    failed: (error) => void events.push(error.code),
    stored: ({ chats }) => void events.push(`stored ${chats.join()}`),
    storing: (isBlocked) => void events.push(isBlocked ? 'blocked' : 'storing'),
  };
  const run = pollUntil(ended.signal, 7, {
    api: {
      getUpdates: (ask) => {
        asks.push(ask);
        const answer = answers.shift();
        if (answer instanceof Error) return Promise.reject(answer);
        if (answer !== undefined) return Promise.resolve(answer);
        ended.abort(); // the script is over
        return Promise.reject(new Error('aborted'));
      },
      deleteWebhook: () => {
        webhooksDeleted += 1;
        return Promise.resolve();
      },
    },
    inbox: {
      store: (epoch, batch) => {
        assert.equal(epoch, 7);
        whileStoring({ ended });
        const outcome = stores.shift() ?? 'ok';
        if (outcome !== 'ok') return Promise.reject(outcome);
        stored.push([...batch]);
        return Promise.resolve({ chats: [...new Set(batch.map(({ chatId }) => chatId))], added: batch.length });
      },
    },
    events: listen,
    log,
    at: noFailpoints,
  });
  const ids = (): number[][] => stored.map((batch) => batch.map(({ updateId }) => updateId));
  return { run, ended, asks, ids, stored, events, received, log, deletedWebhooks: () => webhooksDeleted };
}
const failed = (code: ConstructorParameters<typeof AppError>[0], details = {}): AppError =>
  new AppError(code, 'x', { details, retryAfterMs: 1 });

test('an offset is sent only after everything below it is stored', async () => {
  const { run, asks, ids } = world([[said(10), said(11)], [], [said(12)]]);
  assert.equal(await run, 0, 'its last question told it already');
  assert.deepEqual(
    asks.map(({ offset }) => offset),
    [0, 12, 12, 13],
  );
  assert.deepEqual(ids(), [[10, 11], [12]]);
});

test('the first question is answered at once, so that it is soon known whether polling works; the others wait', async () => {
  const { run, asks } = world([[], []]);
  await run;
  assert.deepEqual(
    asks.map(({ timeoutSeconds }) => timeoutSeconds),
    [0, POLL_TIMEOUT_SECONDS, POLL_TIMEOUT_SECONDS],
  );
});

test('a batch that could not be stored is not confirmed, and is stored when the database is back', async () => {
  const { run, asks, ids, events } = world([[said(10)]], [failed('DB_UNAVAILABLE'), failed('DB_UNAVAILABLE'), 'ok']);
  await run;
  assert.deepEqual(ids(), [[10]]);
  assert.deepEqual(
    asks.map(({ offset }) => offset),
    [0, 11],
    'nothing was asked of Telegram meanwhile',
  );
  assert.deepEqual(events.slice(1, 7), [
    'blocked',
    'DB_UNAVAILABLE',
    'blocked',
    'DB_UNAVAILABLE',
    'stored 1',
    'storing',
  ]);
});

test('when the fence refuses a batch the loop ends and confirms nothing of it', async () => {
  const { run, asks, ids } = world([[said(10)], [said(11)]], ['ok', failed('LEASE_LOST')]);
  assert.equal(await run, 0);
  assert.deepEqual(ids(), [[10]]);
  assert.equal(asks.length, 2);
});

test('a failure of Telegram is waited out and told, and the same offset is asked again', async () => {
  const { run, asks, events } = world([[said(5)], failed('TELEGRAM_OUTCOME_UNKNOWN'), failed('TELEGRAM_FLOOD'), []]);
  await run;
  assert.deepEqual(
    asks.map(({ offset }) => offset),
    [0, 6, 6, 6, 6],
  );
  assert.deepEqual(
    events.filter((event) => event.startsWith('TELEGRAM')),
    ['TELEGRAM_OUTCOME_UNKNOWN', 'TELEGRAM_FLOOD'],
  );
});

test('T1: 409 for ten minutes is asked about again and again, no faster than Telegram likes, and then polled', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { run, events, asks } = world([...Array.from({ length: 14 }, () => failed('TELEGRAM_CONFLICT')), [said(5)]]);
  let passedMs = 0;
  while (!events.includes('polled')) {
    assert.ok(passedMs < 1_200_000, `${asks.length} questions in ${passedMs} ms`);
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(1_000);
    passedMs += 1_000;
  }
  await run;
  assert.ok(passedMs > 400_000, `${passedMs} ms for fourteen refusals`);
  assert.deepEqual(new Set(events.slice(0, 14)), new Set(['conflict']));
});

test('a refused token ends the loop with that error', async () => {
  const { run } = world([failed('TELEGRAM_UNAUTHORIZED')]);
  await assert.rejects(run, (error) => hasCode(error, 'TELEGRAM_UNAUTHORIZED'));
});

test('a conflict is told, waited out, and never ends the loop; a webhook in the way is removed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { run, events, deletedWebhooks } = world([
    failed('TELEGRAM_CONFLICT'),
    failed('TELEGRAM_CONFLICT', { webhook: true }),
    [said(5)],
  ]);
  const letTimePass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      await new Promise((resolve) => setImmediate(resolve));
      t.mock.timers.tick(500);
    }
  };
  await letTimePass(3_000);
  assert.deepEqual(events, ['conflict'], 'at least some seconds, whatever the jitter');
  await letTimePass(30_000);
  await run;
  assert.deepEqual(events.slice(0, 3), ['conflict', 'conflict', 'polled']);
  assert.equal(deletedWebhooks(), 1);
});

test('an update without a usable id is reported and passed over, the others of its batch are stored', async () => {
  const { run, ids, log } = world([[said(10), { update_id: 'x' }, said(12)]]);
  await run;
  assert.deepEqual(ids(), [[10, 12]]);
  assert.deepEqual(log.messages(), ['update.unreadable']);
});

test('a batch of nothing but unreadable updates does not become a hot loop', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { run, asks, ended } = world(Array.from({ length: 40 }, () => [{ update_id: 'x' }]));
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  const asked = asks.length;
  ended.abort();
  await run;
  assert.ok(asked <= 3, `asked ${asked} times without any time passing`);
});

test('updates of any kind are stored, each with the chat that orders it and a trace of its own', async () => {
  const { run, stored } = world([[said(1, -5), { update_id: 2, chat_boost: {} }, said(3, 9)]]);
  await run;
  assert.deepEqual(
    stored[0]?.map(({ chatId }) => chatId),
    [-5, 0, 9],
  );
  assert.equal(new Set(stored[0].map(({ traceId }) => traceId)).size, 3);
});

test('stopping while Telegram is asked leaves nothing to tell it', async () => {
  const { run, ended, asks, ids } = world([[said(4)]]);
  ended.abort();
  assert.equal(await run, 0);
  assert.deepEqual(ids(), [], 'what came too late is handed out again');
  assert.equal(asks.length, 1);
});

test('stopping while a batch is being stored leaves its offset to be told', async () => {
  const { run, asks, ids } = world([[said(4)]], ['ok'], ({ ended }) => ended.abort());
  assert.equal(await run, 5);
  assert.deepEqual(ids(), [[4]]);
  assert.equal(asks.length, 1);
});

test('the last offset is confirmed once, nothing is asked when there is none, and a failure is only told', async () => {
  const asks: number[] = [];
  const log = createLogList();
  const api = (fail: boolean) => ({
    getUpdates: ({ offset }: Ask) => {
      asks.push(offset);
      return fail ? Promise.reject(failed('TELEGRAM_CONFLICT')) : Promise.resolve([]);
    },
  });
  await confirmOffset(api(false), 0, log);
  await confirmOffset(api(false), 12, log);
  await confirmOffset(api(true), 13, log);
  assert.deepEqual(asks, [12, 13]);
  assert.deepEqual(log.messages(), ['offset.confirm.failed']);
});

test('what is urgent is heard of before it is stored, and while nothing can be stored', async () => {
  const urgent = { update_id: 11, pre_checkout_query: {} };
  const stores = Array.from({ length: 8 }, () => failed('DB_UNAVAILABLE'));
  const { run, received, asks, ids } = world([[said(10)], [said(10), urgent]], stores);
  await run;
  assert.ok(received.includes(urgent));
  assert.deepEqual(
    asks.slice(0, 2).map(({ offset, timeoutSeconds }) => [offset, timeoutSeconds]),
    [
      [0, 0],
      [0, 0],
    ],
    'a peek confirms nothing',
  );
  assert.deepEqual(ids().flat().includes(11), false, 'a peek stores nothing');
});
