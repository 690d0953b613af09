import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { GRACE_MS, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { waitFor } from '../support/wait-for.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const CREATE = { method: 'POST', path: 'createTask' } as const;
const RUNNING = { code: 200, msg: 'success', data: { state: 'generating' } };
const stateOf = async ({ generationId }: Order): Promise<string> => (await stand.rows.generation(generationId)).state;
const reached = (order: Order, state: string) =>
  waitFor(`the state ${state}`, async () => (await stand.rows.generation(order.generationId)).state === state);
const deliveries = async ({ generationId }: Order): Promise<number> =>
  (await stand.rows.jobs(generationId)).filter(({ name }) => name === 'generation.deliver').length;
const photosOf = async ({ chatId }: Order): Promise<number> =>
  (await stand.telegram.transcript(chatId)).messages.filter(({ media }) => media !== null).length;

async function tokenOf({ generationId }: Order, attempt = 0): Promise<string> {
  const token = (await stand.rows.attempts(generationId))[attempt]?.token;
  assert.ok(token !== undefined);
  return token;
}

async function submitted(options?: Parameters<GenerationStand['order']>[0]): Promise<Order> {
  const order = await stand.order(options);
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  return order;
}

/** recordInfo says what the test says. */
async function told(t: TestContext, answer: unknown, status = 200): Promise<GenerationDeps> {
  const server = await startScriptedServer(t, (response) => json(response, answer, status));
  return { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) };
}

test('with callbacks: KIE calls back over HTTP and the result is on its way before the first look is due', async (t) => {
  const server = await startScriptedServer(t, (response, _nth, { path, body }) => {
    const { data } = JSON.parse(body.toString('utf8')) as { data: { taskId: string } };
    void takeCallback({ token: path.split('/').at(-1), taskId: data.taskId }, stand.deps).then(
      ({ known }) => json(response, { code: 200 }, known ? 200 : 404),
      () => json(response, {}, 503),
    );
  });
  await stand.kie.settings({ callbacks: 'on', latencyMs: 30 });
  const order = await stand.order();
  await submit(order, { ...stand.deps, callbackBase: server.url });
  await reached(order, 'delivering');
  const jobs = await stand.rows.jobs(order.generationId);
  assert.ok(
    jobs.some(({ name, delaySeconds }) => name === 'generation.watch' && delaySeconds >= 2),
    'the look comes anyway',
  );
  assert.deepEqual(await watch(order, stand.deps), { kind: 'done' }, 'and finds nothing to do');
  await deliver(order, stand.deps);
  assert.equal(await stateOf(order), 'delivered');
  assert.equal(await stand.rows.hold(order.generationId), 'captured');
  const [task] = await waitFor('the callback', async () => {
    const tasks = await stand.kie.tasks();
    return tasks[0]?.callbackTries.length === 1 ? tasks : null;
  });
  assert.deepEqual(
    task?.callbackTries.map(({ outcome }) => outcome),
    [200],
  );
});

test('a callback with a token that was never issued, or that is no token, is not known and changes nothing', async () => {
  const order = await submitted();
  const [task] = await stand.kie.tasks();
  for (const body of [
    { token: 'x'.repeat(32), taskId: task?.taskId },
    { token: 'short', taskId: task?.taskId },
    { token: 7, taskId: task?.taskId },
    { taskId: task?.taskId },
    null,
    'text',
  ]) {
    assert.deepEqual(await takeCallback(body, stand.deps), { known: false });
  }
  assert.equal(await stateOf(order), 'waiting');
});

test('the same callback five times at once makes one delivery', async () => {
  const order = await submitted();
  const token = await tokenOf(order);
  const [task] = await stand.kie.tasks();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => takeCallback({ token, taskId: task?.taskId ?? null }, stand.deps)),
  );
  assert.deepEqual(
    answers,
    Array.from({ length: 5 }, () => ({ known: true })),
  );
  await reached(order, 'delivering');
  assert.equal(await deliveries(order), 1);
  await Promise.all([deliver(order, stand.deps), deliver(order, stand.deps)]);
  await reached(order, 'delivered');
  assert.equal(await photosOf(order), 1);
});

test("a callback that overtakes createTask's answer is adopted while submitting, and the answer changes nothing", async () => {
  const order = await stand.order();
  const seen: string[] = [];
  const createTask: GenerationDeps['kie']['createTask'] = async (request) => {
    const answer = await stand.deps.kie.createTask(request);
    assert.ok(answer.kind === 'created');
    seen.push(await stateOf(order));
    await takeCallback({ token: await tokenOf(order), taskId: answer.taskId }, stand.deps);
    await reached(order, 'delivering');
    return answer;
  };
  assert.deepEqual(await submit(order, { ...stand.deps, kie: { ...stand.deps.kie, createTask } }), { kind: 'done' });
  assert.deepEqual(seen, ['submitting']);
  assert.equal(await stateOf(order), 'delivering');
  assert.equal(await deliveries(order), 1);
});

for (const state of ['submitting', 'unknown'] as const) {
  test(`a task whose answer was lost is adopted by its callback while ${state}`, async () => {
    await stand.kie.fault({ ...CREATE, behaviour: 'accept-then-drop' });
    const order = await stand.order();
    await submit(order, stand.deps);
    if (state === 'submitting') {
      await stand.rows.put(order.generationId, { state });
      await stand.database.pool.query(`update ${stand.database.schemas.bot}.attempt set outcome = 'submitting'`);
    }
    const [task] = await stand.kie.tasks();
    const token = await tokenOf(order);
    assert.deepEqual(await takeCallback({ token, taskId: task?.taskId ?? null }, stand.deps), { known: true });
    const [attempt] = await stand.rows.attempts(order.generationId);
    assert.deepEqual([attempt?.taskId, attempt?.outcome], [task?.taskId, 'created']);
    await reached(order, 'delivering');
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' }, 'the waiting submit job has nothing to do');
    assert.equal((await stand.kie.tasks()).length, 1);
  });
}

