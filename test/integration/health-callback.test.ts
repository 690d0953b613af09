import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { AppError } from '../../src/shared/errors.ts';
import { startHealthApp } from '../support/health.ts';
import { readMetrics } from '../support/prometheus.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKEN = 'Unguessable_token-000000001';
const BODY = JSON.stringify({ code: 200, msg: 'ok', data: { taskId: 'task-1', state: 'success' } });

const taskIdOf = (body: unknown): string | null => (JSON.stringify(body).includes('task-1') ? 'task-1' : null);

const post = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

test('a known token is answered 200 only after the generation child has replied', async (t) => {
  const hints: unknown[] = [];
  const stored = Promise.withResolvers<{ known: true }>();
  const app = await startHealthApp({
    taskIdOf,
    hint: (body) => {
      hints.push(body);
      return stored.promise;
    },
  });
  t.after(app.close);
  let isAnswered = false;
  const answer = post(`${app.url}/kie/callback/${TOKEN}`, BODY).finally(() => (isAnswered = true));
  await waitFor('the hint to be handed on', () => hints.length > 0);
  await (await fetch(`${app.url}/health`)).text();
  assert.equal(isAnswered, false);
  stored.resolve({ known: true });
  const response = await answer;
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { code: 200 });
  assert.deepEqual(hints, [{ token: TOKEN, taskId: 'task-1' }]);
});

test('an unknown token and a malformed one cannot be told apart, and the malformed one reaches nobody', async (t) => {
  let asked = 0;
  const app = await startHealthApp({
    notFoundAfterMs: 120,
    hint: () => {
      asked += 1;
      return Promise.resolve({ known: false });
    },
  });
  t.after(app.close);
  const look = async (token: string) => {
    const startedAt = performance.now();
    const response = await post(`${app.url}/kie/callback/${token}`, BODY);
    const body = await response.text();
    return {
      status: response.status,
      body,
      headers: [...response.headers].filter(([name]) => name !== 'date'),
      ms: performance.now() - startedAt,
    };
  };
  const unknown = await look(TOKEN);
  assert.equal(unknown.status, 404);
  assert.ok(unknown.ms >= 115);
  for (const malformed of [
    'short',
    `${TOKEN}!`,
    'a'.repeat(65),
    '%00'.repeat(20),
    encodeURIComponent('ж'.repeat(30)),
  ]) {
    const { ms, ...seen } = await look(malformed);
    assert.deepEqual({ ...seen }, { status: 404, body: unknown.body, headers: unknown.headers }, malformed);
    assert.ok(ms >= 115, malformed);
  }
  assert.equal(asked, 1);
});

test('while the generation child is away KIE is told to try again', async (t) => {
  for (const hint of [
    () => Promise.reject(new AppError('IPC_UNAVAILABLE', 'there is no such child')),
    () => Promise.resolve({ known: 'perhaps' }),
  ]) {
    const app = await startHealthApp({ hint });
    t.after(app.close);
    const response = await post(`${app.url}/kie/callback/${TOKEN}`, BODY);
    assert.equal(response.status, 503);
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  }
});

test('with a key set a wrong or missing signature is refused before anybody is asked', async (t) => {
  let asked = 0;
  const app = await startHealthApp({
    taskIdOf,
    isGenuine: (headers, taskId) => taskId === 'task-1' && headers['x-webhook-signature'] === 'right',
    hint: () => {
      asked += 1;
      return Promise.resolve({ known: true });
    },
  });
  t.after(app.close);
  const url = `${app.url}/kie/callback/${TOKEN}`;
  assert.equal((await post(url, BODY)).status, 401);
  const wrong = { 'x-webhook-timestamp': '17', 'x-webhook-signature': 'wrong' };
  assert.equal((await post(url, BODY, wrong)).status, 401);
  assert.equal(asked, 0);
  const right = { ...wrong, 'x-webhook-signature': 'right' };
  assert.equal((await post(url, BODY, right)).status, 200);
});

