import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Purpose } from '../../src/adapters/postgres/outbox.ts';
import { judge } from '../../src/adapters/telegram/judge.ts';
import { AppError, FAULT_BY_CODE, type ErrorCode } from '../../src/shared/errors.ts';

const PURPOSES: readonly Purpose[] = ['answer', 'reply', 'notice', 'progress', 'tidy'];
const row = (purpose: Purpose, method = 'sendMessage', attempts = 0, mayHaveArrived = false) => ({
  ...{ purpose, method, attempts, mayHaveArrived },
});
const error = (code: ErrorCode, retryAfterMs?: number): AppError => new AppError(code, 'failed', { retryAfterMs });

test('asked to slow down: everything waits as long as it was told, except an answer, which nobody needs later', () => {
  for (const purpose of PURPOSES) {
    const verdict = judge(row(purpose), error('TELEGRAM_FLOOD', 35_000));
    if (purpose === 'answer') assert.equal(verdict.kind, 'settled');
    else assert.deepEqual(verdict, { kind: 'postponed', delayMs: 35_000, errorCode: 'TELEGRAM_FLOOD' });
  }
});

test('an unknown outcome: a message is repeated once, whatever came before it', () => {
  for (const purpose of ['reply', 'notice'] as const) {
    const unknown = error('TELEGRAM_OUTCOME_UNKNOWN');
    assert.equal(judge(row(purpose), unknown).kind, 'postponed');
    assert.equal(judge(row(purpose, 'sendMessage', 4), unknown).kind, 'postponed', 'four tries that never left');
    assert.equal(judge(row(purpose, 'sendMessage', 1, true), unknown).kind, 'settled');
  }
  for (const purpose of ['answer', 'progress', 'tidy'] as const) {
    assert.equal(judge(row(purpose), error('TELEGRAM_OUTCOME_UNKNOWN')).kind, 'settled', purpose);
  }
});

test('an unknown outcome: an awaited edit is repeated a few times, because a repeated edit changes nothing', () => {
  const kinds = [0, 1, 2, 3, 4, 5].map(
    (attempts) =>
      judge(row('reply', 'editMessageText', attempts, attempts > 0), error('TELEGRAM_OUTCOME_UNKNOWN')).kind,
  );
  assert.deepEqual(kinds, [...Array.from({ length: 5 }, () => 'postponed'), 'settled']);
});

test('Telegram out of reach: it is tried again for ever, at most half a minute later', () => {
  for (const purpose of PURPOSES) {
    for (const attempts of [0, 1, 5, 20, 1_000]) {
      const verdict = judge(row(purpose, 'sendMessage', attempts), error('TELEGRAM_UNAVAILABLE'));
      assert.ok(verdict.kind === 'postponed' && verdict.delayMs >= 500 && verdict.delayMs <= 30_000);
    }
  }
});

test('T5: a token that is refused costs no message: all of them wait for the next one', () => {
  for (const purpose of PURPOSES) {
    assert.equal(judge(row(purpose, 'sendMessage', 50), error('TELEGRAM_UNAUTHORIZED')).kind, 'postponed', purpose);
  }
});

test('an edit of a message that is gone is sent anew if somebody waits for it', () => {
  const gone = error('TELEGRAM_MESSAGE_GONE');
  assert.equal(judge(row('reply', 'editMessageText'), gone).kind, 'resend');
  assert.equal(judge(row('notice', 'editMessageText'), gone).kind, 'resend');
  assert.equal(judge(row('progress', 'editMessageText'), gone).kind, 'settled');
  assert.equal(judge(row('tidy', 'deleteMessage'), gone).kind, 'settled');
});

test('an edit that changes nothing is as good as done', () => {
  const verdict = judge(row('reply', 'editMessageText'), error('TELEGRAM_NOT_MODIFIED'));
  assert.deepEqual(verdict, { kind: 'settled', messageId: null, errorCode: null });
});

test('what Telegram refuses for good is given up with its reason', () => {
  for (const code of ['TELEGRAM_BLOCKED', 'TELEGRAM_REJECTED', 'UNEXPECTED'] as const) {
    assert.deepEqual(judge(row('reply'), error(code)), { kind: 'settled', messageId: null, errorCode: code });
  }
});

test('total, and never a message repeated after it may have arrived', () => {
  const codes = fc.constantFrom(...(Object.keys(FAULT_BY_CODE) as ErrorCode[]));
  const rows = fc.record({
    purpose: fc.constantFrom(...PURPOSES),
    method: fc.constantFrom('sendMessage', 'editMessageText', 'deleteMessage', 'answerCallbackQuery'),
    attempts: fc.nat(100),
    mayHaveArrived: fc.boolean(),
  });
  fc.assert(
    fc.property(rows, codes, (one, code) => {
      const verdict = judge(one, error(code));
      assert.ok(['settled', 'postponed', 'resend'].includes(verdict.kind));
      if (one.method === 'sendMessage' && one.mayHaveArrived && code === 'TELEGRAM_OUTCOME_UNKNOWN') {
        assert.equal(verdict.kind, 'settled');
      }
    }),
  );
});
