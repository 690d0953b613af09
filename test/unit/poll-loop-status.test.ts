import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ParseError, TimeoutError } from 'node-telegram-bot-api';
import { telegramError } from '../../src/adapters/telegram/errors.ts';
import { POLL_TIMEOUT_SECONDS } from '../../src/roles/polling/poll-loop.ts';
import { createPollingStatus } from '../../src/roles/polling/status.ts';
import { AppError } from '../../src/shared/errors.ts';
import { createFakeLink } from '../support/fake-link.ts';

const DEAF_AFTER_MS = (POLL_TIMEOUT_SECONDS + 30) * 1_000;

function start() {
  const link = createFakeLink();
  const expected: (number | null)[] = [];
  const watched = {
    ...link,
    progress: { ...link.progress, expectWithin: (ms: number | null) => void expected.push(ms) },
  };
  let now = 0;
  const status = createPollingStatus(watched, 'me', () => (now += 1));
  return { status, said: link.said, expecting: () => expected.at(-1) };
}

test('the status names the role, who holds the lease, its epoch and the last answer of Telegram', () => {
  const { status, said } = start();
  status.set('standby', 4, 'other');
  assert.deepEqual(said.status, { role: 'standby', leaseOwner: 'other', leaseEpoch: 4, lastPollAt: null });
  status.set('polling', 5);
  status.polled();
  assert.deepEqual(said.status, { role: 'polling', leaseOwner: 'me', leaseEpoch: 5, lastPollAt: 1 });
});

test('the first answer is told once in a process, also over several terms', () => {
  const { status } = start();
  assert.deepEqual([status.polled(), status.polled()], [true, false]);
  status.set('standby', 2, 'other');
  status.set('polling', 3);
  assert.equal(status.polled(), false);
});

test('silence means a deaf poller only while it should be polling', () => {
  const { status, expecting } = start();
  status.set('polling', 1);
  assert.equal(expecting(), DEAF_AFTER_MS);
  status.set('conflict');
  assert.equal(expecting(), null);
  status.polled();
  assert.equal(expecting(), DEAF_AFTER_MS);
  status.expectProgress(false);
  assert.equal(expecting(), null);
  status.set('standby', 2, 'other');
  assert.equal(expecting(), null);
});

test('T2: waiting as long as Telegram asked for, or for its 502 to end, is no deafness; no answer at all is', () => {
  const { status, expecting } = start();
  status.set('polling', 1);
  status.asking();
  status.failed(new AppError('TELEGRAM_FLOOD', 'x', { retryAfterMs: 3_600_000 }));
  assert.equal(expecting(), null);
  status.asking();
  assert.equal(expecting(), DEAF_AFTER_MS, 'the next question has to be answered');
  status.failed(telegramError(new ParseError('not JSON')));
  assert.equal(expecting(), null);
  status.asking();
  status.failed(telegramError(new TimeoutError('no answer')));
  assert.equal(expecting(), DEAF_AFTER_MS);
});

test('a poll that works again after a conflict is polling again', () => {
  const { status, said } = start();
  status.set('polling', 1);
  status.set('conflict');
  assert.equal(said.status?.['role'], 'conflict');
  status.polled();
  assert.equal(said.status['role'], 'polling');
});
