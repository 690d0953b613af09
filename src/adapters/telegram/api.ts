/** The one door to Telegram. Every failure comes out as an AppError; nothing is retried here. */
import { Api, TelegramApiError } from 'node-telegram-bot-api';
import type { DeliveredMessage } from '../../domain/generation/generation.ts';
import { AppError } from '../../shared/errors.ts';
import { telegramError } from './errors.ts';
import { readTransaction, type StarTransaction } from './payment-update.ts';
import { sentMessage, type MediaKind, type SentLike } from './sent-message.ts';
import { sendCall } from './transport.ts';
import { createUploads, type MediaSource, type Uploads } from './uploads.ts';

/** Named, so that a new kind of update is received when this list says so and not before. */
const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'pre_checkout_query',
  'stopped_message_generation',
] as const;

type Payload = Readonly<Record<string, unknown>>;

export type { MediaKind } from './sent-message.ts';
export type { MediaSource } from './uploads.ts';

export interface AlbumItem {
  readonly kind: 'photo' | 'video' | 'audio';
  readonly source: MediaSource;
  /** More fields of the InputMedia. */
  readonly extra?: Payload;
}

export interface TelegramApi {
  readonly getMe: () => Promise<{ readonly id: number; readonly username: string }>;
  /** Long poll. Rejects with the abort reason untouched when `signal` aborts. */
  readonly getUpdates: (
    params: { readonly offset: number; readonly limit: number; readonly timeoutSeconds: number },
    signal?: AbortSignal,
  ) => Promise<readonly unknown[]>;
  /** Never drops pending updates: they may be payments. */
  readonly deleteWebhook: () => Promise<void>;
  readonly webhookUrl: () => Promise<string>;
  readonly setCommands: (params: Payload) => Promise<void>;
  /** A method of the outbox. The message id is null for methods that make no message. */
  readonly call: (method: string, payload: Payload) => Promise<{ readonly messageId: number | null }>;
  /** `refusal`: words for the person; null = they may pay. */
  readonly answerCheckout: (queryId: string, refusal: string | null, signal: AbortSignal) => Promise<void>;
  /** Resolves also when these Stars went back before. */
  readonly refundStars: (userId: number, chargeId: string) => Promise<void>;
  /** The oldest first. `size`: how many there were, with those that are no payment of an invoice. */
  readonly starTransactions: (params: {
    readonly offset: number;
    readonly limit: number;
  }) => Promise<{ readonly size: number; readonly transactions: readonly StarTransaction[] }>;
  readonly sendMedia: (kind: MediaKind, source: MediaSource, payload: Payload) => Promise<DeliveredMessage>;
  /** Two to ten; the caption stands under the first. */
  readonly sendAlbum: (
    chatId: number,
    media: readonly AlbumItem[],
    caption: string | null,
  ) => Promise<readonly DeliveredMessage[]>;
}

interface ApiOptions {
  readonly token: string;
  readonly apiRoot: string;
}

const CALL_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 120_000;

