/**
 * A result on its way into the chat: by URL where Telegram's limits allow, else uploaded, else as a document, else as a
 * link. Rejects with what Telegram or the host said when the send must be tried again later or can never work.
 */
import {
  readResultBytes,
  type FetchResult,
  type ResultFile,
  type ResultKind,
} from '../../adapters/kie/result-fetch.ts';
import type { MediaKind, MediaSource, SentMessage, TelegramApi } from '../../adapters/telegram/api.ts';
import type { DeliveredMessage } from '../../domain/generation/generation.ts';
import { hasCode } from '../../shared/errors.ts';

interface SendDeps {
  readonly api: Pick<TelegramApi, 'sendMedia' | 'sendAlbum'>;
  readonly fetchResult: FetchResult;
}

/** Bot API: sending by HTTP URL takes 5 MB for photos and 20 MB for other content; uploads 10 and 50 MB. */
const MB = 1024 * 1024;
const URL_LIMIT: Readonly<Record<MediaKind, number>> = {
  photo: 5 * MB,
  video: 20 * MB,
  audio: 20 * MB,
  animation: 20 * MB,
  document: 0, // by URL only gif, pdf and zip
};
const PHOTO_UPLOAD_LIMIT = 10 * MB;

const MEDIA_OF: Readonly<Record<ResultKind, MediaKind>> = {
  image: 'photo',
  video: 'video',
  audio: 'audio',
  animation: 'animation',
  file: 'document',
};

/** `null` = no form of it can be sent: give the person a link. */
type Sent = DeliveredMessage | null;

const delivered = (kind: MediaKind, { messageId, fileId }: SentMessage): DeliveredMessage => ({
  messageId,
  fileId,
  kind,
});

/** `undefined` when Telegram refuses this form of it, so that the next one is tried. */
async function unlessRefused<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    if (hasCode(error, 'TELEGRAM_REJECTED')) return undefined;
    throw error;
  }
}

async function asUpload(file: ResultFile): Promise<{ source: MediaSource; size: number }> {
  const bytes = await readResultBytes(file);
  const fileName = `result.${file.extension}`;
  return { source: { bytes, fileName, mimeType: file.mime }, size: bytes.byteLength };
}

/** `null` for a result that is larger than Telegram takes, whether its host said so before or not. */
async function unlessTooLarge<T>(run: () => Promise<T | null>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (hasCode(error, 'RESULT_TOO_LARGE')) return null;
    throw error;
  }
}

/** One file with its caption and buttons. */
export async function sendFile(url: string, payload: Readonly<Record<string, unknown>>, deps: SendDeps): Promise<Sent> {
  return await unlessTooLarge(() => sendFileOfAnySize(url, payload, deps));
}

async function sendFileOfAnySize(
  url: string,
  payload: Readonly<Record<string, unknown>>,
  deps: SendDeps,
): Promise<Sent> {
  let file = await deps.fetchResult(url);
  const kind = MEDIA_OF[file.kind];
  if (file.size !== null && file.size <= URL_LIMIT[kind]) {
    file.stream.destroy();
    const byUrl = await unlessRefused(() => deps.api.sendMedia(kind, { url }, payload));
    if (byUrl !== undefined) return delivered(kind, byUrl);
    file = await deps.fetchResult(url);
  }
  const { source, size } = await asUpload(file);
  if (kind !== 'document' && (kind !== 'photo' || size <= PHOTO_UPLOAD_LIMIT)) {
    const uploaded = await unlessRefused(() => deps.api.sendMedia(kind, source, payload));
    if (uploaded !== undefined) return delivered(kind, uploaded);
  }
  const asDocument = await unlessRefused(() => deps.api.sendMedia('document', source, payload));
  return asDocument === undefined ? null : delivered('document', asDocument);
}

/** Two to ten pictures as one album, without buttons (Telegram has none there). `null` when it must be done one by one. */
export async function sendPictures(
  chatId: number,
  urls: readonly string[],
  caption: string,
  deps: SendDeps,
): Promise<readonly DeliveredMessage[] | null> {
  const media = await unlessTooLarge(() => pictures(urls, deps));
  if (media === null) return null;
  const album = await unlessRefused(() => deps.api.sendAlbum(chatId, media, caption));
  return album?.map((message) => delivered('photo', message)) ?? null;
}

async function pictures(
  urls: readonly string[],
  { fetchResult }: SendDeps,
): Promise<{ kind: 'photo'; source: MediaSource }[] | null> {
  const media: { kind: 'photo'; source: MediaSource }[] = [];
  for (const url of urls) {
    const file = await fetchResult(url);
    if (file.kind !== 'image') {
      file.stream.destroy();
      return null;
    }
    const { source, size } = await asUpload(file);
    if (size > PHOTO_UPLOAD_LIMIT) return null;
    media.push({ kind: 'photo', source });
  }
  return media;
}
