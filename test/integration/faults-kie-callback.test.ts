/** Row K5 of the fault list: callbacks through the real web part. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { run as runHealth } from '../../src/roles/health/run.ts';
import { createFakeLink, type FakeLink } from '../support/fake-link.ts';
import { startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { createListLog, type LogLine } from '../support/health.ts';
import { inParallel } from '../support/in-parallel.ts';
import { kieFaults, quickModels } from '../support/kie-faults.ts';
import { waitFor } from '../support/wait-for.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const { assertDeliveredOnce, mediaOf, stateOf, submitted } = kieFaults(() => stand);
const HMAC_KEY = 'fake-hmac-key-of-the-fault-tests';

interface Door {
  readonly url: string;
  readonly link: FakeLink;
  readonly lines: readonly LogLine[];
  readonly address: (token: string) => string;
}

/** The health role as it is wired, its limits too; what it asks the generation child is answered by the real step. */
async function openDoor(t: TestContext, key?: string, deps: GenerationDeps = stand.deps): Promise<Door> {
  const link = createFakeLink();
  link.reply = (body) => takeCallback(body, deps);
  const log = createListLog();
  const config = {
    LOG_LEVEL: 'info',
    LOG_FORMAT: undefined,
    HEARTBEAT_TIMEOUT: 10_000,
    PORT: 0,
    KIE_WEBHOOK_HMAC_KEY: key,
  } as const;
  await runHealth(link, config, log);
  t.after(() => link.tell.stop(0));
  const port = log.lines.flatMap(({ message }) => /listening on .*:(\d+)$/.exec(message)?.slice(1) ?? [])[0] ?? '';
  const url = `http://127.0.0.1:${port}`;
  return { url, link, lines: log.lines, address: (token) => `${url}/kie/callback/${token}` };
}

const bodyOf = (taskId: string, more: object = {}): string =>
  JSON.stringify({ code: 200, msg: 'ok', data: { taskId, state: 'success', resultJson: '{}', ...more } });

function signed(taskId: string, key = HMAC_KEY, atMs = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signature = createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');
  return { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': signature };
}

async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, { method: 'POST', body, headers });
  await response.arrayBuffer();
  return response.status;
}

test('K5: the sandbox KIE calls a task back twice: one result, one capture', async (t) => {
  const door = await openDoor(t, HMAC_KEY);
  await stand.kie.settings({ callbacks: 'duplicate', hmacKey: HMAC_KEY, latencyMs: 50 });
  const order = await submitted({}, { callbackBase: door.url });
  await assertDeliveredOnce(order);
  const tries = await waitFor('both callbacks', async () => {
    const [task] = await stand.kie.tasks();
    return task?.callbackTries.length === 2 ? task.callbackTries : null;
  });
  assert.deepEqual(
    tries.map(({ outcome }) => outcome),
    [200, 200],
  );
});

test('K5: five callbacks at once, and five more after the delivery: one result, one capture', async (t) => {
  const door = await openDoor(t);
  const order = await submitted();
  const { token, taskId } = order;
  const five = () => Promise.all(Array.from({ length: 5 }, () => post(door.address(token), bodyOf(taskId))));
  assert.deepEqual(await five(), [200, 200, 200, 200, 200]);
  await assertDeliveredOnce(order);
  const before = await stand.rows.generation(order.generationId);
  assert.deepEqual(await five(), [200, 200, 200, 200, 200]);
  for (const step of [submit, watch, deliver]) assert.deepEqual(await step(order, stand.deps), { kind: 'done' });
  assert.deepEqual(await stand.rows.generation(order.generationId), before);
  assert.equal(await mediaOf(order), 1);
});

