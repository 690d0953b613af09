import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { taskIdOfCallback } from '../../src/adapters/kie/callback-body.ts';
import { verifyCallback } from '../../src/adapters/kie/callback-signature.ts';

const KEY = 'fake-webhook-key';
const TASK = '5fdec09dc604e83ec6eb26b40c1b64d8';
const NOW = 1_776_862_622_656;
const SECONDS = Math.floor(NOW / 1_000);

/** Written out here, so that the test does not believe the code under test. */
function headers(seconds: number | string, key = KEY, taskId = TASK): Record<string, string> {
  const signature = createHmac('sha256', key).update(`${taskId}.${seconds}`).digest('base64');
  return { 'x-webhook-timestamp': String(seconds), 'x-webhook-signature': signature };
}

test('a signature of this task, key and minute is good', () => {
  assert.deepEqual(verifyCallback(headers(SECONDS), TASK, KEY, NOW), { ok: true });
});

test('a signature that was computed elsewhere is good: base64(HMAC-SHA256("secret", "task-1.1700000000"))', () => {
  const given = {
    'x-webhook-timestamp': '1700000000',
    'x-webhook-signature': 'd7fNVF/v83lUPr7IWFjHtSQPN1XaA/d2zjN28E+JjLM=',
  };
  assert.deepEqual(verifyCallback(given, 'task-1', 'secret', 1_700_000_000_000), { ok: true });
});

test('a signature is good five minutes either way, and stale beyond', () => {
  for (const offset of [-300, 300]) {
    assert.deepEqual(verifyCallback(headers(SECONDS + offset), TASK, KEY, SECONDS * 1_000), { ok: true });
  }
  for (const offset of [-301, 301]) {
    const verdict = verifyCallback(headers(SECONDS + offset), TASK, KEY, SECONDS * 1_000);
    assert.deepEqual(verdict, { ok: false, reason: 'stale' });
  }
});

test('a missing or doubled header is missing', () => {
  for (const name of ['x-webhook-timestamp', 'x-webhook-signature']) {
    for (const value of [undefined, ['a', 'b']]) {
      assert.deepEqual(verifyCallback({ ...headers(SECONDS), [name]: value }, TASK, KEY, NOW), {
        ok: false,
        reason: 'missing',
      });
    }
  }
});

test('another key, another task or a changed signature does not match', () => {
  const mismatch = { ok: false, reason: 'mismatch' };
  assert.deepEqual(verifyCallback(headers(SECONDS, 'another-key'), TASK, KEY, NOW), mismatch);
  assert.deepEqual(verifyCallback(headers(SECONDS, KEY, 'another-task'), TASK, KEY, NOW), mismatch);
  assert.deepEqual(
    verifyCallback({ ...headers(SECONDS), 'x-webhook-timestamp': String(SECONDS + 1) }, TASK, KEY, NOW),
    mismatch,
  );
  assert.deepEqual(verifyCallback(headers('12e3'), TASK, KEY, NOW), mismatch);
});

test('a signature of any text, even a long one or one that is not base64, does not match and does not throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5_000, unit: 'binary' }), (signature) => {
      const given = { ...headers(SECONDS), 'x-webhook-signature': signature };
      assert.equal(verifyCallback(given, TASK, KEY, NOW).ok, false);
    }),
  );
});

const bodies: readonly (readonly [name: string, body: unknown, taskId: string | null])[] = [
  ['jobs', { code: 200, msg: '', data: { taskId: TASK, state: 'success' } }, TASK],
  ['older APIs', { code: 200, msg: '', data: { task_id: TASK, callbackType: 'complete' } }, TASK],
  ['Aleph', { code: 200, msg: '', data: { result_video_url: 'x' }, taskId: TASK }, TASK],
  ['top level beside a null', { data: null, taskId: TASK }, TASK],
  ['a failure', { code: 501, msg: 'Playground task failed.', data: { taskId: TASK, state: 'fail' } }, TASK],
  ['an id of the wrong type', { data: { taskId: 7, task_id: TASK } }, TASK],
  ['an empty id', { data: { taskId: '' } }, null],
  ['a very long id', { data: { taskId: 'x'.repeat(201) } }, null],
  ['a list', [1], null],
  ['nothing', undefined, null],
];

for (const [name, body, taskId] of bodies) {
  test(`the task id of a callback body: ${name}`, () => assert.equal(taskIdOfCallback(body), taskId));
}
