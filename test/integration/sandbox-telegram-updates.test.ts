import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LongPoll } from '../../src/sandbox/telegram/updates/long-poll.ts';
import { UpdateQueue } from '../../src/sandbox/telegram/updates/queue.ts';
import { waitFor } from '../support/wait-for.ts';
import { ANNA, startStand, type Answer, type Stand, type Update } from './sandbox-telegram-stand.ts';

const OTHER_POLL = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';

const poll = ({ api }: Stand, params: Record<string, unknown> = {}): Promise<Answer<Update[]>> =>
  api<Update[]>('getUpdates', params);

async function waitingPoll(stand: Stand, params: Record<string, unknown>): Promise<Promise<Answer<Update[]>>[]> {
  const answer = poll(stand, { timeout: 50, ...params });
  await waitFor('the poll to wait', () => stand.sim.isPolling());
  return [answer];
}

/** Ids of `count` texts, as queued. */
async function write({ sim }: Stand, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 1; n <= count; n += 1) ids.push(...(await sim.sendText(ANNA, `text ${n}`)).updateIds);
  return ids;
}

const idsOf = ({ result }: Answer<Update[]>): number[] => result.map(({ update_id }) => update_id);

test('the newest waiting poll wins and the older one gets the 409', async (t) => {
  const stand = await startStand(t);
  const [older] = await waitingPoll(stand, { offset: 1 });
  const newer = poll(stand, { offset: 2, timeout: 50 });
  const refused = await older!;
  assert.equal(refused.status, 409);
  assert.equal(refused.error_code, 409);
  assert.equal(refused.description, OTHER_POLL);
  const [id] = await write(stand, 1);
  assert.deepEqual(idsOf(await newer), [id]);
});

test('when updates are pending two pollers are both given the same ones and nobody gets a 409', async (t) => {
  const stand = await startStand(t);
  const ids = await write(stand, 2);
  const answers = await Promise.all([poll(stand, { offset: 1, timeout: 50 }), poll(stand, { offset: 2, timeout: 50 })]);
  for (const answer of answers) assert.deepEqual(idsOf(answer), ids);
});

test('who hung up before the question was read is not waited for', async () => {
  const queue = new UpdateQueue({ now: Date.now, firstId: 1, onChange: () => undefined });
  const poll = new LongPoll(queue);
  const updates = await poll.get({ offset: 0, limit: 100, timeoutSeconds: 50, signal: AbortSignal.abort() });
  assert.deepEqual(updates, []);
  assert.equal(poll.isWaiting, false);
});

test('a caller that hung up does not block the next poll', async (t) => {
  const stand = await startStand(t);
  const gone = new AbortController();
  const dead = fetch(`${stand.url}/bot700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0/getUpdates?offset=1&timeout=50`, {
    signal: gone.signal,
  });
  await waitFor('the poll to wait', () => stand.sim.isPolling());
  gone.abort();
  await assert.rejects(dead);
  await waitFor('the dead poll to be noticed', async () => !(await stand.sim.isPolling()));
  const [id] = await write(stand, 1);
  const [entry] = (await stand.sim.updates()).filter(({ updateId }) => updateId === id);
  assert.deepEqual(entry?.handedOutAt, [], 'nobody was there to be given it');
  assert.deepEqual(idsOf(await poll(stand)), [id]);
});

test('an album reaches a waiting poll in one answer', async (t) => {
  const stand = await startStand(t);
  const [waiting] = await waitingPoll(stand, {});
  const bytes = Buffer.from('%PDF-1.7');
  await stand.sim.sendAlbum(ANNA, [
    { kind: 'document', bytes },
    { kind: 'document', bytes },
  ]);
  const groups = (await waiting!).result.map(({ message }) => message?.['media_group_id']);
  assert.equal(groups.length, 2);
  assert.equal(groups[0], groups[1]);
});

test('with a webhook set getUpdates is refused, and setting it ends the waiting poll', async (t) => {
  const stand = await startStand(t);
  const [waiting] = await waitingPoll(stand, {});
  const set = await stand.api('setWebhook', { url: 'https://bot.example/hook' });
  assert.equal(set.description, 'Webhook was set');
  assert.equal((await waiting!).description, 'Conflict: terminated by setWebhook request');
  assert.equal((await stand.api('getWebhookInfo')).result['url'], 'https://bot.example/hook');
  const refused = await poll(stand);
  assert.equal(refused.status, 409);
  assert.match(
    refused.description ?? '',
    /^Conflict: can't use getUpdates method while webhook is active; use deleteWebhook/,
  );
  assert.equal((await stand.api('deleteWebhook')).description, 'Webhook was deleted');
  assert.equal((await stand.api('deleteWebhook')).description, 'Webhook is already deleted');
  assert.equal((await poll(stand, { offset: 7 })).status, 200);
});

test('the first 409 comes at once, the next within three seconds is held back', async (t) => {
  const stand = await startStand(t);
  await stand.api('setWebhook', { url: 'https://bot.example/hook' });
  const startedAt = performance.now();
  await poll(stand);
  const first = performance.now() - startedAt;
  await poll(stand);
  const second = performance.now() - startedAt - first;
  assert.ok(first < 1_000, `the first took ${first} ms`);
  assert.ok(second >= 2_900, `the second took ${second} ms`);
});