test("K5: a callback that comes before createTask's answer is taken, and the answer changes nothing", async (t) => {
  const door = await openDoor(t);
  const order = await stand.order();
  const createTask: GenerationDeps['kie']['createTask'] = async (request) => {
    const answer = await stand.deps.kie.createTask(request);
    const token = request.callBackUrl?.split('/').at(-1) ?? '';
    assert.equal(await post(door.address(token), bodyOf(answer.kind === 'created' ? answer.taskId : '')), 200);
    return answer;
  };
  await submit(order, { ...stand.deps, kie: { ...stand.deps.kie, createTask } });
  await assertDeliveredOnce(order);
  assert.equal((await stand.kie.tasks()).length, 1);
});

test("K5: a foreign task, under one's own token, gives nobody another one's result", async (t) => {
  const door = await openDoor(t, HMAC_KEY);
  const [mine, other] = [await submitted(), await submitted()];
  assert.equal(await post(door.address(mine.token), bodyOf(other.taskId), signed(other.taskId)), 200);
  assert.equal(await post(door.address(mine.token), bodyOf('never-made'), signed('never-made')), 200);
  await assertDeliveredOnce(mine);
  assert.equal(await stateOf(other), 'waiting');
  const { results } = await stand.rows.generation(mine.generationId);
  const [task] = (await stand.kie.tasks()).filter(({ taskId }) => taskId === mine.taskId);
  assert.deepEqual(
    results?.files.map(({ url }) => url),
    task?.resultUrls,
  );
});

test('K5: a forged, old, early, missing or borrowed signature is 401, asks nobody and moves nothing', async (t) => {
  const door = await openDoor(t, HMAC_KEY);
  const [order, other] = [await submitted(), await submitted()];
  const { token, taskId } = order;
  const { 'x-webhook-timestamp': timestamp = '', 'x-webhook-signature': signature = '' } = signed(taskId);
  const forged: readonly (readonly [name: string, headers: Record<string, string>])[] = [
    ['no signature', {}],
    ['another key', signed(taskId, 'not the key')],
    ['an old timestamp', signed(taskId, HMAC_KEY, Date.now() - 6 * 60_000)],
    ['an early timestamp', signed(taskId, HMAC_KEY, Date.now() + 6 * 60_000)],
    ["another task's signature", signed(other.taskId)],
    [
      'a fresh timestamp on an old signature',
      { ...signed(taskId, HMAC_KEY, Date.now() - 3_600_000), 'x-webhook-timestamp': timestamp },
    ],
    ['no timestamp', { 'x-webhook-signature': signature }],
    ['a timestamp in milliseconds', signed(taskId, HMAC_KEY, Date.now() * 1_000)],
  ];
  for (const [name, headers] of forged) {
    assert.equal(await post(door.address(token), bodyOf(taskId), headers), 401, name);
  }
  assert.equal(await post(door.address(token), '{}', signed(taskId)), 401, 'a body without the task');
  assert.deepEqual(door.link.requests, []);
  assert.equal(await stateOf(order), 'waiting');
  assert.equal(await post(door.address(token), bodyOf(taskId), signed(taskId)), 200);
  await assertDeliveredOnce(order);
});

test("K5: the sandbox KIE's forged signatures are refused three times, and the look finds the result all the same", async (t) => {
  const door = await openDoor(t, HMAC_KEY);
  await stand.kie.settings({ callbacks: 'forged-signature', hmacKey: HMAC_KEY, latencyMs: 0, callbackSpacingMs: 10 });
  const order = await submitted({}, { callbackBase: door.url });
  const tries = await waitFor('three tries', async () => {
    const [task] = await stand.kie.tasks();
    return task?.callbackTries.length === 3 ? task.callbackTries : null;
  });
  assert.deepEqual(
    tries.map(({ outcome }) => outcome),
    [401, 401, 401],
  );
  assert.equal(await stateOf(order), 'waiting');
  await watch(order, stand.deps);
  await assertDeliveredOnce(order);
});

