/** The only place where Telegram's codes and descriptions are read. Past this line there are only ours. */
import { NetworkError, ParseError, TelegramApiError, TelegramBotError, TimeoutError } from 'node-telegram-bot-api';
import { AppError, toAppError, type ErrorCode } from '../../shared/errors.ts';
import { neverSent } from '../http/request.ts';

/** Descriptions of HTTP 400, as the Bot API server words them. */
const REFUSALS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/message is not modified/i, 'TELEGRAM_NOT_MODIFIED'],
  [/message to (edit|delete) not found|message can't be (edited|deleted)|MESSAGE_ID_INVALID/i, 'TELEGRAM_MESSAGE_GONE'],
  [/chat not found|user is deactivated|PEER_ID_INVALID|group chat was upgraded/i, 'TELEGRAM_BLOCKED'],
];

function apiError(thrown: TelegramApiError): AppError {
  const options = { cause: thrown, details: { errorCode: thrown.errorCode } };
  switch (thrown.errorCode) {
    case 401:
    case 404: // what the server says to a token of the wrong form; every method that we call exists
      return new AppError('TELEGRAM_UNAUTHORIZED', 'Telegram refuses the bot token', options);
    case 403:
      return new AppError('TELEGRAM_BLOCKED', 'the person does not take messages from this bot', options);
    case 409:
      return new AppError('TELEGRAM_CONFLICT', 'somebody else uses this bot token', {
        ...options,
        details: { ...options.details, webhook: /webhook/.test(thrown.description) },
      });
    case 429:
      return new AppError('TELEGRAM_FLOOD', 'Telegram asks to slow down', {
        ...options,
        retryAfterMs: (thrown.retryAfter ?? 1) * 1_000,
      });
    default: {
      if (thrown.errorCode >= 500) return new AppError('TELEGRAM_OUTCOME_UNKNOWN', 'Telegram failed', options);
      const code = REFUSALS.find(([pattern]) => pattern.test(thrown.description))?.[1] ?? 'TELEGRAM_REJECTED';
      return new AppError(code, 'Telegram refused the request', options);
    }
  }
}

/** Total. A failure after bytes may have left is TELEGRAM_OUTCOME_UNKNOWN: the call may have had its effect. */
export function telegramError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof TelegramApiError) return apiError(thrown);
  if (thrown instanceof NetworkError && neverSent(thrown)) {
    return new AppError('TELEGRAM_UNAVAILABLE', 'Telegram cannot be reached', { cause: thrown });
  }
  if (thrown instanceof NetworkError || thrown instanceof TimeoutError || thrown instanceof ParseError) {
    // ParseError keeps the whole body; its message alone is enough for a log.
    const cause = thrown instanceof ParseError ? new Error(thrown.message) : thrown;
    const details = { silent: thrown instanceof TimeoutError };
    return new AppError('TELEGRAM_OUTCOME_UNKNOWN', 'no readable answer from Telegram', { cause, details });
  }
  if (thrown instanceof TelegramBotError) return new AppError('UNEXPECTED', thrown.message, { cause: thrown });
  return toAppError(thrown);
}