test('bodies: not JSON 400, none is hint enough, over 100 KB 413 also when packed, unknown encoding 415', async (t) => {
  const app = await startHealthApp();
  t.after(app.close);
  const url = `${app.url}/kie/callback/${TOKEN}`;
  const padded = (bytes: number): string => JSON.stringify({ x: 'a'.repeat(bytes - '{"x":""}'.length) });
  const gzip = { 'content-encoding': 'gzip' };
  const rows = [
    { name: 'not JSON', body: '{"code":', headers: {}, status: 400 },
    { name: 'nothing', body: '', headers: {}, status: 200 },
    { name: 'exactly 100 KB', body: padded(102_400), headers: {}, status: 200 },
    { name: 'one more', body: padded(102_401), headers: {}, status: 413 },
    { name: 'packed', body: gzipSync(BODY), headers: gzip, status: 200 },
    { name: 'a packed bomb', body: gzipSync(padded(20_000_000)), headers: gzip, status: 413 },
    { name: 'packed badly', body: BODY, headers: gzip, status: 400 },
    { name: 'unknown encoding', body: BODY, headers: { 'content-encoding': 'x-own' }, status: 415 },
    { name: 'another content type', body: BODY, headers: { 'content-type': 'text/html' }, status: 200 },
  ];
  for (const { name, body, headers, status } of rows) {
    const response = await post(url, typeof body === 'string' ? body : new Uint8Array(body), headers);
    assert.equal(response.status, status, name);
    await response.text();
  }
});

test('a flood is answered 429 with Retry-After, and the next second is open again', async (t) => {
  const app = await startHealthApp({ limits: { perAddress: 100, overall: 5 } });
  t.after(app.close);
  const url = `${app.url}/kie/callback/${TOKEN}`;
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(url, BODY)));
  const throttled = answers.filter((response) => response.status === 429);
  assert.equal(answers.filter((response) => response.status === 200).length, 5);
  assert.equal(throttled.length, 15);
  assert.ok(throttled.every((response) => response.headers.get('retry-after') === '1'));
  await waitFor('the next second', async () => (await post(url, BODY)).status === 200, { everyMs: 200 });
  const families = readMetrics(await (await fetch(`${app.url}/metrics`)).text());
  const counted = families.get('kie_bot_callbacks_total')?.samples ?? [];
  const count = (outcome: string) => counted.find((sample) => sample.labels['outcome'] === outcome)?.value ?? 0;
  assert.equal(count('accepted'), 6);
  assert.ok(count('throttled') >= 15);
});

/** Any bytes under any headers: `fetch` would refuse or mend some of them. */
function send(port: number, path: string, body: Uint8Array, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', reject);
    request.end(body);
  });
}

test('no body, token or header makes the server fail', async (t) => {
  const app = await startHealthApp({ taskIdOf, hint: () => Promise.reject(new AppError('IPC_UNAVAILABLE', 'away')) });
  t.after(app.close);
  const anyBody = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.json().map((text) => new Uint8Array(gzipSync(text))),
  );
  const anyHeaders = fc.record(
    {
      'content-type': fc.constantFrom(
        'application/json',
        'text/plain; charset=x',
        'application/json; charset=utf-16',
        ';',
      ),
      'content-encoding': fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'none'),
      'x-webhook-signature': fc.stringMatching(/^[!-~]{0,80}$/),
      'x-webhook-timestamp': fc.stringMatching(/^[!-~]{0,30}$/),
    },
    { requiredKeys: [] },
  );
  const anyToken = fc.oneof(fc.constant(TOKEN), fc.stringMatching(/^[!-"$->@-~]{1,80}$/));
  await fc.assert(
    fc.asyncProperty(anyToken, anyBody, anyHeaders, async (token, body, headers) => {
      const status = await send(app.port, `/kie/callback/${token}`, body, headers);
      assert.ok(status < 500 || status === 503, String(status));
    }),
    { numRuns: 300 },
  );
  assert.deepEqual(
    app.log.lines.filter((line) => line.level === 'error'),
    [],
  );
});
