import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { CreateOutcome } from '../../src/adapters/kie/client.ts';
import { AppError, hasCode, type ErrorCode } from '../../src/shared/errors.ts';
import { errorFields } from '../../src/shared/log.ts';
import { clientFor, closedPort, KEY, request, scripted, TASK } from './kie-client-stand.ts';
import { json, startScriptedServer, type Script } from './kie-scripted-server.ts';

const created = { code: 200, msg: 'success', data: { taskId: TASK, recordId: TASK } };
const codeOf = (outcome: CreateOutcome): ErrorCode | null => (outcome.kind === 'created' ? null : outcome.error.code);

test('createTask sends model, input and callback as JSON, with the key and a normal User-Agent', async (t) => {
  const { server, client } = await scripted(t, (response) => json(response, created));
  assert.deepEqual(await client.createTask(request), { kind: 'created', taskId: TASK });
  const [call] = server.seen;
  assert.equal(`${call!.method} ${call!.path}`, 'POST /api/v1/jobs/createTask');
  assert.equal(call!.headers.authorization, `Bearer ${KEY}`);
  assert.equal(call!.headers['content-type'], 'application/json');
  assert.match(call!.headers['user-agent'] ?? '', /^Mozilla\/5\.0 /);
  assert.deepEqual(JSON.parse(call!.body.toString()), request);
});

test('createTask without a callback leaves the field out', async (t) => {
  const { server, client } = await scripted(t, (response) => json(response, created));
  await client.createTask({ ...request, callBackUrl: null });
  assert.deepEqual(Object.keys(JSON.parse(server.seen[0]!.body.toString()) as object).toSorted(), ['input', 'model']);
});

const ambiguous: readonly (readonly [name: string, script: Script])[] = [
  ['never answered', () => undefined],
  ['reset without an answer', (response) => response.destroy()],
  [
    'cut in the middle of the answer',
    (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"code":200,', () => response.destroy());
    },
  ],
  ['answered with a gateway page', (response) => response.writeHead(502).end('<html>Bad Gateway</html>')],
  ['answered with JSON of a gateway', (response) => json(response, { message: 'Internal server error' }, 500)],
  ['answered with nothing', (response) => response.writeHead(200).end()],
  ['answered without a task id', (response) => json(response, { code: 200, msg: 'success', data: {} })],
];
for (const [name, script] of ambiguous) {
  test(`createTask is called once and its outcome is unknown when it is ${name}`, async (t) => {
    const { server, client } = await scripted(t, script, { timeouts: { createMs: 300 } });
    const outcome = await client.createTask(request);
    assert.equal(outcome.kind, 'unknown');
    assert.equal(codeOf(outcome), 'KIE_OUTCOME_UNKNOWN');
    assert.equal(server.seen.length, 1);
  });
}

test('createTask is refused, not unknown, when nothing listens or the name does not exist', async () => {
  for (const base of [`http://127.0.0.1:${await closedPort()}`, 'http://no-such-host.invalid']) {
    const outcome = await clientFor(base).createTask(request);
    assert.equal(outcome.kind, 'refused', base);
    assert.equal(codeOf(outcome), 'KIE_UNAVAILABLE');
  }
});

test('createTask is refused, and not sent again, when KIE asks to slow down', async (t) => {
  const { server, client } = await scripted(t, (response) => {
    response.setHeader('retry-after', '7');
    json(response, { code: 429, msg: 'Your call frequency is too high. Please try again later.', data: null });
  });
  const outcome = await client.createTask(request);
  assert.ok(outcome.kind === 'refused');
  assert.equal(outcome.error.code, 'KIE_RATE_LIMITED');
  assert.equal(outcome.error.retryAfterMs, 7_000);
  assert.equal(server.seen.length, 1);
});

test('createTask follows no redirect, so the key goes nowhere else', async (t) => {
  const other = await startScriptedServer(t, (response) => json(response, created));
  const { client } = await scripted(t, (response) => response.writeHead(307, { location: `${other.url}/` }).end());
  assert.equal((await client.createTask(request)).kind, 'refused');
  assert.equal(other.seen.length, 0);
});

test('createTask stopped by the caller is refused before the call and unknown after it', async (t) => {
  const { server, client } = await scripted(t, () => controller.abort());
  const controller = new AbortController();
  assert.equal((await client.createTask({ ...request, signal: AbortSignal.abort() })).kind, 'refused');
  assert.equal(server.seen.length, 0);
  assert.equal((await client.createTask({ ...request, signal: controller.signal })).kind, 'unknown');
});

test('no error says the key, even when KIE repeats it', async (t) => {
  const { client } = await scripted(t, (response) =>
    json(response, { code: 422, msg: `bad key Bearer ${KEY}`, data: null }),
  );
  const outcome = await client.createTask(request);
  const offline = clientFor(`http://127.0.0.1:${await closedPort()}`);
  const errors: unknown[] = [
    outcome.kind === 'created' ? null : outcome.error,
    await offline.credits().catch((e: unknown) => e),
  ];
  for (const error of errors) {
    assert.ok(error instanceof AppError);
    assert.ok(!inspect(error, { depth: 10 }).includes(KEY));
    assert.ok(!JSON.stringify(errorFields(error)).includes(KEY));
  }
});

test('a key that no header can carry is refused at the start, without being told', () => {
  assert.throws(
    () => clientFor('http://127.0.0.1:1', { apiKey: 'fake-key-\n-ключ' }),
    (error) => hasCode(error, 'CONFIG_INVALID') && !error.message.includes('fake-key'),
  );
});
