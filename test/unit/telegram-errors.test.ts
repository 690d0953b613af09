import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NetworkError, ParseError, TelegramApiError, TimeoutError } from 'node-telegram-bot-api';
import { NotConnectedError } from '../../src/adapters/http/request.ts';
import { telegramError } from '../../src/adapters/telegram/errors.ts';
import { AppError, type ErrorCode } from '../../src/shared/errors.ts';
import { errorFields } from '../../src/shared/log.ts';

const refused = (code: number, description: string, parameters?: { retry_after: number }): AppError =>
  telegramError(new TelegramApiError(code, description, parameters));

test("Telegram's refusals, as its server words them", () => {
  const rows: [number, string, ErrorCode][] = [
    [401, 'Unauthorized', 'TELEGRAM_UNAUTHORIZED'],
    [404, 'Not Found', 'TELEGRAM_UNAUTHORIZED'],
    [403, 'Forbidden: bot was blocked by the user', 'TELEGRAM_BLOCKED'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'TELEGRAM_BLOCKED'],
    [400, 'Bad Request: chat not found', 'TELEGRAM_BLOCKED'],
    [400, 'Bad Request: group chat was upgraded to a supergroup chat', 'TELEGRAM_BLOCKED'],
    [409, 'Conflict: terminated by other getUpdates request', 'TELEGRAM_CONFLICT'],
    [429, 'Too Many Requests: retry after 5', 'TELEGRAM_FLOOD'],
    [400, 'Bad Request: message is not modified: specified new message content …', 'TELEGRAM_NOT_MODIFIED'],
    [400, 'Bad Request: message to edit not found', 'TELEGRAM_MESSAGE_GONE'],
    [400, 'Bad Request: message to delete not found', 'TELEGRAM_MESSAGE_GONE'],
    [400, "Bad Request: message can't be edited", 'TELEGRAM_MESSAGE_GONE'],
    [400, "Bad Request: message can't be deleted for everyone", 'TELEGRAM_MESSAGE_GONE'],
    [400, 'Bad Request: MESSAGE_ID_INVALID', 'TELEGRAM_MESSAGE_GONE'],
    [400, "Bad Request: can't parse entities", 'TELEGRAM_REJECTED'],
    [400, 'Bad Request: query is too old and response timeout expired', 'TELEGRAM_REJECTED'],
    [413, 'Request Entity Too Large', 'TELEGRAM_REJECTED'],
    [500, 'Internal Server Error', 'TELEGRAM_OUTCOME_UNKNOWN'],
    [502, 'Bad Gateway', 'TELEGRAM_OUTCOME_UNKNOWN'],
  ];
  for (const [code, description, expected] of rows)
    assert.equal(refused(code, description).code, expected, description);
});

test('how long to wait comes in milliseconds, and is one second where Telegram does not say', () => {
  assert.equal(refused(429, 'Too Many Requests', { retry_after: 35 }).retryAfterMs, 35_000);
  assert.equal(refused(429, 'Too Many Requests').retryAfterMs, 1_000);
});

test('a conflict with a webhook is told from one with another poller', () => {
  assert.equal(refused(409, "Conflict: can't use getUpdates method while webhook is active").details['webhook'], true);
  assert.equal(refused(409, 'Conflict: terminated by other getUpdates request').details['webhook'], false);
});

test('what never left this machine is told from what may have arrived', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const codeOf = (cause: unknown): string => telegramError(new NetworkError('failed', { cause })).code;
  assert.equal(codeOf(new NotConnectedError(reset)), 'TELEGRAM_UNAVAILABLE');
  assert.equal(codeOf(reset), 'TELEGRAM_OUTCOME_UNKNOWN');
  assert.equal(telegramError(new TimeoutError()).code, 'TELEGRAM_OUTCOME_UNKNOWN');
});

test('an unreadable answer is an unknown outcome, and its body does not reach a log', () => {
  const error = telegramError(new ParseError('Invalid JSON', { responseText: '<html>someone private</html>' }));
  assert.equal(error.code, 'TELEGRAM_OUTCOME_UNKNOWN');
  assert.ok(!JSON.stringify(errorFields(error)).includes('private'));
});

test('an envelope without the promised fields is still translated', () => {
  const broken = (code: unknown, description: unknown): AppError =>
    telegramError(new TelegramApiError(code as number, description as string));
  for (const code of [undefined, null, '409', 409, 429, 400]) {
    for (const description of [undefined, null, 5]) assert.ok(broken(code, description) instanceof AppError);
  }
});

test('total: whatever is thrown, an AppError comes out, and ours pass unchanged', () => {
  const ours = new AppError('LEASE_LOST', 'gone');
  assert.equal(telegramError(ours), ours);
  fc.assert(fc.property(fc.anything(), (thrown) => assert.ok(telegramError(thrown) instanceof AppError)));
});
