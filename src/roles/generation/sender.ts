/**
 * Telegram for one delivery. The row says `sending` exactly while a call is under way, so that neither a crash during a
 * slow download nor one between two files looks like an unknown outcome.
 */
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import { hasCode, type ErrorCode } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

/** What Telegram accepted must be written down, or a restart would send it again. */
export const WRITE_FOR_MS = 120_000;

/** Telegram certainly made no message. */
const KNOWN: readonly ErrorCode[] = ['TELEGRAM_REJECTED', 'RESULT_UNAVAILABLE', 'RESULT_TOO_LARGE', 'RESULT_REFUSED'];

/** Somebody else is sending it, or it has ended. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

export interface Sender {
  /** Rejects with NotOurs instead of calling. */
  readonly api: Pick<TelegramApi, 'sendMedia' | 'sendAlbum'>;
  /** The last call came through; what has a message need not be sent again. */
  readonly note: (sent: Generation['sent']) => Promise<void>;
}

export function createSender({ id, chatId }: Generation, { api, generations, share, at }: GenerationDeps): Sender {
  async function marked<T>(call: () => Promise<T>): Promise<T> {
    if (!(await share(id, (tx) => generations.beginSend(tx, id))))
      throw new NotOurs('this generation is sent by somebody else');
    await at('deliver.before-send', chatId);
    let answer: T;
    try {
      answer = await call();
    } catch (error) {
      // A refusal is an outcome, and so is an upload whose source broke; what is tried next may take long.
      if (KNOWN.some((code) => hasCode(error, code))) {
        await untilAvailable(() => generations.endSend(id, 'known'), WRITE_FOR_MS);
      }
      throw error;
    }
    await at('deliver.sent', chatId);
    return answer;
  }
  return {
    api: {
      sendMedia: (...args) => marked(() => api.sendMedia(...args)),
      sendAlbum: (...args) => marked(() => api.sendAlbum(...args)),
    },
    note: (sent) => untilAvailable(() => generations.noteSent(id, sent), WRITE_FOR_MS),
  };
}
