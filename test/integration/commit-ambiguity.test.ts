/** The connection dies while COMMIT is under way: it has happened, and the worker that asked for it does not know. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import type { Outcome } from '../../src/domain/generation/outcome.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { GRACE_MS, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

async function behindProxy(t: TestContext) {
  const proxy = await startTcpProxy(stand.database.url);
  const pool = stand.database.newPool(2, proxy.url);
  t.after(async () => {
    await pool.end();
    await proxy.close();
  });
  const { schemas } = stand.database;
  const stores = { generations: createGenerations(pool, schemas), outbox: createOutbox(pool, schemas) };
  return { proxy, deps: { ...stand.deps, ...stores, pool, delivering: new Set<string>() } };
}

const STEPS = { queued: submit, submitting: submit, unknown: submit, waiting: watch, delivering: deliver };

/** As the queue would: each step again until it is done, however often it fails for want of a database. */
async function toTheEnd(order: Order, deps: GenerationDeps): Promise<string> {
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

async function assertOnce(order: Order): Promise<void> {
  assert.equal(await stand.rows.hold(order.generationId), 'captured');
  assert.equal((await stand.kie.tasks()).length, 1);
  const { messages } = await stand.telegram.transcript(order.chatId);
  assert.equal(messages.filter(({ media }) => media !== null).length, 1);
}

/** In the order of a generation's life: the attempt, the task, the result, the end. */
for (let nth = 1; nth <= 4; nth += 1) {
  test(`the answer to commit ${nth} is lost: one task, one picture, one capture`, async (t) => {
    const { proxy, deps } = await behindProxy(t);
    const order = await stand.order();
    proxy.loseAnswerTo('commit', nth);
    assert.equal(await toTheEnd(order, deps), 'delivered');
    assert.equal(proxy.isWaiting(), false, 'there was such a commit');
    await assertOnce(order);
  });
}

for (let nth = 1; nth <= 3; nth += 1) {
  test(`the answer to commit ${nth} of one that fails is lost: one end, one release, told once`, async (t) => {
    const { proxy, deps } = await behindProxy(t);
    await stand.kie.failNext();
    const order = await stand.order();
    proxy.loseAnswerTo('commit', nth);
    assert.equal(await toTheEnd(order, deps), 'failed');
    assert.equal(proxy.isWaiting(), false, 'there was such a commit');
    assert.equal(await stand.rows.hold(order.generationId), 'released');
    const notices = (await stand.rows.outbox(order.chatId)).filter(({ purpose }) => purpose === 'notice');
    assert.equal(notices.length, 1);
  });
}
