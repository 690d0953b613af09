import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { MISSING_RECORD_SECONDS } from '../../src/domain/generation/timing.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { ADMIN, GRACE_MS, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
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

async function assertFailed(order: Order, reason: FailureReason): Promise<void> {
  const { state, failure } = await stand.rows.generation(order.generationId);
  assert.deepEqual({ state, failure }, { state: 'failed', failure: reason });
  assert.equal(await stand.rows.hold(order.generationId), 'released');
  const said = (await stand.rows.outbox(order.chatId)).filter(({ purpose }) => purpose === 'notice');
  assert.equal(said.length, 1);
  assert.ok(said[0]?.payload.text?.includes(stand.deps.texts.ru(`failure-${reason}`)));
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

for (const [failing, name] of [
  [0, 'first'],
  [1, 'second'],
] as const) {
  test(`of two tasks the ${name} fails: the other one's result counts`, async () => {
    await stand.kie.settings({ latencyMs: 60_000 });
    await stand.kie.fault({ ...CREATE, behaviour: 'accept-then-drop' });
    const order = await stand.order();
    await submit(order, stand.deps);
    await stand.advance(GRACE_MS + 1_000);
    await submit(order, stand.deps);
    const [first] = await stand.kie.tasks();
    await takeCallback({ token: await tokenOf(order, 0), taskId: first?.taskId ?? null }, stand.deps);
    const ids = (await stand.rows.attempts(order.generationId)).map(({ taskId }) => taskId);
    const failed = {
      state: 'fail',
      reason: 'provider-error',
      code: '500',
      message: 'no',
      creditsConsumed: null,
    } as const;
    const running = { state: 'running', progress: null } as const;
    const done = {
      ...({ state: 'success' } as const),
      ...{ urls: ['http://127.0.0.1:9/a.png'], text: null, firstFrameUrls: [], lastFrameUrls: [] },
      ...{ creditsConsumed: 4, costSeconds: 1 },
    } as const;
    const says = (other: typeof running | typeof done): GenerationDeps => ({
      ...stand.deps,
      kie: { ...stand.deps.kie, recordInfo: (taskId) => Promise.resolve(taskId === ids[failing] ? failed : other) },
    });
    assert.equal((await watch(order, says(running))).kind, 'later', 'one failure is none yet');
    assert.equal(await stateOf(order), 'waiting');
    await watch(order, says(done));
    assert.equal(await stateOf(order), 'delivering');
    assert.equal((await stand.rows.generation(order.generationId)).credits_consumed, '4');
  });
}

test("one task that cannot be read does not hide the other one's result", async () => {
  await stand.kie.fault({ ...CREATE, behaviour: 'accept-then-drop' });
  const order = await stand.order();
  await submit(order, stand.deps);
  await stand.advance(GRACE_MS + 1_000);
  await submit(order, stand.deps);
  const [first] = await stand.kie.tasks();
  // Only adopted: its own look must not be the one that finishes.
  await stand.deps.attempts.adopt(stand.deps.pool, await tokenOf(order, 0), first?.taskId ?? '');
  await stand.kie.fault({ method: 'GET', path: 'recordInfo', code: 500 });
  await watch(order, stand.deps);
  assert.equal(await stateOf(order), 'delivering');
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
  assert.deepEqual(results?.urls, mine?.resultUrls);
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
  await assertFailed(order, 'provider-error');
  assert.deepEqual(
    await watch(order, stand.deps),
    { kind: 'done' },
    'a success that comes after the failure changes nothing',
  );
  await assertFailed(order, 'provider-error');
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
  await assertFailed(order, 'deadline');
  const [task] = await stand.kie.tasks();
  await takeCallback({ token: await tokenOf(order), taskId: task?.taskId ?? null }, stand.deps);
  assert.deepEqual(
    (await stand.rows.attempts(order.generationId)).map(({ taskId }) => taskId),
    [task?.taskId],
  );
  await assertFailed(order, 'deadline');
});

const NOT_YET: readonly { name: string; answer: unknown; status?: number }[] = [
  { name: 'KIE does not know the record yet (422)', answer: { code: 422, msg: 'recordInfo is null', data: null } },
  { name: 'KIE does not know the record yet (HTTP 404)', answer: {}, status: 404 },
  { name: 'the record is null', answer: { code: 200, msg: 'success', data: null } },
  { name: 'the state is a word nobody knows', answer: { code: 200, msg: 'success', data: { state: 'dreaming' } } },
  {
    name: 'success comes without a result',
    answer: { code: 200, msg: 'success', data: { state: 'success', resultJson: '' } },
  },
  {
    name: 'success comes with an empty list',
    answer: { code: 200, msg: 'success', data: { state: 'success', resultJson: '{"resultUrls":[]}' } },
  },
  {
    name: 'success comes with a broken result',
    answer: { code: 200, msg: 'success', data: { state: 'success', resultJson: '{"resultUrls":[' } },
  },
  {
    name: 'KIE is in trouble (500)',
    answer: { code: 500, msg: 'Server exception, please try again later.', data: null },
  },
  { name: 'KIE is busy (429)', answer: { code: 429, msg: 'Your call frequency is too high.', data: null } },
  { name: 'the key is refused (401)', answer: { code: 401, msg: 'You do not have access permissions' } },
  { name: 'a gateway answers', answer: 'bad gateway', status: 502 },
  { name: 'the answer has an unknown shape', answer: { code: 200, msg: 'success', data: 'text' } },
];

for (const { name, answer, status } of NOT_YET) {
  test(`${name}: it is looked at again, its deadline ends it, and a result in between is taken`, async (t) => {
    const deps = await told(t, answer, status);
    const order = await submitted({ deadlineMs: 100_000 });
    const outcome = await watch(order, deps);
    assert.ok(
      outcome.kind === 'later' && outcome.delaySeconds >= 1 && outcome.delaySeconds <= 60,
      JSON.stringify(outcome),
    );
    assert.equal(await stateOf(order), 'waiting');
    const lucky = await submitted();
    await watch(lucky, deps);
    await watch(lucky, stand.deps);
    assert.equal(await stateOf(lucky), 'delivering');
    await stand.advance(101_000);
    assert.deepEqual(await watch(order, deps), { kind: 'done' });
    await assertFailed(order, 'deadline');
  });
}

test('a key that is refused while tasks run is told to the admins once', async (t) => {
  const deps = await told(t, { code: 401, msg: 'You do not have access permissions' });
  for (const order of [await submitted(), await submitted()]) await watch(order, deps);
  assert.equal((await stand.rows.outbox(ADMIN)).length, 1);
});

test('a result that is there is taken although the deadline has passed', async () => {
  const order = await submitted({ deadlineMs: 10_000 });
  await stand.advance(11_000);
  await watch(order, stand.deps);
  assert.equal(await stateOf(order), 'delivering');
});

test('a record that KIE does not know after two minutes is a failure', async (t) => {
  const deps = await told(t, { code: 422, msg: 'recordInfo is null', data: null });
  const order = await submitted();
  await stand.advance(MISSING_RECORD_SECONDS * 1_000 - 5_000);
  assert.equal((await watch(order, deps)).kind, 'later');
  await stand.advance(6_000);
  assert.deepEqual(await watch(order, deps), { kind: 'done' });
  await assertFailed(order, 'provider-error');
});

const FAILURES: readonly { failMsg: string; failCode?: string; reason: FailureReason }[] = [
  { failMsg: 'Your prompt was flagged as violating our content policies.', reason: 'content-policy' },
  {
    failMsg: 'The image could not be downloaded: fetch failed for the input url',
    failCode: '451',
    reason: 'input-unreachable',
  },
  { failMsg: 'aspect_ratio is not within the range of allowed options', failCode: '422', reason: 'invalid-input' },
  { failMsg: 'Upstream timed out', failCode: '501', reason: 'provider-timeout' },
  { failMsg: 'Internal Error, Please try again later.', reason: 'provider-error' },
  { failMsg: 'NUL \u0000 and a lone surrogate \ud800 in the words', reason: 'provider-error' },
];

for (const { failMsg, failCode, reason } of FAILURES) {
  test(`a task that fails with ${JSON.stringify(failMsg)} ends as ${reason}`, async (t) => {
    const order = await submitted();
    const deps = await told(t, {
      code: 200,
      msg: 'success',
      data: { state: 'fail', failCode: failCode ?? '500', failMsg },
    });
    assert.deepEqual(await watch(order, deps), { kind: 'done' });
    await assertFailed(order, reason);
    assert.ok(!stand.printed.join('').includes(failMsg), 'upstream prose may quote the prompt and is not logged');
  });
}

test('looks become rarer with time, and never rarer than the deadline needs', async () => {
  await stand.kie.settings({ latencyMs: 3_600_000 });
  const order = await submitted();
  const delays: number[] = [];
  for (const seconds of [0, 31, 100]) {
    await stand.advance(seconds * 1_000);
    const outcome = await watch(order, stand.deps);
    assert.ok(outcome.kind === 'later');
    delays.push(outcome.delaySeconds);
  }
  assert.deepEqual(
    delays,
    delays.toSorted((a, b) => a - b),
  );
  assert.ok(
    delays.every((seconds) => seconds >= 2 && seconds <= 30),
    delays.join(),
  );
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
