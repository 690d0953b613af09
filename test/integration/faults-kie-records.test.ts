/** Row K4 of the fault list: what KIE tells of a task is nonsense. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { kieFaults, quickModels } from '../support/kie-faults.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const { assertDeliveredOnce, booked, lookOverTheBooks, submitted } = kieFaults(() => stand);
/** KIE says this to every call. */
async function saying(t: TestContext, answer: unknown, status = 200): Promise<GenerationDeps> {
  const server = await startScriptedServer(t, (response) => json(response, answer, status));
  return { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) };
}

const record = (data: object): object => ({ code: 200, msg: 'success', data: { taskId: 'x', ...data } });
const NONSENSE: readonly { name: string; answer: unknown; status?: number }[] = [
  { name: 'HTTP 404', answer: { code: 404, msg: 'Task not found', data: null }, status: 404 },
  { name: 'a state of an unknown word', answer: record({ state: 'paused', resultJson: '' }) },
  { name: 'a state that is no word', answer: record({ state: { name: 'success' } }) },
  { name: 'success with an empty resultJson', answer: record({ state: 'success', resultJson: '' }) },
  { name: 'success with no resultJson', answer: record({ state: 'success', resultJson: null }) },
  {
    name: 'success with an invalid resultJson',
    answer: record({ state: 'success', resultJson: '{"resultUrls":["ht' }),
  },
  { name: 'success with no resultUrls', answer: record({ state: 'success', resultJson: '{"resultUrls":[]}' }) },
  {
    name: 'success with resultUrls that are none',
    answer: record({ state: 'success', resultJson: '{"resultUrls":[null,7,""]}' }),
  },
];

for (const { name, answer, status } of NONSENSE) {
  test(`K4: recordInfo tells ${name} for 60 s: the task is looked at again and delivered once`, async (t) => {
    const deps = await saying(t, answer, status);
    const order = await submitted();
    for (let seconds = 0; seconds <= 60; seconds += 20) {
      const outcome = await watch(order, deps);
      assert.ok(outcome.kind === 'later' && outcome.delaySeconds <= 30, JSON.stringify(outcome));
      await stand.advance(20_000);
    }
    assert.equal(await stand.rows.hold(order.generationId), 'held');
    await watch(order, stand.deps);
    await assertDeliveredOnce(order);
  });

  test(`K4: recordInfo tells ${name} for ever: failed, released, told, and no second task`, async (t) => {
    const deps = await saying(t, answer, status);
    const order = await submitted({ deadlineMs: 200_000 });
    await watch(order, deps);
    await stand.advance(201_000);
    assert.deepEqual(await watch(order, deps), { kind: 'done' });
    await assertFailed(stand, order, status === 404 ? 'provider-error' : 'deadline');
    assert.equal((await stand.kie.tasks()).length, 1);
  });
}

test('K4: a success without a result that KIE bills for is booked to the operator, once', async (t) => {
  const deps = await saying(t, record({ state: 'success', resultJson: '', creditsConsumed: 4 }));
  const order = await submitted({ deadlineMs: 60_000 });
  await watch(order, deps);
  await watch(order, deps);
  assert.equal(await booked(order), 4);
  await stand.advance(61_000);
  await watch(order, deps);
  await assertFailed(stand, order, 'deadline');
  await lookOverTheBooks(deps);
  assert.equal(await booked(order), 4);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
