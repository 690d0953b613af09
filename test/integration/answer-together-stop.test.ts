/** A stop: what has begun is finished, what waits stays in the inbox for the successor. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GROUPS } from '../../src/roles/polling/answer-together.ts';
import { createChatActors } from '../../src/roles/polling/chat-actors.ts';
import type { InspectMedia } from '../../src/roles/polling/inspect-media.ts';
import { createTurns } from '../../src/roles/polling/inspect-turns.ts';
import type { FailPoint } from '../../src/shared/failpoint.ts';
import { ask, openCrowd, type Crowd } from '../support/crowd.ts';
import { text } from '../support/dialog.ts';
import { waitFor } from '../support/wait-for.ts';

let crowd: Crowd;

before(async () => {
  crowd = await openCrowd();
});
beforeEach(() => crowd.reset());
after(() => crowd.close());

/** Transactions stay open, before their commit, until `open`. */
function createGate() {
  const gate = Promise.withResolvers<undefined>();
  const held: number[] = [];
  const at: FailPoint = async (place, chatId) => {
    if (place !== 'update.handled') return;
    held.push(chatId ?? 0);
    await gate.promise;
  };
  return { at, held, open: () => gate.resolve(undefined) };
}

async function waiting(): Promise<readonly number[]> {
  return (await crowd.dialog.deps.inbox.waitingChats()).toSorted((a, b) => a - b);
}

test('after a stop no shared transaction begins for those who wait for one', async () => {
  const { at, held, open } = createGate();
  const { processNext } = crowd.dialog.another(crowd.database.newPool(6), { at });
  const actors = createChatActors({ processNext, concurrency: 64, log: crowd.database.log });
  const begun = [1, 2].slice(0, GROUPS.atOnce);
  await crowd.dialog.deliver(...[1, 2, 3, 4, 5].map((chatId) => ask(chatId)));
  for (const [index, chatId] of begun.entries()) {
    actors.wake(chatId);
    await waitFor('its transaction', () => held.length === index + 1);
  }
  for (const chatId of [3, 4, 5]) actors.wake(chatId);
  const stopped = actors.stop();
  open();
  await stopped;
  assert.deepEqual([held, await waiting()], [begun, [3, 4, 5]]);
  await crowd.handleAll([3, 4, 5]);
  for (const chatId of [1, 2, 3, 4, 5]) assert.equal(await crowd.repliesTo(chatId), 1);
});

test('nor does a transaction of their own for those who wait for a turn, or for a look at their file', async () => {
  const { at, held, open } = createGate();
  const looked = Promise.withResolvers<null>();
  let looks = 0;
  const inspect: InspectMedia = ({ payload }) => {
    if (!JSON.stringify(payload).includes('document')) return null;
    looks += 1;
    return looked.promise;
  };
  const deps = { at, inspect, turns: createTurns(1) };
  const { processNext } = crowd.dialog.another(crowd.database.newPool(6), deps);
  const actors = createChatActors({ processNext, concurrency: 64, log: crowd.database.log });
  const file = { file_id: 'BQfile', file_unique_id: 'u', file_size: 9, mime_type: 'audio/mpeg', file_name: 'a.mp3' };
  await crowd.dialog.deliver(...[71, 72, 73].map((chatId) => ask(chatId, '/start ref_x')));
  await crowd.dialog.deliver(text(1, 'x', { text: undefined, document: file }));
  actors.wake(71);
  await waitFor('its transaction', () => held.length === 1);
  for (const chatId of [72, 73, 1]) actors.wake(chatId);
  await waitFor('the look', () => looks === 1);
  const stopped = actors.stop();
  looked.resolve(null);
  open();
  await stopped;
  assert.deepEqual([held, await waiting()], [[71], [1, 72, 73]]);
  await crowd.handleAll([1, 72, 73]);
  assert.deepEqual(await waiting(), []);
});
