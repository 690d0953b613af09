import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode, type AppError, type ErrorCode } from '../../src/shared/errors.ts';
import { isUnavailable, scripted, TASK } from './kie-client-stand.ts';
import { json, type Script } from './kie-scripted-server.ts';

const credit = { code: 200, msg: 'success', data: 5_916.25 };

const passing: readonly (readonly [name: string, script: Script])[] = [
  ['429 inside HTTP 200', (response) => json(response, { code: 429, msg: '', data: null })],
  ['455 inside HTTP 200', (response) => json(response, { code: 455, msg: '', data: null })],
  ['500 inside HTTP 200', (response) => json(response, { code: 500, msg: 'whatever', data: null })],
  ['a gateway page', (response) => response.writeHead(503).end('<html>')],
  ['a page with status 200', (response) => response.writeHead(200).end('<html>checking your browser</html>')],
  ['a reset', (response) => response.destroy()],
];
for (const [name, script] of passing) {
  test(`a read is tried again after ${name}`, async (t) => {
    const { server, client } = await scripted(t, (response, nth, seen) =>
      nth < 2 ? script(response, nth, seen) : json(response, credit),
    );
    assert.equal(await client.credits(), 5_916.25);
    assert.equal(server.seen.length, 3);
  });
}

test('a read gives up after three tries, and at once when it would have to wait long', async (t) => {
  const { server, client } = await scripted(t, (response, nth) => {
    if (nth === 3) response.setHeader('retry-after', '60');
    json(response, { code: 455, msg: 'maintenance', data: null });
  });
  await assert.rejects(client.credits(), isUnavailable);
  assert.equal(server.seen.length, 3);
  await assert.rejects(
    client.credits(),
    (error) => isUnavailable(error) && (error as AppError).retryAfterMs === 60_000,
  );
  assert.equal(server.seen.length, 4);
});

const final: readonly (readonly [code: number, msg: string, expected: ErrorCode])[] = [
  [401, 'You do not have access permissions', 'KIE_UNAUTHORIZED'],
  [402, 'The current credits are insufficient. Please top up.', 'KIE_INSUFFICIENT_CREDITS'],
  [433, '', 'KIE_KEY_LIMIT'],
  [400, 'taskId parameter is required', 'KIE_REJECTED'],
];
for (const [code, msg, expected] of final) {
  test(`a read refused with ${code} is not tried again: ${expected}`, async (t) => {
    const { server, client } = await scripted(t, (response) => json(response, { code, msg, data: null }));
    await assert.rejects(client.recordInfo(TASK), (error) => hasCode(error, expected));
    assert.equal(server.seen.length, 1);
  });
}

test('a read whose answer has an unknown shape is a defect, not a retry', async (t) => {
  const { server, client } = await scripted(t, (response) =>
    json(response, { code: 200, msg: '', data: { balance: 1 } }),
  );
  await assert.rejects(client.credits(), (error) => hasCode(error, 'KIE_UNREADABLE'));
  assert.equal(server.seen.length, 1);
});

test('an envelope that says `message`, or has its code as text, is an envelope', async (t) => {
  const { client } = await scripted(t, (response) => json(response, { code: '401', message: 'no access' }));
  await assert.rejects(
    client.credits(),
    (error) => hasCode(error, 'KIE_UNAUTHORIZED') && error.message.includes('no access'),
  );
});

const absences: readonly (readonly [name: string, script: Script])[] = [
  ['422 recordInfo is null', (response) => json(response, { code: 422, msg: 'recordInfo is null', data: null })],
  ['404 Task not found', (response) => json(response, { code: 404, msg: 'Task not found', data: null }, 404)],
  ['404 of HTTP alone', (response) => response.writeHead(404).end('not found')],
  ['200 with null', (response) => json(response, { code: 200, msg: 'success', data: null })],
];
for (const [name, script] of absences) {
  test(`recordInfo of a task that KIE does not know is "missing": ${name}`, async (t) => {
    const { server, client } = await scripted(t, script);
    assert.deepEqual(await client.recordInfo('a b&c'), { state: 'missing' });
    assert.equal(server.seen[0]!.path, '/api/v1/jobs/recordInfo?taskId=a%20b%26c');
  });
}