test('when both tasks finish, one result is delivered and one hold captured', async () => {
  await stand.kie.fault({ ...CREATE, behaviour: 'accept-then-drop' });
  const order = await stand.order();
  await submit(order, stand.deps);
  await stand.advance(GRACE_MS + 1_000);
  await submit(order, stand.deps);
  const [first, second] = await stand.kie.tasks();
  assert.ok(first !== undefined && second !== undefined);
  await Promise.all([
    takeCallback({ token: await tokenOf(order, 0), taskId: first.taskId }, stand.deps),
    takeCallback({ token: await tokenOf(order, 1), taskId: second.taskId }, stand.deps),
    watch(order, stand.deps),
  ]);
  await reached(order, 'delivering');
  assert.equal(await deliveries(order), 1);
  await deliver(order, stand.deps);
  await deliver(order, stand.deps);
  assert.equal(await photosOf(order), 1);
  assert.equal(await stand.rows.hold(order.generationId), 'captured');
  assert.deepEqual(
    (await stand.rows.attempts(order.generationId)).map(({ taskId }) => taskId),
    [first.taskId, second.taskId],
  );
});

test('a foreign task id is ignored: the attempt keeps its own task', async () => {
  const [order, other] = [await submitted(), await submitted()];
  const [mine, foreign] = await stand.kie.tasks();
  assert.deepEqual(await takeCallback({ token: await tokenOf(order), taskId: foreign?.taskId ?? null }, stand.deps), {
    known: true,
  });
  await reached(order, 'delivering');
  assert.deepEqual(
    (await stand.rows.attempts(order.generationId)).map(({ taskId }) => taskId),
    [mine?.taskId],
  );
  assert.deepEqual(
    (await stand.rows.attempts(other.generationId)).map(({ taskId }) => taskId),
    [foreign?.taskId],
  );
  const { results } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    results?.files.map(({ url }) => url),
    mine?.resultUrls,
  );
});

test("an attempt without an answer does not adopt another generation's task", async () => {
  await submitted();
  const [foreign] = await stand.kie.tasks();
  await stand.kie.fault({ ...CREATE, behaviour: 'reset' });
  const order = await stand.order();
  await submit(order, stand.deps);
  await takeCallback({ token: await tokenOf(order), taskId: foreign?.taskId ?? null }, stand.deps);
  assert.equal(await stateOf(order), 'unknown');
  assert.deepEqual(
    (await stand.rows.attempts(order.generationId)).map(({ taskId }) => taskId),
    [null],
  );
});

test('a callback that claims success decides nothing: what recordInfo says does', async (t) => {
  const order = await submitted();
  const [task] = await stand.kie.tasks();
  const forged = {
    token: await tokenOf(order),
    taskId: task?.taskId ?? null,
    state: 'success',
    resultJson: '{"resultUrls":["http://evil.test/x.png"]}',
  };
  const looks = await startScriptedServer(t, (response) => json(response, RUNNING));
  const deps = { ...stand.deps, kie: stand.kieClient({ apiBase: looks.url }) };
  assert.deepEqual(await takeCallback(forged, deps), { known: true });
  await waitFor('the look', () => looks.seen.length === 1);
  assert.equal(await stateOf(order), 'waiting');
  await watch(
    order,
    await told(t, { code: 200, msg: 'success', data: { state: 'fail', failCode: '500', failMsg: 'Internal Error' } }),
  );
  await assertFailed(stand, order, 'provider-error');
  assert.deepEqual(
    await watch(order, stand.deps),
    { kind: 'done' },
    'a success that comes after the failure changes nothing',
  );
  await assertFailed(stand, order, 'provider-error');
});

test('a callback whose database is away is not answered as taken', async () => {
  const order = await submitted();
  const away = stand.database.newPool(1, 'postgresql://nobody@127.0.0.1:1/none');
  await assert.rejects(takeCallback({ token: await tokenOf(order), taskId: null }, { ...stand.deps, pool: away }));
});

for (const end of ['delivered', 'failed', 'cancelled'] as const) {
  test(`a late callback and a late job leave a ${end} generation as it is`, async () => {
    const order = await submitted();
    await stand.rows.put(order.generationId, { state: end, ended_at: new Date() });
    const before = await stand.rows.generation(order.generationId);
    const [task] = await stand.kie.tasks();
    assert.deepEqual(await takeCallback({ token: await tokenOf(order), taskId: task?.taskId ?? null }, stand.deps), {
      known: true,
    });
    for (const step of [submit, watch, deliver]) assert.deepEqual(await step(order, stand.deps), { kind: 'done' });
    assert.deepEqual(await stand.rows.generation(order.generationId), before);
    assert.equal(await photosOf(order), 0);
    assert.equal(await stand.rows.hold(order.generationId), 'held', 'this test settles nothing, and neither did they');
  });
}

test('a late task of a generation that has ended is kept as an orphan of its attempt', async () => {
  await stand.kie.fault({ ...CREATE, behaviour: 'accept-then-drop' });
  const order = await stand.order({ deadlineMs: 30_000 });
  await submit(order, stand.deps);
  await stand.advance(31_000);
  await submit(order, stand.deps);
  await assertFailed(stand, order, 'deadline');
  const [task] = await stand.kie.tasks();
  await takeCallback({ token: await tokenOf(order), taskId: task?.taskId ?? null }, stand.deps);
  assert.deepEqual(
    (await stand.rows.attempts(order.generationId)).map(({ taskId }) => taskId),
    [task?.taskId],
  );
  await assertFailed(stand, order, 'deadline');
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
