/**
 * The bytes of a file that a person sent. The address that Telegram gives contains the bot's token: it is made, used and
 * forgotten here, and is in no error.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Api, TelegramApiError } from 'node-telegram-bot-api';
import { AppError } from '../../shared/errors.ts';
import { request } from '../http/request.ts';
import { telegramError } from './errors.ts';
import { sendCall } from './transport.ts';

export interface TelegramFile {
  /** Bytes, as Telegram says; null when it does not. */
  readonly size: number | null;
  /**
   * Fails with INPUT_UNAVAILABLE when the bytes stop before their end, with INPUT_TOO_LARGE when they do not stop, and
   * with INPUT_REFUSED when there are none.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the download; safe at any time. */
  readonly close: () => void;
}

/**
 * Rejects with INPUT_UNAVAILABLE (it may work later), INPUT_UNSETTLED (gone, or away for a while: Telegram does not tell
 * which), INPUT_GONE, INPUT_TOO_LARGE or TELEGRAM_*.
 */
export type OpenTelegramFile = (fileId: string, signal: AbortSignal) => Promise<TelegramFile>;

interface SourceOptions {
  readonly token: string;
  readonly apiRoot: string;
}

/** What a bot may download. Source: Bot API, getFile. */
const MAX_BYTES = 20 * 1024 * 1024;
const CALL_TIMEOUT_MS = 15_000;

/** Descriptions of HTTP 400 to getFile, as the Bot API server words them. */
const REFUSALS: readonly (readonly [RegExp, ConstructorParameters<typeof AppError>])[] = [
  [/file is too big/i, ['INPUT_TOO_LARGE', 'the file is larger than a bot may download']],
  [/temporarily unavailable/i, ['INPUT_UNSETTLED', 'Telegram has not got the file, or not now']],
  [/file/i, ['INPUT_GONE', 'Telegram does not know the file']],
];

function getFileError(thrown: unknown): AppError {
  const known =
    thrown instanceof TelegramApiError && thrown.errorCode === 400
      ? REFUSALS.find(([pattern]) => pattern.test(thrown.description))
      : undefined;
  return known === undefined ? telegramError(thrown) : new AppError(...known[1]);
}

/** Without the cause: what fails in here may quote the address. */
const unavailable = (message: string, details: Readonly<Record<string, unknown>> = {}): AppError =>
  new AppError('INPUT_UNAVAILABLE', message, { details });

/** Null for a path that could lead anywhere else than to a file of this bot. */
function safePath(path: string | undefined): string | null {
  const parts = path?.split('/') ?? [];
  const isSafe = parts.length > 0 && parts.every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
  return isSafe ? parts.join('/') : null;
}

const announcedSize = (headers: IncomingHttpHeaders): number | null => {
  const header = headers['content-length'];
  const isPlain = headers['content-encoding'] === undefined;
  return header !== undefined && /^\d{1,12}$/.test(header) && isPlain ? Number(header) : null;
};

export function createTelegramFiles(options: SourceOptions): OpenTelegramFile {
  const { token, apiRoot } = options;
  const api = new Api(token, { apiRoot, maxRetries: 0, timeoutMs: CALL_TIMEOUT_MS, fetch: sendCall });

  async function locate(fileId: string, signal: AbortSignal): Promise<{ path: string; told: number | null }> {
    const file = await api.getFile({ file_id: fileId }, signal).catch((thrown: unknown) => {
      throw signal.aborted ? unavailable('Telegram did not answer in time') : getFileError(thrown);
    });
    const told = file.file_size ?? null;
    if ((told ?? 0) > MAX_BYTES) throw tooLarge();
    const path = safePath(file.file_path);
    if (path === null) throw unavailable('Telegram gave no path of a file');
    return { path, told };
  }

  return async (fileId, outer) => {
    const closing = new AbortController();
    const signal = AbortSignal.any([outer, closing.signal]);
    const { path, told } = await locate(fileId, signal);
    const headers = { 'accept-encoding': 'identity' };
    const response = await request(`${apiRoot}/file/bot${token}/${path}`, { method: 'GET', headers, signal }).catch(
      () => {
        throw unavailable('the download did not begin');
      },
    );
    const close = (): void => closing.abort();
    const announced = announcedSize(response.headers);
    // A redirect is not followed: the way on is nobody's that we know.
    if (response.statusCode !== 200 || (announced ?? 0) > MAX_BYTES) {
      close();
      throw (announced ?? 0) > MAX_BYTES ? tooLarge() : unavailable('no download', { status: response.statusCode });
    }
    const size = told ?? announced;
    return { size, body: readBody(response, size, close), close };
  };
}

function tooLarge(): AppError {
  return new AppError('INPUT_TOO_LARGE', 'the file is larger than a bot may download');
}

async function* readBody(
  body: AsyncIterable<Uint8Array>,
  size: number | null,
  close: () => void,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > MAX_BYTES) throw tooLarge();
      if (size !== null && length > size) throw unavailable('the download is longer than it was said to be');
      yield chunk;
    }
  } catch (error) {
    throw error instanceof AppError ? error : unavailable('the download broke off');
  } finally {
    close();
  }
  if (size !== null && length !== size) throw unavailable('the download came only in part');
  if (length === 0) throw new AppError('INPUT_REFUSED', 'the file is empty');
}
