/** The connection dies while COMMIT is under way: it has happened, and the worker that asked for it does not know. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { toTheEnd } from '../support/generation-ends.ts';
import { behindProxy } from '../support/generation-proxy.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

async function assertOnce(order: Order): Promise<void> {
  assert.equal(await stand.rows.hold(order.generationId), 'captured');
  assert.equal((await stand.kie.tasks()).length, 1);
  const { messages } = await stand.telegram.transcript(order.chatId);
  assert.equal(messages.filter(({ media }) => media !== null).length, 1);
}

/** In the order of a generation's life. An attempt begins with one statement, which is its own commit. */
const [BEGIN, TASK, RESULT, END] = [
  ['attempt.begin', 1],
  ['commit', 1],
  ['commit', 2],
  ['commit', 3],
] as const;

for (const [text, nth] of [BEGIN, TASK, RESULT, END]) {
  test(`the answer to ${text} ${nth} is lost: one task, one picture, one capture`, async (t) => {
    const { proxy, deps } = await behindProxy(t, stand);
    const order = await stand.order();
    proxy.loseAnswerTo(text, nth);
    assert.equal(await toTheEnd(stand, order, deps), 'delivered');
    assert.equal(proxy.isWaiting(), false, 'there was such a commit');
    await assertOnce(order);
  });
}

for (const [text, nth] of [BEGIN, TASK, ['commit', 2] as const]) {
  test(`the answer to ${text} ${nth} of one that fails is lost: one end, one release, told once`, async (t) => {
    const { proxy, deps } = await behindProxy(t, stand);
    await stand.kie.failNext();
    const order = await stand.order();
    proxy.loseAnswerTo(text, nth);
    assert.equal(await toTheEnd(stand, order, deps), 'failed');
    assert.equal(proxy.isWaiting(), false, 'there was such a commit');
    assert.equal(await stand.rows.hold(order.generationId), 'released');
    const notices = (await stand.rows.outbox(order.chatId)).filter(({ purpose }) => purpose === 'notice');
    assert.equal(notices.length, 1);
  });
}
