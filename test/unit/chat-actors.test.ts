import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatActors } from '../../src/roles/polling/chat-actors.ts';
import { AppError } from '../../src/shared/errors.ts';
import { createLogList } from '../support/list-log.ts';
import { waitFor } from '../support/wait-for.ts';

/** Chats with so many updates each; what was handled, in order, and how many chats at once. */
function chatsWith(waiting: Record<number, number>, concurrency: number, handle?: (chatId: number) => Promise<void>) {
  const left = new Map(Object.entries(waiting).map(([chatId, count]) => [Number(chatId), count]));
  const handled: number[] = [];
  const open = new Set<number>();
  let most = 0;
  const log = createLogList();
  const actors = createChatActors({
    concurrency,
    log,
    processNext: async (chatId) => {
      assert.ok(!open.has(chatId), 'never two at once in one chat');
      open.add(chatId);
      most = Math.max(most, open.size);
      try {
        await (handle?.(chatId) ?? Promise.resolve());
        const count = left.get(chatId) ?? 0;
        if (count === 0) return 'empty';
        left.set(chatId, count - 1);
        handled.push(chatId);
        return 'processed';
      } finally {
        open.delete(chatId);
      }
    },
  });
  return { actors, handled, left, log, most: () => most };
}

test('all updates of a woken chat are handled', async () => {
  const { actors, handled } = chatsWith({ 1: 25 }, 2);
  actors.wake(1);
  await waitFor('all of them', () => handled.length === 25);
  await actors.stop();
});

test('chats run at once up to the bound and no more, and nobody is forgotten', async () => {
  const waiting = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [index + 1, 3]));
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
  const { actors, handled, most } = chatsWith(waiting, 4, pause);
  for (const chatId of Object.keys(waiting)) actors.wake(Number(chatId));
  await waitFor('all of them', () => handled.length === 36);
  assert.equal(most(), 4);
  await actors.stop();
});

test('a chat that floods gives way to the others after a turn', async () => {
  const { actors, handled } = chatsWith({ 1: 100, 2: 1 }, 1);
  actors.wake(1);
  actors.wake(2);
  await waitFor('the other chat', () => handled.includes(2));
  assert.ok(handled.indexOf(2) <= 10, `after ${handled.indexOf(2)} of the flood`);
  await actors.stop();
});

test('a wake while the chat is being looked at is not lost', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { actors, handled, left } = chatsWith({ 1: 0 }, 1, () => gate.promise);
  actors.wake(1);
  left.set(1, 1); // stored after the look had begun
  actors.wake(1);
  gate.resolve(undefined);
  await waitFor('the update', () => handled.length === 1);
  await actors.stop();
});

test('a failure is tried again in its turn, and the other chats go on', async () => {
  let failures = 3;
  const { actors, handled, log } = chatsWith({ 1: 1, 2: 5 }, 2, (chatId) => {
    if (chatId !== 1 || failures === 0) return Promise.resolve();
    failures -= 1;
    return Promise.reject(new AppError('DB_UNAVAILABLE', 'away'));
  });
  actors.wake(1);
  actors.wake(2);
  await waitFor('the failing chat', () => handled.includes(1));
  assert.deepEqual(handled.slice(0, 5), [2, 2, 2, 2, 2]);
  assert.deepEqual(
    log.lines.map(({ message, fields }) => [message, fields['code']]),
    Array.from({ length: 3 }, () => ['update.postponed', 'DB_UNAVAILABLE']),
  );
  await actors.stop();
});

test('chats that keep failing do not hold the places that the others need', async () => {
  const { actors, handled } = chatsWith({ 1: 1, 2: 1, 3: 5 }, 2, (chatId) =>
    chatId === 3 ? Promise.resolve() : Promise.reject(new AppError('DB_UNAVAILABLE', 'away')),
  );
  actors.wake(1);
  actors.wake(2);
  actors.wake(3);
  await waitFor('the healthy chat', () => handled.length === 5, { timeoutMs: 2_000 });
  await actors.stop();
});

test('stop finishes the updates in hand and starts no others', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { actors, handled } = chatsWith({ 1: 5, 2: 5, 3: 5 }, 2, () => gate.promise);
  for (const chatId of [1, 2, 3]) actors.wake(chatId);
  const stopped = actors.stop();
  actors.wake(3);
  gate.resolve(undefined);
  await stopped;
  assert.deepEqual(handled.toSorted(), [1, 2]);
  await actors.stop();
});

test('stop does not wait for the next try of something that fails', async () => {
  const { actors, log } = chatsWith({ 1: 1 }, 1, () => Promise.reject(new AppError('DB_UNAVAILABLE', 'away')));
  actors.wake(1);
  await waitFor('six failures, after which the pauses are long', () => log.lines.length >= 4);
  const startedAt = performance.now();
  await actors.stop();
  assert.ok(performance.now() - startedAt < 500);
});

test('what is in hand hears of the stop, so that it need not begin', async () => {
  const seen: (boolean | undefined)[] = [];
  const gate = Promise.withResolvers<undefined>();
  const actors = createChatActors({
    concurrency: 2,
    log: createLogList(),
    processNext: async (_chatId, stopping) => {
      seen.push(stopping?.aborted);
      await gate.promise;
      seen.push(stopping?.aborted);
      return 'unbegun';
    },
  });
  actors.wake(1);
  const stopped = actors.stop();
  gate.resolve(undefined);
  await stopped;
  assert.deepEqual(seen, [false, true]);
});