test('K5: no state from the body: whatever it claims, recordInfo decides', async (t) => {
  const looks = await startScriptedServer(t, (response) =>
    json(response, { code: 200, msg: 'success', data: { state: 'generating' } }),
  );
  const order = await submitted();
  const { token, taskId } = order;
  const door = await openDoor(t, undefined, { ...stand.deps, kie: stand.kieClient({ apiBase: looks.url }) });
  const claims = [
    { state: 'success', resultJson: '{"resultUrls":["http://evil.test/x.png"]}', creditsConsumed: 9_999 },
    { state: 'fail', failCode: '500', failMsg: 'no' },
    { state: 'success', response: { resultUrls: ['http://evil.test/y.png'] }, generationId: 'someone-else' },
  ];
  for (const claim of claims) assert.equal(await post(door.address(token), bodyOf(taskId, claim)), 200);
  await waitFor('a look for each', () => looks.seen.length === claims.length);
  const row = await stand.rows.generation(order.generationId);
  assert.deepEqual([row.state, row.results, row.credits_consumed], ['waiting', null, null]);
  assert.equal(await stand.rows.hold(order.generationId), 'held');
});

/** Sends until it is answered or cut, and tells the status; null = cut first. */
function pour(url: string, bytes: number, headers: http.OutgoingHttpHeaders) {
  return new Promise<number | null>((resolve) => {
    const chunk = Buffer.alloc(256 * 1_024, 'a');
    let left = bytes;
    const request = http.request(url, { method: 'POST', headers, agent: false }, (response) => {
      resolve(response.statusCode ?? null);
      request.destroy();
    });
    request.on('error', () => resolve(null));
    const more = (): void => {
      while (left > 0 && !request.destroyed) {
        left -= chunk.length;
        if (!request.write(chunk)) {
          request.once('drain', more);
          return;
        }
      }
      if (!request.destroyed) request.end();
    };
    more();
  });
}

test('K5: a body of 50 MB, announced or not, is 413 and reaches nobody', async (t) => {
  const door = await openDoor(t);
  const order = await submitted();
  const { token, taskId } = order;
  const size = 50 * 1_024 * 1_024;
  for (const headers of [{ 'content-length': size }, { 'transfer-encoding': 'chunked' }]) {
    assert.equal(await pour(door.address(token), size, headers), 413);
  }
  assert.deepEqual(door.link.requests, []);
  assert.equal(await post(door.address(token), bodyOf(taskId)), 200, 'and the door is still open');
  await assertDeliveredOnce(order);
});

test('K5: a flood of a thousand is 429 with Retry-After; few reach the database, /health answers, the result comes', async (t) => {
  const door = await openDoor(t);
  const order = await submitted();
  const { token, taskId } = order;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
  t.after(() => agent.destroy());
  const statuses = new Map<number, number>();
  let withoutRetryAfter = 0;
  const knock = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const request = http.request(door.address(token), { method: 'POST', agent }, (response) => {
        const { statusCode = 0, headers } = response;
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
        if (statusCode === 429 && headers['retry-after'] === undefined) withoutRetryAfter += 1;
        response.resume().once('end', resolve);
      });
      request.once('error', reject);
      request.end(bodyOf(taskId));
    });
  const startedAt = performance.now();
  const flood = inParallel(Array.from({ length: 1_000 }), 100, knock);
  const health = await fetch(`${door.url}/health`);
  assert.equal(health.status, 200, 'the platform sees a healthy service');
  await flood;
  const seconds = Math.ceil((performance.now() - startedAt) / 1_000);
  const taken = statuses.get(200) ?? 0;
  t.diagnostic(`1000 in ${seconds} s: ${taken} taken, ${statuses.get(429) ?? 0} refused`);
  assert.ok(taken >= 1 && taken <= 25 * (seconds + 1), `${taken} in ${seconds} s`);
  assert.equal(statuses.get(429), 1_000 - taken);
  assert.equal(withoutRetryAfter, 0);
  assert.equal(door.link.requests.length, taken);
  await assertDeliveredOnce(order);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
