/** Strangers at the public port: forged, replayed, huge and slow requests. What a flood meets: health-callback.test.ts. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { taskIdOfCallback } from '../../src/adapters/kie/callback-body.ts';
import { verifyCallback } from '../../src/adapters/kie/callback-signature.ts';
import { readinessOf } from '../../src/roles/health/readiness.ts';
import { peersOf, report, startHealthApp, supervisionOf } from '../support/health.ts';
import { createSecretScan } from '../support/secret-scan.ts';

const TOKEN = 'Unguessable_token-000000001';
const KEY = 'fake-hmac-key-0123456789';
const NOW = 1_764_000_000_000;

async function stand(t: TestContext) {
  const hints: { readonly token: string; readonly taskId: string | null }[] = [];
  const app = await startHealthApp({
    taskIdOf: taskIdOfCallback,
    isGenuine: (headers, taskId) => verifyCallback(headers, taskId ?? '', KEY, NOW).ok,
    hint: (hint) => {
      hints.push(hint);
      return Promise.resolve({ known: hint.token === TOKEN });
    },
  });
  t.after(app.close);
  return { app, hints };
}
const signed = (taskId: string, at = NOW / 1_000, key = KEY): Record<string, string> => ({
  'content-type': 'application/json',
  'x-webhook-timestamp': String(at),
  'x-webhook-signature': createHmac('sha256', key).update(`${taskId}.${at}`).digest('base64'),
});
const BODY = '{"data":{"taskId":"t1"}}';

test('a forged, a stale and another task’s signature are refused; a replay is the same hint once more', async (t) => {
  const { app, hints } = await stand(t);
  const post = async (headers: Record<string, string>, body = BODY): Promise<number> =>
    (await fetch(`${app.url}/kie/callback/${TOKEN}`, { method: 'POST', headers, body })).status;
  for (const headers of [
    {},
    signed('t2'),
    signed('t1', NOW / 1_000, 'another-key-of-nobody'),
    signed('t1', NOW / 1_000 - 301),
    signed('t1', NOW / 1_000 + 301),
    { ...signed('t1'), 'x-webhook-timestamp': `${NOW / 1_000} ` + '0' },
    { ...signed('t1'), 'x-webhook-signature': '' },
    { ...signed('t1'), 'x-webhook-signature': `${signed('t1')['x-webhook-signature'] ?? ''}=` },
  ]) {
    assert.equal(await post(headers), 401, JSON.stringify(headers));
  }
  assert.deepEqual(hints, []);
  assert.deepEqual([await post(signed('t1')), await post(signed('t1'))], [200, 200]);
  assert.deepEqual(hints, [
    { token: TOKEN, taskId: 't1' },
    { token: TOKEN, taskId: 't1' },
  ]);
});

test('of a body nothing but a plain task id is read, whatever it is made of', () => {
  for (const [body, taskId] of [
    ['{"data":{"taskId":"a"},"data":{"taskId":"b"}}', 'b'],
    ['{"__proto__":{"taskId":"x"}}', null],
    ['{"constructor":{"prototype":{"taskId":"x"}}}', null],
    ['{"data":{"__proto__":{"taskId":"x"}}}', null],
    ['{"data":{"taskId":{"$ne":null}}}', null],
    ['{"data":["taskId"]}', null],
    [`{"taskId":"${'x'.repeat(201)}"}`, null],
    ['{"taskId":17}', null],
    ['[]', null],
    ['null', null],
    ['"taskId"', null],
    ['1e999', null],
  ] as const) {
    assert.equal(taskIdOfCallback(JSON.parse(body)), taskId, body);
  }
  assert.equal(({} as Record<string, unknown>)['taskId'], undefined);
});

test('paths that climb, hide or repeat lead to nobody', async (t) => {
  const { app, hints } = await stand(t);
  const raw = async (line: string): Promise<string> => {
    const socket = connect(app.port, '127.0.0.1');
    socket.write(`${line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}`);
    let answer = '';
    for await (const bytes of socket) answer += String(bytes);
    return answer.split('\r\n')[0] ?? '';
  };
  for (const path of [
    ...[
      '/../../etc/passwd',
      '/kie/callback/../../health',
      '/kie/callback/..%2f..%2fetc',
      '/kie//callback/x',
      '//health',
    ],
    ...[
      `/kie/callback/${TOKEN}/..`,
      `/kie/callback/%2e%2e`,
      '/kie/callback/%00',
      `/kie/callback/${TOKEN}%00`,
      '/%c0%ae',
    ],
    ...['/.env', '/proc/self/environ', '/KIE/CALLBACK', '/metrics/../.env', '/health%00'],
  ]) {
    assert.match(await raw(`POST ${path}`), / (?:400|404|405) /, path);
  }
  assert.match(await raw('POST http://169.254.169.254/latest'), / 404 /);
  assert.match(await raw('CONNECT 127.0.0.1:5432'), /^$| 40\d /);
  for (const method of ['HEAD', 'OPTIONS', 'PUT', 'TRACE', 'PATCH', 'DELETE']) {
    assert.match(await raw(`${method} /kie/callback/${TOKEN}`), / 405 /, method);
  }
  assert.deepEqual(hints, []);
});

test('a body of 50 MB is cut off long before its end, and costs no memory to speak of', async (t) => {
  const { app, hints } = await stand(t);
  const before = process.memoryUsage().rss;
  const socket = connect(app.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST /kie/callback/${TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-length: 52428800\r\n\r\n`);
  let answer = '';
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
  const closed = once(socket, 'close').catch(() => undefined); // it is cut while we write
  const chunk = Buffer.alloc(64 * 1_024, 'a');
  let sent = 0;
  while (!socket.destroyed && answer === '' && sent < 52_428_800) {
    sent += chunk.length;
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
  }
  // What is on its way when the connection is cut may cost the client its answer.
  assert.match(answer, /^(?:HTTP\/1\.1 413 |$)/);
  assert.ok(sent < 13_000_000, `${sent} bytes were taken`);
  socket.destroy();
  await closed;
  assert.ok(process.memoryUsage().rss - before < 80_000_000);
  assert.deepEqual(hints, []);
});

test('hundreds of clients that trickle their headers keep nobody else away', async (t) => {
  const { app } = await stand(t);
  const sockets = Array.from({ length: 300 }, () => connect(app.port, '127.0.0.1'));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets) socket.on('error', () => undefined).write('POST /kie/callback/x HTTP/1.1\r\nx-a: ');
  const startedAt = performance.now();
  assert.equal((await fetch(`${app.url}/health`)).status, 200);
  assert.ok(performance.now() - startedAt < 3_000);
  await Promise.all(sockets.map(async (socket) => (socket.closed ? null : await once(socket.resume(), 'close'))));
});

test('what a child reports beyond its figures is in no public answer', async (t) => {
  const secret = 'fake-secret-in-a-status';
  const status = { role: 'polling', token: secret, leaseOwner: 'srv', nested: { secret }, queues: { a: 1, b: secret } };
  const peers = peersOf([report('polling', { status }), report('generation', { status: { queues: { x: secret } } })]);
  const app = await startHealthApp({ supervision: () => supervisionOf({ peers }) });
  t.after(app.close);
  const scan = createSecretScan({ secret });
  for (const path of ['/ready', '/metrics', '/health'])
    scan.text(path, await (await fetch(`${app.url}${path}`)).text());
  assert.deepEqual(scan.findings(), []);
  assert.ok(scan.scanned() > 500);
  assert.ok(!JSON.stringify(readinessOf(supervisionOf({ peers }), false)).includes('pid'));
});
