/** Rows K2 and K3 of the fault list: KIE takes a task and its answer is lost, or does not tell which task. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import type { FaultInput } from '../../src/sandbox/kie/settings.ts';
import { GRACE_MS, hurried, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { kieFaults, quickModels } from '../support/kie-faults.ts';
import { waitFor } from '../support/wait-for.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const { assertDeliveredOnce, booked, lookOverTheBooks, mediaOf, stateOf, submitted, tokensOf } = kieFaults(() => stand);
const CREATE = { method: 'POST', path: 'createTask' } as const;

/** The task is made, the answer is not seen. */
const LOST: readonly FaultInput[] = [
  { behaviour: 'accept-then-drop' },
  { behaviour: 'accept-then-hang' },
  { behaviour: 'accept-then-html' },
  { behaviour: 'accept-then-html', httpStatus: 200 },
  { behaviour: 'truncated' },
];

for (const fault of LOST) {
  const submitLost = (order: Order) =>
    submit(order, fault.behaviour === 'accept-then-hang' ? hurried(stand) : stand.deps);
  const name = `${fault.behaviour}${fault.httpStatus === undefined ? '' : ` under HTTP ${fault.httpStatus}`}`;
  test(`K2: a task behind ${name} is healed by its callback: one task, one result, its cost with the operator`, async () => {
    await stand.kie.fault({ ...CREATE, ...fault });
    const order = await stand.order();
    assert.deepEqual(await submitLost(order), { kind: 'later', delaySeconds: GRACE_MS / 1_000 });
    assert.equal(await stateOf(order), 'unknown');
    const [task] = await stand.kie.tasks();
    assert.ok(task !== undefined, 'KIE has made the task');
    const [token] = await tokensOf(order);
    assert.deepEqual(await takeCallback({ token, taskId: task.taskId }, stand.deps), { known: true });
    await assertDeliveredOnce(order);
    await stand.advance(GRACE_MS + 1_000);
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
    assert.equal((await stand.kie.tasks()).length, 1);
    assert.equal(await booked(order), 0, "April's records tell no cost");
  });

  test(`K2: a task behind ${name} whose callback is lost: one more after the grace, one result, both paid by the operator`, async () => {
    await stand.kie.settings({ shape: 'september' });
    await stand.kie.fault({ ...CREATE, ...fault });
    const order = await stand.order();
    await submitLost(order);
    await stand.advance(GRACE_MS + 1_000);
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
    await watch(order, stand.deps);
    await assertDeliveredOnce(order);
    // The callback of the first task comes when everything is over.
    const [[first], [token]] = [await stand.kie.tasks(), await tokensOf(order)];
    await takeCallback({ token, taskId: first?.taskId ?? null }, stand.deps);
    await waitFor('both bills', async () => {
      await lookOverTheBooks();
      return (await booked(order)) === (await stand.kie.billed());
    });
    for (const step of [submit, watch, deliver]) assert.deepEqual(await step(order, stand.deps), { kind: 'done' });
    assert.equal((await stand.kie.tasks()).length, 2, 'one extra task and never a third');
    assert.equal(await mediaOf(order), 1);
    assert.ok((await booked(order)) > 0);
  });
}

/** A KIE that makes the task and then garbles what it says about it. */
async function garbling(t: TestContext, garble: (taskId: string) => unknown): Promise<GenerationDeps> {
  const server = await startScriptedServer(t, (response, _nth, { path, method, headers, body }) => {
    const sent = { authorization: String(headers.authorization), 'content-type': 'application/json' };
    const init = method === 'POST' ? { method, headers: sent, body: body.toString('utf8') } : { headers: sent };
    void fetch(stand.kieUrl + path, init)
      .then(async (answer) => (await answer.json()) as { data: { taskId: string } })
      .then((answer) => json(response, method === 'POST' ? { ...answer, data: garble(answer.data.taskId) } : answer));
  });
  return { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) };
}

const GARBLED: readonly (readonly [name: string, garble: (taskId: string) => unknown])[] = [
  ['missing', () => ({})],
  ['missing beside its record', (recordId) => ({ recordId })],
  ['null', () => ({ taskId: null })],
  ['a number', () => ({ taskId: 20_261_128 })],
  ['empty', () => ({ taskId: ' ' })],
  ['a list', (taskId) => ({ taskId: [taskId] })],
  ['longer than any', (taskId) => ({ taskId: taskId.repeat(10) })],
];

for (const [name, garble] of GARBLED) {
  test(`K3: a task id that is ${name} is an unknown outcome, and the callback brings the true one`, async (t) => {
    const deps = await garbling(t, garble);
    const order = await stand.order();
    assert.equal((await submit(order, deps)).kind, 'later');
    assert.equal(await stateOf(order), 'unknown');
    const [[task, ...others], [token]] = [await stand.kie.tasks(), await tokensOf(order)];
    assert.deepEqual(others, []);
    await takeCallback({ token, taskId: task?.taskId ?? null }, deps);
    await assertDeliveredOnce(order);
    assert.equal((await stand.kie.tasks()).length, 1);
  });
}

test("K3: a task id that another generation has is an unknown outcome: nobody gets the other's result", async (t) => {
  const first = await submitted();
  const [task] = await stand.kie.tasks();
  const second = await stand.order();
  const deps = await garbling(t, () => ({ taskId: task?.taskId }));
  assert.deepEqual(await submit(second, deps), { kind: 'later', delaySeconds: GRACE_MS / 1_000 });
  assert.equal(await stateOf(second), 'unknown');
  await stand.advance(GRACE_MS + 1_000);
  assert.deepEqual(await submit(second, stand.deps), { kind: 'done' });
  for (const order of [first, second]) {
    await watch(order, stand.deps);
    await assertDeliveredOnce(order);
  }
  const urls = await Promise.all([first, second].map((order) => stand.rows.generation(order.generationId)));
  assert.notEqual(urls[0]?.results?.files[0]?.url, urls[1]?.results?.files[0]?.url);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