export function createTelegramApi(options: ApiOptions): TelegramApi {
  const common = { apiRoot: options.apiRoot, maxRetries: 0, fetch: sendCall };
  const api = new Api(options.token, { ...common, timeoutMs: CALL_TIMEOUT_MS });
  const uploads = new Api(options.token, { ...common, timeoutMs: UPLOAD_TIMEOUT_MS });

  /** Outbox payloads were typed when they were written; here they come back from JSON. */
  type Method = (payload: never) => Promise<unknown>;
  const methods: Readonly<Record<string, Method>> = {
    sendMessage: api.sendMessage.bind(api),
    sendPhoto: api.sendPhoto.bind(api),
    sendVideo: api.sendVideo.bind(api),
    sendAudio: api.sendAudio.bind(api),
    sendVoice: api.sendVoice.bind(api),
    sendAnimation: api.sendAnimation.bind(api),
    sendDocument: api.sendDocument.bind(api),
    editMessageText: api.editMessageText.bind(api),
    editMessageReplyMarkup: api.editMessageReplyMarkup.bind(api),
    deleteMessage: api.deleteMessage.bind(api),
    answerCallbackQuery: api.answerCallbackQuery.bind(api),
    sendInvoice: api.sendInvoice.bind(api),
  };
  const senders = {
    photo: uploads.sendPhoto.bind(uploads),
    video: uploads.sendVideo.bind(uploads),
    audio: uploads.sendAudio.bind(uploads),
    voice: uploads.sendVoice.bind(uploads),
    animation: uploads.sendAnimation.bind(uploads),
    document: uploads.sendDocument.bind(uploads),
  } as const satisfies Record<MediaKind, Method>;

  async function translate<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw telegramError(error);
    }
  }

  /** A source that broke is what is told: without its end no upload counts, so nothing is unknown then. */
  async function translateUpload<T>(run: (files: Uploads) => Promise<T>): Promise<T> {
    const files = createUploads();
    try {
      return await run(files);
    } catch (error) {
      throw files.failure(error) ?? telegramError(error);
    } finally {
      files.close();
    }
  }

  return {
    getMe: () =>
      translate(async () => {
        const me = await api.getMe();
        return { id: me.id, username: me.username ?? '' };
      }),
    getUpdates: ({ offset, limit, timeoutSeconds }, signal) =>
      translate(async () => {
        const params = { offset, limit, timeout: timeoutSeconds, allowed_updates: [...ALLOWED_UPDATES] };
        const updates: unknown = await api.getUpdates(params, signal);
        if (Array.isArray(updates)) return updates as readonly unknown[];
        throw new AppError('TELEGRAM_OUTCOME_UNKNOWN', 'what Telegram handed out is no list of updates');
      }, signal),
    deleteWebhook: () =>
      translate(async () => {
        await api.deleteWebhook({ drop_pending_updates: false });
      }),
    webhookUrl: () => translate(async () => (await api.getWebhookInfo()).url),
    setCommands: (params) =>
      translate(async () => {
        await api.setMyCommands(params as never);
      }),
    call: (method, payload) =>
      translate(async () => {
        const run = methods[method];
        if (run === undefined) throw new Error(`the outbox does not send ${method}`);
        const result = await run(payload as never);
        const made = typeof result === 'object' && result !== null && 'message_id' in result;
        return { messageId: made ? Number(result.message_id) : null };
      }),
    answerCheckout: (queryId, refusal, signal) =>
      translate(async () => {
        const verdict = refusal === null ? { ok: true } : { ok: false, error_message: refusal };
        await api.answerPreCheckoutQuery({ pre_checkout_query_id: queryId, ...verdict }, signal);
      }),
    refundStars: (userId, chargeId) =>
      translate(async () => {
        try {
          await api.refundStarPayment({ user_id: userId, telegram_payment_charge_id: chargeId });
        } catch (error) {
          if (!(error instanceof TelegramApiError && /CHARGE_ALREADY_REFUNDED/.test(error.description))) throw error;
        }
      }),
    starTransactions: (params) =>
      translate(async () => {
        const { transactions } = await api.getStarTransactions({ ...params });
        const read = transactions.map(readTransaction).filter((one) => one !== null);
        return { size: transactions.length, transactions: read };
      }),
    sendMedia: (kind, source, payload) =>
      translateUpload(async ({ input }) => {
        const given = { ...payload, ...input(kind, source) };
        return sentMessage(await senders[kind](given as never), kind);
      }),
    sendAlbum: (chatId, media, caption) =>
      translateUpload(async ({ input }) => {
        const items = media.map(({ kind, source, extra }, index) => ({
          ...{ type: kind, ...extra, ...input('media', source) },
          ...(index === 0 && caption !== null ? { caption, parse_mode: 'HTML' } : {}),
        }));
        const messages: readonly SentLike[] = await uploads.sendMediaGroup({ chat_id: chatId, media: items as never });
        return messages.map((message, index) => sentMessage(message, media[index]?.kind ?? 'document'));
      }),
  };
}
