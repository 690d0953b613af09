import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { MISSING_RECORD_SECONDS } from '../../src/domain/generation/timing.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { ADMIN, GRACE_MS, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { bareFile } from '../support/result-file.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const CREATE = { method: 'POST', path: 'createTask' } as const;
const stateOf = async ({ generationId }: Order): Promise<string> => (await stand.rows.generation(generationId)).state;

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
      ...{ files: [bareFile('http://127.0.0.1:9/a.png')], text: null, firstFrameUrls: [], lastFrameUrls: [] },
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
    await assertFailed(stand, order, 'deadline');
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
  await assertFailed(stand, order, 'provider-error');
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
    await assertFailed(stand, order, reason);
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
