import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Supervision } from '../../src/roles/health/supervision.ts';
import { peersOf, report, startHealthApp, supervisionOf } from '../support/health.ts';
import { readMetrics } from '../support/prometheus.ts';
import { waitFor } from '../support/wait-for.ts';

test('/health is ok in every state that a restart would not mend, and answers HEAD', async (t) => {
  let supervision: Partial<Supervision> = { peers: undefined, silentForMs: null };
  const app = await startHealthApp({ supervision: () => supervisionOf(supervision) });
  t.after(app.close);
  const ok = async (): Promise<void> => {
    const response = await fetch(`${app.url}/health`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(await response.text(), 'ok');
  };
  await ok();
  supervision = { peers: peersOf([report('polling', { state: 'backoff' })]) };
  await ok();
  const head = await fetch(`${app.url}/health`, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
  supervision = { silentForMs: 10_001 };
  const sick = await fetch(`${app.url}/health`);
  assert.equal(sick.status, 503);
  assert.equal(await sick.text(), 'restart needed');
});

test('/ready tells the role, the lease, the children and the queues', async (t) => {
  let isStopping = false;
  const app = await startHealthApp({ isStopping: () => isStopping });
  t.after(app.close);
  const response = await fetch(`${app.url}/ready`);
  assert.equal(response.status, 200);
  const body = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(Object.keys(body), [
    'ready',
    'role',
    'leaseOwner',
    'leaseEpoch',
    'lastPollAt',
    'uptimeSeconds',
    'children',
    'queues',
  ]);
  assert.equal(body['role'], 'polling');
  assert.equal(body['uptimeSeconds'], 61);
  assert.deepEqual(body['queues'], { 'generation.submit': 3 });
  isStopping = true;
  assert.equal((await fetch(`${app.url}/ready`)).status, 503);
});

test('/metrics is one valid page with the figures of the supervisor, of this process and of the others', async (t) => {
  const other = {
    process: 'polling',
    metrics: [{ name: 'a_total', help: 'A.', type: 'counter', values: [{ value: 2, labels: {} }] }] as const,
  };
  const supervision = supervisionOf({
    metrics: [{ ...other, metrics: other.metrics.map((m) => ({ ...m, values: [...m.values] })) }],
  });
  const app = await startHealthApp({ supervision: () => supervision });
  t.after(app.close);
  await fetch(`${app.url}/health`);
  await fetch(`${app.url}/somewhere`);
  const response = await fetch(`${app.url}/metrics`);
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const families = readMetrics(await response.text());
  assert.deepEqual(families.get('a_total')?.samples, [{ name: 'a_total', labels: { process: 'polling' }, value: 2 }]);
  assert.ok(families.has('kie_bot_child_up'));
  const counts = families
    .get('kie_bot_http_request_duration_seconds')
    ?.samples.filter((s) => s.name.endsWith('_count'));
  assert.deepEqual(
    counts?.map(({ labels }) => `${labels['route'] ?? ''} ${labels['status'] ?? ''}`),
    ['/health 200', 'unknown 404'],
  );
});

test('unknown paths are 404 and wrong methods 405 with Allow, as JSON', async (t) => {
  const app = await startHealthApp();
  t.after(app.close);
  for (const path of ['/', '/healthz', '/kie/callback/', '/metrics/x', '/%', '/..%2fhealth']) {
    const response = await fetch(`${app.url}${path}`);
    assert.equal(response.status, 404, path);
    assert.deepEqual(await response.json(), { error: 'not found' }, path);
  }
  const rows = [
    { path: '/health', method: 'POST', allow: 'GET, HEAD' },
    { path: '/ready', method: 'DELETE', allow: 'GET, HEAD' },
    { path: '/metrics', method: 'OPTIONS', allow: 'GET, HEAD' },
    { path: '/kie/callback/abcdefghijklmnopqrst', method: 'GET', allow: 'POST' },
  ];
  for (const { path, method, allow } of rows) {
    const response = await fetch(`${app.url}${path}`, { method });
    assert.equal(response.status, 405, path);
    assert.equal(response.headers.get('allow'), allow, path);
  }
});

test('every answer carries the protective headers and none that names the software', async (t) => {
  const app = await startHealthApp();
  t.after(app.close);
  for (const path of ['/health', '/ready', '/metrics', '/nothing']) {
    const { headers } = await fetch(`${app.url}${path}`);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.match(headers.get('strict-transport-security') ?? '', /max-age=\d{7,}/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual([headers.get('x-powered-by'), headers.get('server'), headers.get('etag')], [null, null, null]);
  }
});

test('a handler that throws gives a short 500 and one logged error', async (t) => {
  const app = await startHealthApp({
    supervision: () => {
      throw new Error('secret detail');
    },
  });
  t.after(app.close);
  const response = await fetch(`${app.url}/ready`);
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), { error: 'something went wrong' });
  assert.deepEqual(
    app.log.lines.filter((line) => line.level === 'error').map((line) => line.message),
    ['http.handler_failed'],
  );
});

test('/ready and /metrics are throttled, /health never is', async (t) => {
  const app = await startHealthApp({ limits: { perAddress: 2, overall: 100 } });
  t.after(app.close);
  const statuses = async (path: string): Promise<number[]> =>
    await Promise.all(Array.from({ length: 5 }, async () => (await fetch(`${app.url}${path}`)).status));
  assert.deepEqual((await statuses('/ready')).toSorted(), [200, 200, 429, 429, 429]);
  assert.deepEqual(await statuses('/health'), [200, 200, 200, 200, 200]);
});

/** What the server says to raw bytes, until it closes the connection. */
function sayRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.once('close', () => resolve(answer));
    socket.once('error', reject);
  });
}

test('headers over 8 KB are refused and a client that trickles its headers is cut off', async (t) => {
  const app = await startHealthApp();
  t.after(app.close);
  const big = await sayRaw(app.port, `GET /health HTTP/1.1\r\nhost: x\r\nx-big: ${'a'.repeat(9_000)}\r\n\r\n`);
  assert.match(big, /^HTTP\/1\.1 431 /);
  const startedAt = performance.now();
  const slow = await sayRaw(app.port, 'GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ');
  assert.match(slow, /^HTTP\/1\.1 408 /);
  assert.ok(performance.now() - startedAt < 8_000);
});

test('the access log is at debug and knows the route, not the path', async (t) => {
  const app = await startHealthApp();
  t.after(app.close);
  const token = 'tokentokentokentoken1234';
  await fetch(`${app.url}/kie/callback/${token}`, { method: 'POST', body: '{}' });
  await fetch(`${app.url}/kie/callback/${token}/more?x=${token}`);
  await waitFor('two log lines', () => app.log.lines.length >= 2);
  assert.ok(app.log.lines.every((line) => line.level === 'debug'));
  assert.ok(!JSON.stringify(app.log.lines).includes(token));
});
