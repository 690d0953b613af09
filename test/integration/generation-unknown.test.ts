import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { GRACE_MS, hurried, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const CREATE = { method: 'POST', path: 'createTask' } as const;
const createCalls = async (): Promise<number> =>
  (await stand.kie.calls()).filter(({ path }) => path.includes('createTask')).length;
const stateOf = async ({ generationId }: Order): Promise<string> => (await stand.rows.generation(generationId)).state;

const LOST = ['accept-then-drop', 'hang', 'reset', 'html', 'empty', 'truncated'] as const;

for (const behaviour of LOST) {
  test(`an answer lost by ${behaviour} is unknown: nothing again before the grace, once after it, with a new token`, async () => {
    await stand.kie.fault({ ...CREATE, behaviour, ...(behaviour === 'empty' ? { httpStatus: 200 } : {}) });
    const order = await stand.order();
    const deps = behaviour === 'hang' ? hurried(stand) : stand.deps;
    assert.deepEqual(await submit(order, deps), { kind: 'later', delaySeconds: GRACE_MS / 1_000 });
    assert.equal(await stateOf(order), 'unknown');
    assert.equal(await stand.rows.hold(order.generationId), 'held');
    const checking = (await stand.rows.outbox(order.chatId)).find(({ purpose }) => purpose === 'progress');
    assert.ok(checking?.payload.text?.includes(stand.deps.texts.ru('progress-checking')));

    await stand.advance(GRACE_MS / 2);
    const early = await submit(order, stand.deps);
    assert.ok(
      early.kind === 'later' && early.delaySeconds <= GRACE_MS / 2_000 && early.delaySeconds > GRACE_MS / 2_000 - 5,
    );
    assert.equal(await createCalls(), 1, 'nothing before the grace');

    await stand.advance(GRACE_MS);
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
    assert.equal(await createCalls(), 2);
    assert.equal(await stateOf(order), 'waiting');
    const [first, second] = await stand.rows.attempts(order.generationId);
    assert.deepEqual([first?.outcome, first?.taskId, second?.outcome], ['unknown', null, 'created']);
    assert.notEqual(first?.token, second?.token);
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
    assert.equal(await createCalls(), 2, 'exactly one resubmission');
  });
}

test('after two unknown outcomes nothing is tried again: the person is told and the hold released', async () => {
  await stand.kie.fault({ ...CREATE, behaviour: 'accept-then-drop', times: 2 });
  const order = await stand.order();
  await submit(order, stand.deps);
  await stand.advance(GRACE_MS + 1_000);
  assert.equal((await submit(order, stand.deps)).kind, 'later');
  assert.equal(await createCalls(), 2);
  assert.equal((await submit(order, stand.deps)).kind, 'later', 'the second attempt has a grace of its own');
  await stand.advance(GRACE_MS + 1_000);
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  assert.equal(await createCalls(), 2, 'at most one extra task');
  await assertFailed(stand, order, 'provider-timeout');
});

test('a process that died inside createTask leaves an unknown outcome, not a second call', async () => {
  const order = await stand.order();
  await stand.rows.put(order.generationId, { state: 'submitting', submitted_at: new Date() });
  await stand.rows.putAttempt(order.generationId, { token: 'token-of-the-dead-one', outcome: 'submitting' });
  assert.equal((await submit(order, stand.deps)).kind, 'later');
  assert.equal(await stateOf(order), 'unknown');
  assert.equal(await createCalls(), 0);
  assert.deepEqual(
    (await stand.rows.attempts(order.generationId)).map(({ outcome }) => outcome),
    ['unknown'],
  );
  await stand.advance(GRACE_MS + 1_000);
  await submit(order, stand.deps);
  assert.equal(await createCalls(), 1);
});

test('an answer that was known but not yet written is unknown after a crash, and its callback brings the task back', async () => {
  const order = await stand.order();
  await submit(order, stand.deps);
  const [task] = await stand.kie.tasks();
  const [attempt] = await stand.rows.attempts(order.generationId);
  // The crash between KIE's answer and our commit.
  await stand.rows.put(order.generationId, { state: 'submitting' });
  await stand.database.pool.query(
    `update ${stand.database.schemas.bot}.attempt set task_id = null, outcome = 'submitting' where token = $1`,
    [attempt?.token],
  );
  assert.equal((await submit(order, stand.deps)).kind, 'later');
  assert.equal(await stateOf(order), 'unknown');
  assert.equal((await stand.kie.tasks()).length, 1);
  assert.ok(
    task?.callBackUrl?.endsWith(`/kie/callback/${attempt?.token}`),
    'the token went out as the last part of the address',
  );
});

test('without a web part no callback is asked for', async () => {
  await submit(await stand.order(), { ...stand.deps, callbackBase: null });
  assert.deepEqual(
    (await stand.kie.tasks()).map(({ callBackUrl }) => callBackUrl),
    [null],
  );
});

const TASK_IDS: readonly { name: string; data: unknown }[] = [
  { name: 'missing', data: {} },
  { name: 'null', data: { taskId: null } },
  { name: 'a number', data: { taskId: 42 } },
  { name: 'absent with all data', data: null },
];

for (const { name, data } of TASK_IDS) {
  test(`a task id that is ${name} in a success is an unknown outcome`, async (t) => {
    const server = await startScriptedServer(t, (response) => json(response, { code: 200, msg: 'success', data }));
    const order = await stand.order();
    const outcome = await submit(order, { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) });
    assert.equal(outcome.kind, 'later');
    assert.equal(await stateOf(order), 'unknown');
    assert.equal(server.seen.length, 1);
  });
}

test("another attempt's task id is nobody's answer: an unknown outcome at once, and the other keeps its task", async (t) => {
  const taskId = 'the-same-task-for-two';
  const server = await startScriptedServer(t, (response) =>
    json(response, { code: 200, msg: 'success', data: { taskId } }),
  );
  const deps = { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) };
  const [first, second] = [await stand.order(), await stand.order()];
  assert.deepEqual(await submit(first, deps), { kind: 'done' });
  assert.deepEqual(await submit(second, deps), { kind: 'later', delaySeconds: GRACE_MS / 1_000 });
  assert.equal(await stateOf(first), 'waiting');
  assert.equal(await stateOf(second), 'unknown');
  assert.deepEqual(
    (await stand.rows.attempts(second.generationId)).map((one) => [one.taskId, one.outcome]),
    [[null, 'unknown']],
  );
});

test('a refusal of the second attempt does not fail a generation whose first task has shown up meanwhile', async () => {
  await stand.kie.fault({ ...CREATE, behaviour: 'accept-then-drop' });
  const order = await stand.order();
  await submit(order, stand.deps);
  const [task] = await stand.kie.tasks();
  const [first] = await stand.rows.attempts(order.generationId);
  assert.ok(task !== undefined && first !== undefined);
  await stand.advance(GRACE_MS + 1_000);
  await stand.kie.fault({ ...CREATE, code: 402 });
  const kie = {
    ...stand.deps.kie,
    createTask: async (request: Parameters<typeof stand.deps.kie.createTask>[0]) => {
      const answer = await stand.deps.kie.createTask(request);
      await takeCallback({ token: first.token, taskId: task.taskId }, { ...stand.deps, kie: stand.deps.kie });
      return answer;
    },
  };
  assert.deepEqual(await submit(order, { ...stand.deps, kie }), { kind: 'done' });
  assert.notEqual(await stateOf(order), 'failed');
  assert.equal(await stand.rows.hold(order.generationId), 'held');
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
