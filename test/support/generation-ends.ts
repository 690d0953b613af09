/** How a generation must look once it has failed. */
import assert from 'node:assert/strict';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import type { GenerationStand, Order } from './generation.ts';

/** Failed for this reason, the hold released, the progress removed, the person told once and in plain words. */
export async function assertFailed(stand: GenerationStand, order: Order, reason: FailureReason): Promise<void> {
  const { state, failure, ended_at } = await stand.rows.generation(order.generationId);
  assert.deepEqual({ state, failure }, { state: 'failed', failure: reason });
  assert.ok(ended_at !== null);
  assert.equal(await stand.rows.hold(order.generationId), 'released');
  const outbox = await stand.rows.outbox(order.chatId);
  const said = outbox.filter(({ purpose }) => purpose === 'notice');
  assert.equal(said.length, 1, 'the person is told once');
  const text = said[0]?.payload.text ?? '';
  assert.ok(text.includes(stand.deps.texts.ru(`failure-${reason}`)), text);
  assert.ok(text.includes(stand.deps.texts.ru('nothing-charged')), text);
  assert.doesNotMatch(text, /KIE|\d{3}|queue|task|undefined/i, 'in plain words');
  const removed = outbox.filter(({ method }) => method === 'deleteMessage');
  assert.deepEqual(
    removed.map(({ payload }) => payload.message_id),
    [order.progressMessageId],
  );
}