test('a webhook needs https', async (t) => {
  const { api } = await startStand(t);
  const refused = await api('setWebhook', { url: 'http://bot.example/hook' });
  assert.equal(refused.description, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
});

test('an offset confirms everything below it and nothing else', async (t) => {
  const stand = await startStand(t);
  const [first, second, third] = await write(stand, 3);
  assert.deepEqual(idsOf(await poll(stand, { offset: second! })), [second, third]);
  const journal = new Map((await stand.sim.updates()).map((entry) => [entry.updateId, entry]));
  assert.equal(journal.get(first!)?.confirmedAt, stand.clock.now);
  assert.equal(journal.get(second!)?.confirmedAt, null);
  assert.deepEqual(journal.get(second!)?.handedOutAt, [stand.clock.now]);
  assert.deepEqual(
    idsOf(await poll(stand, { offset: 1 })),
    [second, third],
    'an offset in the past gives all that is left',
  );
});

test('a negative offset forgets all but the last ones', async (t) => {
  const stand = await startStand(t);
  const ids = await write(stand, 4);
  assert.deepEqual(idsOf(await poll(stand, { offset: -2 })), ids.slice(-2));
  assert.equal((await stand.api('getWebhookInfo')).result['pending_update_count'], 2);
});

test('an offset far in the future starts again at the head, one just ahead confirms all', async (t) => {
  const stand = await startStand(t);
  const ids = await write(stand, 2);
  assert.deepEqual(idsOf(await poll(stand, { offset: ids[1]! + 12 })), ids);
  assert.deepEqual(idsOf(await poll(stand, { offset: ids[1]! + 11 })), []);
  assert.deepEqual(idsOf(await poll(stand, { offset: 0 })), []);
});

test('limit is clamped to 1..100, and a repeated offset within half a second gets one update', async (t) => {
  const stand = await startStand(t);
  const ids = await write(stand, 101);
  assert.deepEqual(idsOf(await poll(stand, { offset: 1, limit: 500 })), ids.slice(0, 100));
  assert.deepEqual(idsOf(await poll(stand, { offset: 2, limit: -5 })), ids.slice(0, 1));
  assert.deepEqual(idsOf(await poll(stand, { offset: 2, limit: 50 })), ids.slice(0, 1), 'the same offset in a hurry');
});

test('asking again with the same offset within three seconds waits although timeout is 0', async (t) => {
  const stand = await startStand(t);
  await poll(stand, { offset: 5 });
  const [second] = await waitingPoll(stand, { offset: 5, timeout: 0 });
  const [id] = await write(stand, 1);
  assert.deepEqual(idsOf(await second!), [id]);
});

test('allowed_updates sticks until it is given again, and does not reach back', async (t) => {
  const stand = await startStand(t);
  const { sim } = stand;
  await poll(stand, { offset: 1, allowed_updates: ['callback_query'] });
  assert.deepEqual((await sim.sendText(ANNA, 'unseen')).updateIds, []);
  await poll(stand, { offset: 2 });
  assert.deepEqual((await sim.sendText(ANNA, 'unseen too')).updateIds, []);
  assert.deepEqual((await stand.api('getWebhookInfo')).result['allowed_updates'], ['callback_query']);
  await poll(stand, { offset: 3, allowed_updates: [] });
  const { updateIds } = await sim.sendText(ANNA, 'seen');
  assert.deepEqual(idsOf(await poll(stand, { offset: 4 })), updateIds);
});

test('a message waits 24 hours and a button press 150 seconds', async (t) => {
  const stand = await startStand(t);
  const { sim, clock, api } = stand;
  await api('sendMessage', {
    chat_id: ANNA,
    text: 'choose',
    reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] },
  });
  const [message] = await write(stand, 1);
  await sim.tap(ANNA, { label: 'A', waitMs: 0 });
  clock.now += 149_999;
  assert.equal((await poll(stand, { offset: 1 })).result.length, 2);
  clock.now += 1;
  assert.deepEqual(idsOf(await poll(stand, { offset: 2 })), [message]);
  clock.now += 24 * 3_600_000 - 150_001;
  assert.deepEqual(idsOf(await poll(stand, { offset: 3 })), [message]);
  clock.now += 1;
  assert.deepEqual(idsOf(await poll(stand, { offset: 4 })), []);
  const dropped = (await sim.updates()).find(({ updateId }) => updateId === message);
  assert.equal(dropped?.droppedAt, clock.now);
});

test('update ids can jump, also down, and an old offset then gives everything', async (t) => {
  const stand = await startStand(t);
  const [before] = await write(stand, 1);
  await poll(stand, { offset: before! + 1 });
  await stand.sim.setNextUpdateId(1_000);
  const [after] = await write(stand, 1);
  assert.equal(after, 1_000);
  assert.deepEqual(idsOf(await poll(stand, { offset: before! + 1 })), [1_000]);
});

test('a test can queue any update under any id, twice as well', async (t) => {
  const stand = await startStand(t);
  await stand.sim.pushUpdate({ something_new: { x: 1 } }, 77);
  await stand.sim.pushUpdate({ something_new: { x: 1 } }, 77);
  const { result } = await poll(stand);
  assert.deepEqual(result, [
    { update_id: 77, something_new: { x: 1 } },
    { update_id: 77, something_new: { x: 1 } },
  ]);
});

test('an update over 64 KiB is never queued', async (t) => {
  const stand = await startStand(t);
  await stand.sim.user({ id: 5, firstName: 'x'.repeat(70_000) });
  assert.deepEqual((await stand.sim.sendText(5, 'hello')).updateIds, []);
});
