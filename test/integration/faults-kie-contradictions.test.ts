/** Row K6 of the fault list: what KIE tells of a task contradicts what it told before. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { GRACE_MS, startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { kieFaults, quickModels } from '../support/kie-faults.ts';
import { waitFor } from '../support/wait-for.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const { assertDeliveredOnce, lookOverTheBooks, mediaOf, orphanAlarms, stateOf, submitted } = kieFaults(() => stand);
/** A KIE whose word for every task changes when the test says so. */
async function fickle(t: TestContext, first: object) {
  const says = { now: first };
  const server = await startScriptedServer(t, (response, _nth, { path }) =>
    json(response, { code: 200, msg: 'success', data: path.includes('credit') ? 1_000 : { taskId: 'x', ...says.now } }),
  );
  return { says, deps: { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) } };
}

const FAIL = { state: 'fail', failCode: '500', failMsg: 'Internal Error', resultJson: '' };
const SUCCESS = {
  ...{ state: 'success', resultJson: '{"resultUrls":["http://127.0.0.1:9/late.png"]}', creditsConsumed: 4 },
};

test('K6: success by callback, fail by recordInfo, and success again: failed for good, nothing charged, one alarm', async (t) => {
  const { says, deps } = await fickle(t, FAIL);
  const order = await submitted();
  const { token, taskId } = order;
  assert.deepEqual(await takeCallback({ token, taskId: taskId, ...SUCCESS }, deps), { known: true });
  await waitFor('the end', async () => (await stateOf(order)) === 'failed');
  await assertFailed(stand, order, 'provider-error');
  await lookOverTheBooks(deps);
  assert.deepEqual(await orphanAlarms(), [], 'a failure that costs nothing is no orphan');
  says.now = SUCCESS;
  assert.deepEqual(await takeCallback({ token, taskId: taskId, ...SUCCESS }, deps), { known: true });
  for (const step of [submit, watch, deliver]) assert.deepEqual(await step(order, deps), { kind: 'done' });
  await assertFailed(stand, order, 'provider-error');
  assert.equal(await mediaOf(order), 0);
  for (let round = 0; round < 2; round += 1) await lookOverTheBooks(deps);
  const [alarm, ...more] = await orphanAlarms();
  assert.ok(alarm?.includes(order.generationId), alarm);
  assert.deepEqual(more, []);
});

test('K6: fail by callback and by recordInfo after the delivery: delivered for good, and no alarm', async (t) => {
  const order = await submitted();
  const { token, taskId } = order;
  await watch(order, stand.deps);
  await assertDeliveredOnce(order);
  const { deps } = await fickle(t, { ...FAIL, creditsConsumed: 4 });
  const before = await stand.rows.generation(order.generationId);
  assert.deepEqual(await takeCallback({ token, taskId: taskId, ...FAIL }, deps), { known: true });
  for (const step of [submit, watch, deliver]) assert.deepEqual(await step(order, deps), { kind: 'done' });
  assert.deepEqual(await stand.rows.generation(order.generationId), before);
  await lookOverTheBooks(deps);
  assert.deepEqual(
    (await orphanAlarms()).filter((text) => text.includes(order.generationId)),
    [],
  );
});

test('K6: a look that says success and one that says fail, at the same moment: one of them wins, and the money follows', async (t) => {
  const [good, bad] = [(await fickle(t, SUCCESS)).deps, (await fickle(t, FAIL)).deps];
  const wins = new Map<string, number>();
  for (let round = 0; round < 12; round += 1) {
    const order = await submitted();
    const looks = [watch(order, good), watch(order, bad)];
    await Promise.all(round % 2 === 0 ? looks : looks.toReversed());
    const { state, results, failure } = await stand.rows.generation(order.generationId);
    assert.ok(state === 'delivering' || state === 'failed', state);
    assert.equal(await stand.rows.hold(order.generationId), state === 'failed' ? 'released' : 'held');
    assert.equal(failure === null, state === 'delivering');
    assert.equal(results !== null, state === 'delivering');
    wins.set(state, (wins.get(state) ?? 0) + 1);
    await Promise.all([watch(order, good), watch(order, bad)]);
    assert.equal(await stateOf(order), state, 'and it stays so');
  }
  t.diagnostic(JSON.stringify([...wins]));
});

test('K6: of two tasks one is failed by KIE and one succeeds: the person gets the result, not the failure', async () => {
  await stand.kie.fault({ method: 'POST', path: 'createTask', behaviour: 'accept-then-html' });
  const order = await stand.order();
  await submit(order, stand.deps);
  await stand.advance(GRACE_MS + 1_000);
  await stand.kie.failNext({ failMsg: 'Internal Error' });
  await submit(order, stand.deps);
  const [[token], [first]] = [
    (await stand.rows.attempts(order.generationId)).map((attempt) => attempt.token),
    await stand.kie.tasks(),
  ];
  assert.ok(token !== undefined && first !== undefined);
  assert.deepEqual(await takeCallback({ token, taskId: first.taskId, ...FAIL }, stand.deps), { known: true });
  await assertDeliveredOnce(order);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
