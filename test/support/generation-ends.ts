/** How a generation comes to its end, and how it must look once it has failed. */
import assert from 'node:assert/strict';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import type { Outcome } from '../../src/domain/generation/outcome.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { GRACE_MS, type GenerationStand, type Order } from './generation.ts';

const STEPS = { queued: submit, submitting: submit, unknown: submit, waiting: watch, delivering: deliver };

/** As the queue would: each step again until it is done, however often it fails for want of a database. */
export async function toTheEnd(stand: GenerationStand, order: Order, deps: GenerationDeps): Promise<string> {
  for (let turn = 0; turn < 20; turn += 1) {
    const { state } = await stand.rows.generation(order.generationId);
    if (!(state in STEPS)) return state;
    const outcome: Outcome = await STEPS[state as keyof typeof STEPS](order, deps).catch((error: unknown): Outcome => {
      if (hasCode(error, 'DB_UNAVAILABLE')) return { kind: 'later', delaySeconds: 1 };
      throw error;
    });
    if (outcome.kind === 'later' && state === 'unknown') await stand.advance(GRACE_MS);
  }
  throw new Error('it never ends');
}

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
