import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { startGenerationStand, type GenerationStand } from '../support/generation.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

test('without callbacks: confirmed, submitted, looked at, delivered, and only then captured', async () => {
  const order = await stand.order();
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  assert.equal((await stand.rows.generation(order.generationId)).state, 'waiting');
  assert.deepEqual(await watch(order, stand.deps), { kind: 'done' });
  assert.equal((await stand.rows.generation(order.generationId)).state, 'delivering');
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  assert.equal((await stand.rows.generation(order.generationId)).state, 'delivered');
  assert.equal(await stand.rows.hold(order.generationId), 'captured');
  console.log(
    await stand.rows.jobs(order.generationId),
    await stand.rows.outbox(order.chatId),
    await stand.rows.generation(order.generationId),
    stand.printed,
  );
  await stand.assertNoSecrets();
});
