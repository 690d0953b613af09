import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentProblem } from '../../src/domain/admin/broadcast.ts';
import { countsText, paceText, percentOf } from '../../src/domain/admin/broadcast-words.ts';
import { broadcastMessage } from '../../src/adapters/telegram/broadcast-message.ts';
import { endingOf } from '../../src/roles/generation/broadcast-mailer.ts';
import { AppError, FAULT_BY_CODE, type ErrorCode } from '../../src/shared/errors.ts';
import { strictTexts } from '../support/texts.ts';

const { ru, en } = strictTexts();
const failure = (code: ErrorCode, more: ConstructorParameters<typeof AppError>[2] = {}): AppError =>
  new AppError(code, 'failed', more);

test('a person waits again only where nothing was sent, certainly', () => {
  const waiting = (Object.keys(FAULT_BY_CODE) as ErrorCode[]).filter(
    (code) => endingOf(failure(code), 0).end === 'waiting',
  );
  assert.deepEqual(waiting, ['TELEGRAM_UNAUTHORIZED', 'TELEGRAM_CONFLICT', 'TELEGRAM_FLOOD', 'TELEGRAM_UNAVAILABLE']);
  for (const code of waiting) assert.notEqual(endingOf(failure(code), 0).pauseMs, null, code);
});

test('the pause is what Telegram asked for, or grows with the trouble up to half a minute', () => {
  assert.equal(endingOf(failure('TELEGRAM_FLOOD', { retryAfterMs: 35_000 }), 9).pauseMs, 35_000);
  const pauses = [0, 1, 5, 6, 1_000].map((troubles) => endingOf(failure('TELEGRAM_OUTCOME_UNKNOWN'), troubles));
  assert.deepEqual(
    pauses.map(({ pauseMs }) => pauseMs),
    [500, 1_000, 16_000, 30_000, 30_000],
  );
  assert.ok(pauses.every(({ end }) => end === 'unknown'));
});

test('blocked is a word of the person; a chat that is gone and a message that is refused have failed', () => {
  const ends = [
    failure('TELEGRAM_BLOCKED', { details: { errorCode: 403 } }),
    failure('TELEGRAM_BLOCKED', { details: { errorCode: 400 } }),
    failure('TELEGRAM_REJECTED', { details: { errorCode: 400 } }),
  ].map((error) => endingOf(error, 0));
  assert.deepEqual(
    ends.map(({ end, pauseMs }) => [end, pauseMs]),
    [
      ['blocked', null],
      ['failed', null],
      ['failed', null],
    ],
  );
});

test('what Telegram would not take is no content', () => {
  const cases: readonly (readonly [string, string | null, ReturnType<typeof contentProblem>])[] = [
    ['', null, 'empty'],
    [' \n\t', null, 'empty'],
    ['\u200b\u2060\u00ad', null, 'empty'],
    ['', 'photo', null],
    ['.', null, null],
    ['😀', null, null],
    ['x'.repeat(4_096), null, null],
    ['x'.repeat(4_097), null, 'long'],
    ['😀'.repeat(2_049), null, 'long'],
    ['x'.repeat(1_024), 'photo', null],
    ['x'.repeat(1_025), 'photo', 'long'],
  ];
  for (const [text, photo, problem] of cases) assert.equal(contentProblem({ text, photo }), problem, text.slice(0, 9));
});

test('no formatting: whatever was typed is sent as it is', () => {
  const text = '<b>*_[x](y)_*</b>';
  const plain = broadcastMessage(5, { text, photo: null, button: null }, ru).payload;
  assert.deepEqual(plain, { chat_id: 5, text, link_preview_options: { is_disabled: true } });
  const { method, payload } = broadcastMessage(5, { text, photo: 'AgAC', button: 'topup' }, en);
  assert.equal(method, 'sendPhoto');
  const button = { text: '💳 Top up', callback_data: 'o:topup' };
  const markup = { inline_keyboard: [[button]] };
  assert.deepEqual(payload, { chat_id: 5, photo: 'AgAC', caption: text, reply_markup: markup });
  assert.ok(!('caption' in broadcastMessage(5, { text: '', photo: 'AgAC', button: null }, en).payload));
});

test('the figures say what is there, and never more than all', () => {
  const none = { waiting: 0, sent: 0, blocked: 0, failed: 0, unknown: 0 };
  assert.equal(percentOf(none), 0);
  assert.equal(percentOf({ ...none, waiting: 1, sent: 999 }), 99);
  assert.equal(percentOf({ ...none, sent: 3, unknown: 1 }), 100);
  assert.equal(countsText({ ...none, sent: 3 }, en), '✅ Sent: 3');
  assert.equal(paceText(none, 5_000, en), null);
  assert.equal(paceText({ ...none, sent: 1_200, blocked: 24 }, 61_200, en), '⏱ 1:01 · 20.0 a second');
  assert.equal(paceText({ ...none, sent: 43 }, 10_000, ru), '⏱ 0:10 · 4,3 в секунду');
});
