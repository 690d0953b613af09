import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createKieSim } from '../../src/sandbox/kie/sim-client.ts';
import { startKieSandbox } from '../../src/sandbox/kie/start.ts';
import { waitFor } from '../support/wait-for.ts';
import { KEY, MODELS, resultUrls, startStand, type Stand } from './sandbox-kie-stand.ts';

const CREATE = '/api/v1/jobs/createTask';
const BODY = { model: 'fake/image', input: { prompt: 'x', aspect_ratio: '1:1' } };

function createRaw({ url }: Pick<Stand, 'url'>, signal?: AbortSignal, body: object = BODY): Promise<Response> {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return fetch(url + CREATE, signal === undefined ? init : { ...init, signal });
}

test('an envelope code is answered as often as told, only where it matches, and creates nothing', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ method: 'POST', path: 'createTask', code: 455, times: 2 });
  assert.equal((await stand.get('/api/v1/chat/credit')).code, 200);
  assert.deepEqual(
    [
      (await stand.post(CREATE, BODY)).code,
      (await stand.post(CREATE, BODY)).code,
      (await stand.post(CREATE, BODY)).code,
    ],
    [455, 455, 200],
  );
  assert.equal((await stand.sim.tasks()).length, 1);
});

test('a fault may carry a message and a real HTTP status', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ code: 500, msg: 'Credits insufficient', httpStatus: 503 });
  const response = await createRaw(stand);
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), { code: 500, msg: 'Credits insufficient', data: null });
});

test('a reset connection creates nothing', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ behaviour: 'reset' });
  await assert.rejects(createRaw(stand), TypeError);
  assert.deepEqual(await stand.sim.tasks(), []);
});

test('a hanging request is never answered, and is cut when the sandbox starts anew', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ behaviour: 'hang', times: 2 });
  await assert.rejects(createRaw(stand, AbortSignal.timeout(100)), { name: 'TimeoutError' });
  const cut = assert.rejects(createRaw(stand), TypeError);
  await waitFor('the second request', async () => (await stand.sim.calls()).length === 2);
  await stand.sim.reset();
  await cut;
});

test('stop ends hanging requests and slow callbacks, and may be called twice', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const sandbox = await startKieSandbox({ models: MODELS, latencyMs: 0 });
  const stand = { url: sandbox.url };
  const sim = createKieSim(sandbox.url);
  const callBackUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
  const called = once(listener, 'request');
  await createRaw(stand, undefined, { ...BODY, callBackUrl });
  await called;
  await sim.fault({ behaviour: 'hang' });
  const cut = assert.rejects(createRaw(stand), TypeError);
  await waitFor('the hanging request', async () => (await sim.calls()).length === 2);
  await sandbox.stop();
  await cut;
  await sandbox.stop();
  // Only a listener without open connections closes, so this also waits for the callback to be dropped.
  await new Promise((resolve) => listener.close(resolve));
});

test('a proxy page and an empty answer are no JSON', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ behaviour: 'html' });
  const html = await createRaw(stand);
  assert.deepEqual([html.status, (await html.text()).startsWith('<!DOCTYPE html>')], [502, true]);
  await stand.sim.fault({ behaviour: 'empty' });
  assert.equal(await (await createRaw(stand)).text(), '');
});

test('accept-then-drop creates the task and cuts the connection', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ path: 'createTask', behaviour: 'accept-then-drop' });
  await assert.rejects(createRaw(stand), TypeError);
  assert.equal((await stand.sim.tasks()).length, 1);
});

test('accept-then-hang and accept-then-html create the task, and answer nothing or a page', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ path: 'createTask', behaviour: 'accept-then-hang' });
  await assert.rejects(createRaw(stand, AbortSignal.timeout(300)), { name: 'TimeoutError' });
  await stand.sim.fault({ path: 'createTask', behaviour: 'accept-then-html' });
  const page = await createRaw(stand);
  assert.deepEqual([page.status, (await page.text()).startsWith('<!DOCTYPE html>')], [502, true]);
  assert.equal((await stand.sim.tasks()).length, 2);
  await stand.sim.fault({ path: 'createTask', behaviour: 'accept-then-hang' });
  const cut = assert.rejects(createRaw(stand), TypeError);
  await waitFor('the third task', async () => (await stand.sim.tasks()).length === 3);
  await stand.sim.reset();
  await cut;
});

test('a truncated answer arrives, does not parse, and the task exists', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ path: 'createTask', behaviour: 'truncated' });
  const body = await (await createRaw(stand)).text();
  assert.ok(body.startsWith('{"code":200'));
  assert.throws(() => JSON.parse(body) as unknown, SyntaxError);
  assert.equal((await stand.sim.tasks()).length, 1);
});

test('a truncated file is cut on the wire', async (t) => {
  const stand = await startStand(t);
  const [url] = resultUrls(await stand.finish('fake/audio', { text: 'до' }));
  await stand.sim.fault({ path: '/results/', behaviour: 'truncated' });
  const response = await fetch(url!);
  await assert.rejects(response.arrayBuffer(), TypeError);
});

test('a delay is a late but good answer', async (t) => {
  const stand = await startStand(t);
  await stand.sim.fault({ behaviour: 'delay', delayMs: 120 });
  const before = performance.now();
  assert.equal((await stand.post(CREATE, BODY)).code, 200);
  assert.ok(performance.now() - before >= 115);
});

test('every API call is in the journal, control calls and keys are not', async (t) => {
  const stand = await startStand(t);
  await stand.get('/api/v1/chat/credit');
  await stand.post(CREATE, BODY);
  await stand.get('/api/v1/nothing').catch(() => undefined);
  await stand.sim.fault({ behaviour: 'reset' });
  await assert.rejects(createRaw(stand));
  const calls = await waitFor('four calls', async () => {
    const all = await stand.sim.calls();
    return all.length === 4 && all.slice(0, 3).every(({ httpStatus }) => httpStatus !== null) ? all : undefined;
  });
  assert.deepEqual(
    calls.map(({ method, path, httpStatus, code }) => [method, path, httpStatus, code]),
    [
      ['GET', '/api/v1/chat/credit', 200, 200],
      ['POST', CREATE, 200, 200],
      ['GET', '/api/v1/nothing', 404, 404],
      ['POST', CREATE, null, undefined],
    ],
  );
  assert.deepEqual(calls[1]?.body, BODY);
  assert.ok(!JSON.stringify(calls).includes(KEY));
});
