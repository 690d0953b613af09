import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { waitFor } from '../support/wait-for.ts';
import { LATENCY_MS, startStand, type Stand } from './sandbox-kie-stand.ts';

const HMAC_KEY = 'fake-hmac-key';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: { code: number; msg: string; data: Record<string, unknown> };
}

/** Answers each callback with the next of `statuses`, and with 200 when they are used up; `hang` never answers. */
async function listen(t: TestContext, statuses: readonly (number | 'hang')[] = []) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body: JSON.parse(body) as Received['body'] });
      const status = statuses[received.length - 1] ?? 200;
      if (status !== 'hang') response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb/token`, received };
}

async function finishWithCallback({ create, clock }: Stand, callBackUrl: string): Promise<string> {
  const taskId = await create('fake/image', { prompt: 'x', aspect_ratio: '1:1' }, { callBackUrl });
  clock.now += LATENCY_MS;
  return taskId;
}

const triesOf = async ({ sim }: Stand) => (await sim.tasks())[0]?.callbackTries.map(({ outcome }) => outcome) ?? [];

test('a success is told once, unsigned without a key', async (t) => {
  const stand = await startStand(t);
  const { url, received } = await listen(t);
  const taskId = await finishWithCallback(stand, url);
  await waitFor('a delivered callback', async () => (await triesOf(stand)).length === 1);
  assert.equal(received.length, 1);
  const { headers, body } = received[0]!;
  assert.equal(headers['x-webhook-signature'], undefined);
  assert.deepEqual([body.code, body.msg], [200, 'Playground task completed successfully.']);
  assert.deepEqual([body.data['taskId'], body.data['state'], body.data['creditsConsumed']], [taskId, 'success', 2.25]);
});

test('a failure is told with code 501 and its reason', async (t) => {
  const stand = await startStand(t);
  const { url, received } = await listen(t);
  await stand.sim.failNext({ failCode: '422', failMsg: 'content policy' });
  await finishWithCallback(stand, url);
  await waitFor('a callback', () => received.length === 1);
  const { code, msg, data } = received[0]!.body;
  assert.deepEqual([code, msg, data['failMsg']], [501, 'Playground task failed.', 'content policy']);
});

test('with a key the signature covers the task id and the time', async (t) => {
  const stand = await startStand(t);
  await stand.sim.settings({ hmacKey: HMAC_KEY });
  const { url, received } = await listen(t);
  const taskId = await finishWithCallback(stand, url);
  await waitFor('a callback', () => received.length === 1);
  const { headers } = received[0]!;
  const timestamp = String(Math.floor(stand.clock.now / 1_000));
  assert.equal(headers['x-webhook-timestamp'], timestamp);
  const expected = createHmac('sha256', HMAC_KEY).update(`${taskId}.${timestamp}`).digest('base64');
  assert.equal(headers['x-webhook-signature'], expected);
});

test('a forged signature does not fit the key', async (t) => {
  const stand = await startStand(t);
  await stand.sim.settings({ hmacKey: HMAC_KEY, callbacks: 'forged-signature' });
  const { url, received } = await listen(t);
  const taskId = await finishWithCallback(stand, url);
  await waitFor('a callback', () => received.length === 1);
  const { headers } = received[0]!;
  const right = createHmac('sha256', HMAC_KEY).update(`${taskId}.${String(headers['x-webhook-timestamp'])}`);
  assert.notEqual(headers['x-webhook-signature'], right.digest('base64'));
});

test('a listener that fails is tried three times, then given up', async (t) => {
  const stand = await startStand(t);
  await stand.sim.settings({ callbackSpacingMs: 5 });
  const { url, received } = await listen(t, [503, 500, 502, 200]);
  await finishWithCallback(stand, url);
  await waitFor('three tries', async () => (await triesOf(stand)).length === 3);
  assert.deepEqual(await triesOf(stand), [503, 500, 502]);
  assert.equal(received.length, 3);
});

test('a listener that does not answer in time is tried again', async (t) => {
  const stand = await startStand(t);
  await stand.sim.settings({ callbackSpacingMs: 5, callbackTimeoutMs: 60 });
  const { url } = await listen(t, ['hang']);
  await finishWithCallback(stand, url);
  await waitFor('two tries', async () => (await triesOf(stand)).length === 2);
  assert.deepEqual(await triesOf(stand), ['timeout', 200]);
});

test('duplicates are sent when asked for, and none when switched off', async (t) => {
  const stand = await startStand(t);
  const { url, received } = await listen(t);
  await stand.sim.settings({ callbacks: 'off' });
  await finishWithCallback(stand, url);
  await waitFor('a finished task', async () => (await stand.sim.tasks())[0]?.state === 'success');
  await stand.sim.settings({ callbacks: 'duplicate' });
  const taskId = await finishWithCallback(stand, url);
  await waitFor('two callbacks', () => received.length === 2);
  assert.deepEqual(
    received.map(({ body }) => body.data['taskId']),
    [taskId, taskId],
  );
});
