/**
 * Telegram for one delivery. The row says `sending` exactly while a call is under way, so that neither a crash during a
 * slow download nor one between two files looks like an unknown outcome.
 */
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { DeliveredMessage, Generation } from '../../domain/generation/generation.ts';
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

/** What is about to be sent: the indexes of its results, and whether nothing else will have to be said. */
export interface Carrying {
  readonly indexes: readonly number[];
  readonly isLast: boolean;
}

type MediaApi = Pick<TelegramApi, 'sendMedia' | 'sendAlbum'>;

export interface Sender {
  /** Rejects with NotOurs instead of calling. */
  readonly carrying: (what: Carrying) => MediaApi;
  /** The last call came through; what has a message need not be sent again. */
  readonly note: (sent: Generation['sent']) => Promise<void>;
}

export function createSender(
  { id: generationId, chatId }: Pick<Generation, 'id' | 'chatId'>,
  { api, generations, share, journal, at }: GenerationDeps,
): Sender {
  async function marked<T>(
    { indexes, isLast }: Carrying,
    call: () => Promise<T>,
    messagesOf: (answer: T) => readonly DeliveredMessage[],
  ): Promise<T> {
    const mark = await share(generationId, (tx) => generations.beginSend(tx, generationId));
    if (mark === null) throw new NotOurs('this generation is sent by somebody else');
    journal.note({ state: 'marked', generationId, mark });
    await at('deliver.before-send', chatId);
    journal.note({ state: 'begun', generationId, mark });
    let answer: T;
    try {
      answer = await call();
    } catch (error) {
      // A refusal is an outcome, and so is an upload whose source broke; what is tried next may take long.
      if (KNOWN.some((code) => hasCode(error, code))) {
        await untilAvailable(() => generations.endSend(generationId, 'known'), WRITE_FOR_MS);
      }
      throw error;
    }
    const messages = messagesOf(answer);
    journal.note({ state: 'arrived', generationId, mark, indexes, messages, isLast });
    await at('deliver.sent', chatId);
    return answer;
  }
  return {
    carrying: (what) => ({
      sendMedia: (...args) =>
        marked(
          what,
          () => api.sendMedia(...args),
          (message) => [message],
        ),
      sendAlbum: (...args) =>
        marked(
          what,
          () => api.sendAlbum(...args),
          (messages) => messages,
        ),
    }),
    note: (sent) => untilAvailable(() => generations.noteSent(generationId, sent), WRITE_FOR_MS),
  };
}
