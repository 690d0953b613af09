/** The one door to Telegram. Every failure comes out as an AppError; nothing is retried here. */
import { Api, InputFile, type MessageEntity } from 'node-telegram-bot-api';
import { telegramError } from './errors.ts';

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

export type MediaKind = 'photo' | 'video' | 'audio' | 'animation' | 'document';

/** A file to send: fetched by Telegram itself, or uploaded by us. */
export type MediaSource =
  { readonly url: string } | { readonly bytes: Uint8Array; readonly fileName: string; readonly mimeType: string };

export interface SentMessage {
  readonly messageId: number;
  readonly fileId: string | null;
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
  readonly sendMedia: (kind: MediaKind, source: MediaSource, payload: Payload) => Promise<SentMessage>;
  readonly sendAlbum: (
    chatId: number,
    media: readonly { kind: 'photo' | 'video'; source: MediaSource }[],
    caption: string,
  ) => Promise<readonly SentMessage[]>;
}

interface ApiOptions {
  readonly token: string;
  readonly apiRoot: string;
}

const CALL_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 120_000;

interface FileLike {
  readonly file_id: string;
}
interface MessageLike {
  readonly message_id: number;
  readonly photo?: readonly FileLike[];
  readonly video?: FileLike;
  readonly audio?: FileLike;
  readonly animation?: FileLike;
  readonly document?: FileLike;
  readonly entities?: readonly MessageEntity[];
}

function fileIdOf(message: MessageLike): string | null {
  const file = message.photo?.at(-1) ?? message.video ?? message.audio ?? message.animation ?? message.document;
  return file?.file_id ?? null;
}

const sent = (message: MessageLike): SentMessage => ({ messageId: message.message_id, fileId: fileIdOf(message) });

const input = (source: MediaSource): string | InputFile =>
  'url' in source
    ? source.url
    : new InputFile(source.bytes, { filename: source.fileName, contentType: source.mimeType });

export function createTelegramApi(options: ApiOptions): TelegramApi {
  const api = new Api(options.token, { apiRoot: options.apiRoot, maxRetries: 0, timeoutMs: CALL_TIMEOUT_MS });
  const uploads = new Api(options.token, { apiRoot: options.apiRoot, maxRetries: 0, timeoutMs: UPLOAD_TIMEOUT_MS });

  /** Outbox payloads were typed when they were written; here they come back from JSON. */
  type Method = (payload: never) => Promise<unknown>;
  const methods: Readonly<Record<string, Method>> = {
    sendMessage: api.sendMessage.bind(api),
    editMessageText: api.editMessageText.bind(api),
    editMessageReplyMarkup: api.editMessageReplyMarkup.bind(api),
    deleteMessage: api.deleteMessage.bind(api),
    answerCallbackQuery: api.answerCallbackQuery.bind(api),
    answerPreCheckoutQuery: api.answerPreCheckoutQuery.bind(api),
  };
  const senders = {
    photo: uploads.sendPhoto.bind(uploads),
    video: uploads.sendVideo.bind(uploads),
    audio: uploads.sendAudio.bind(uploads),
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

  return {
    getMe: () =>
      translate(async () => {
        const me = await api.getMe();
        return { id: me.id, username: me.username ?? '' };
      }),
    getUpdates: ({ offset, limit, timeoutSeconds }, signal) =>
      translate(
        () => api.getUpdates({ offset, limit, timeout: timeoutSeconds, allowed_updates: [...ALLOWED_UPDATES] }, signal),
        signal,
      ),
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
    sendMedia: (kind, source, payload) =>
      translate(async () => sent(await senders[kind]({ ...payload, [kind]: input(source) } as never))),
    sendAlbum: (chatId, media, caption) =>
      translate(async () => {
        const items = media.map(({ kind, source }, index) => ({
          type: kind,
          media: input(source),
          ...(index === 0 ? { caption, parse_mode: 'HTML' } : {}),
        }));
        return (await uploads.sendMediaGroup({ chat_id: chatId, media: items })).map(sent);
      }),
  };
}
