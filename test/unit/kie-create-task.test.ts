import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outcomeOf } from '../../src/adapters/kie/create-task.ts';
import type { Answer } from '../../src/adapters/kie/exchange.ts';
import type { ErrorCode } from '../../src/shared/errors.ts';

const ID = '5fdec09dc604e83ec6eb26b40c1b64d8';
const envelope = (code: number, data: unknown, message = '', status = 200): Answer => ({
  kind: 'envelope',
  status,
  code,
  message,
  data,
  retryAfterMs: undefined,
});
const foreign = (status: number): Answer => ({ kind: 'foreign', status, retryAfterMs: undefined });
const none = (sent: boolean, reason: 'timeout' | 'network' = 'network'): Answer => ({
  kind: 'none',
  sent,
  reason,
  cause: undefined,
});

const refusals: readonly (readonly [name: string, answer: Answer, code: ErrorCode])[] = [
  ['a wrong key', envelope(401, null, 'You do not have access permissions'), 'KIE_UNAUTHORIZED'],
  ['a wrong key, said by HTTP too', envelope(401, null, '', 401), 'KIE_UNAUTHORIZED'],
  [
    'no credits',
    envelope(402, null, 'The current credits are insufficient. Please top up.'),
    'KIE_INSUFFICIENT_CREDITS',
  ],
  ['no credits, with 500', envelope(500, null, 'Credits insufficient'), 'KIE_INSUFFICIENT_CREDITS'],
  [
    'an unknown model',
    envelope(422, null, 'The model name you specified is not supported. Please verify your input'),
    'KIE_UNKNOWN_MODEL',
  ],
  ['a bad value', envelope(422, null, 'duration must be an integer'), 'KIE_REJECTED'],
  ['a parameter error, with 500', envelope(500, null, 'aspect_ratio is required'), 'KIE_REJECTED'],
  ['a server in trouble', envelope(500, null, 'Server exception, please try again later'), 'KIE_UNAVAILABLE'],
  ['too many calls', envelope(429, null, 'Your call frequency is too high.'), 'KIE_RATE_LIMITED'],
  ['a used up sub-key', envelope(433, null), 'KIE_KEY_LIMIT'],
  ['an input that KIE cannot fetch', envelope(451, null), 'KIE_INPUT_UNREACHABLE'],
  ['maintenance', envelope(455, null), 'KIE_UNAVAILABLE'],
  ['a feature switched off', envelope(505, null), 'KIE_FEATURE_OFF'],
  ['a full queue', envelope(550, null), 'KIE_UNAVAILABLE'],
  ['an edge that forbids', foreign(403), 'KIE_UNAVAILABLE'],
  ['an edge that limits', foreign(429), 'KIE_RATE_LIMITED'],
  ['a redirect, which is not followed', foreign(301), 'KIE_UNAVAILABLE'],
  ['a connection that was never made', none(false), 'KIE_UNAVAILABLE'],
];

for (const [name, answer, code] of refusals) {
  test(`createTask is refused, nothing was created: ${name}`, () => {
    const outcome = outcomeOf(answer);
    assert.ok(outcome.kind === 'refused', outcome.kind);
    assert.equal(outcome.error.code, code);
  });
}

const unknowns: readonly (readonly [name: string, answer: Answer])[] = [
  ['a timeout', none(true, 'timeout')],
  ['a reset', none(true)],
  ['a bad gateway with a page', foreign(502)],
  ['a page with status 200', foreign(200)],
  ['a request timeout of an edge', foreign(408)],
  ['a gateway timeout as an envelope', envelope(504, null, 'Gateway Timeout', 504)],
  ['success without data', envelope(200, null)],
  ['success without a task id', envelope(200, {})],
  ['success with an empty task id', envelope(200, { taskId: '' })],
  ['success with a null for a task id', envelope(200, { taskId: null })],
  ['success with a number for a task id', envelope(200, { taskId: 12_345 })],
  ['a refusal that names a task', envelope(500, { taskId: ID }, 'aspect_ratio is required')],
];

for (const [name, answer] of unknowns) {
  test(`createTask has an unknown outcome: ${name}`, () => {
    const outcome = outcomeOf(answer);
    assert.ok(outcome.kind === 'unknown', outcome.kind);
    assert.equal(outcome.error.code, 'KIE_OUTCOME_UNKNOWN');
  });
}

test('createTask with an id in hand is created, whatever HTTP says', () => {
  assert.deepEqual(outcomeOf(envelope(200, { taskId: ID, recordId: ID })), { kind: 'created', taskId: ID });
  assert.deepEqual(outcomeOf(envelope(200, { taskId: ID }, '', 500)), { kind: 'created', taskId: ID });
});

test('createTask is never called refused after a success, a server error of a stranger, or a sent request', () => {
  const data = fc.oneof(fc.jsonValue(), fc.constant(undefined));
  const answers = fc.oneof(
    data.map((value) => envelope(200, value)),
    fc.integer({ min: 500, max: 599 }).map(foreign),
    fc.integer({ min: 200, max: 299 }).map(foreign),
    fc.constantFrom(none(true), none(true, 'timeout')),
  );
  fc.assert(fc.property(answers, (answer) => outcomeOf(answer).kind !== 'refused'));
});
