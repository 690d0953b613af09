/**
 * Results on their way into the chat: by URL where Telegram's limits allow, else as an upload, else as a document. Bytes
 * pass through and are never held.
 */
import type { FetchResult } from '../../adapters/kie/result-fetch.ts';
import type { AlbumItem, MediaSource, TelegramApi } from '../../adapters/telegram/api.ts';
import type { DeliveredMessage } from '../../domain/generation/generation.ts';
import { hasCode } from '../../shared/errors.ts';
import { coverOf } from './send-cover.ts';
import type { Item } from './send-items.ts';
import { formsOf, mediaKindOf, type Form } from './send-plan.ts';

export interface SendDeps {
  readonly api: Pick<TelegramApi, 'sendMedia' | 'sendAlbum'>;
  readonly fetchResult: FetchResult;
  /** Who made a piece of music, as its player shows it. */
  readonly performer: string;
}

/** `link`: Telegram takes it in no form. `away`: its host does not give it now. `refused`: not to be told at all. */
export type Sent = DeliveredMessage | 'link' | 'away' | 'refused';

/** `undefined` when Telegram refuses this form of it, so that the next one is tried. */
async function unlessRefused<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    if (hasCode(error, 'TELEGRAM_REJECTED')) return undefined;
    throw error;
  }
}

/** What a player shows; by a document's or a picture's side it means nothing. */
function tags({ file }: Item, performer: string): Record<string, unknown> {
  if (file === null || (file.title === null && file.seconds === null)) return {};
  const { title, seconds } = file;
  return {
    performer,
    ...(title === null ? {} : { title }),
    ...(seconds === null ? {} : { duration: Math.round(seconds) }),
  };
}

async function sourceOf(item: Item, { by, kind }: Form, deps: SendDeps): Promise<MediaSource> {
  if (by === 'url' && item.file !== null) return { url: item.file.url };
  const { open, fileName, mime } = item;
  const coverUrl = kind === 'audio' ? (item.file?.coverUrl ?? null) : null;
  return { open, fileName, mimeType: mime, thumbnail: await coverOf(coverUrl, deps.fetchResult) };
}

function extraOf(item: Item, { kind, by }: Form, { performer }: SendDeps): Record<string, unknown> {
  if (kind === 'audio') return tags(item, performer);
  return kind === 'video' && by === 'upload' ? { supports_streaming: true } : {};
}

async function inBestForm(item: Item, payload: Readonly<Record<string, unknown>>, deps: SendDeps): Promise<Sent> {
  const hasTags = item.kind === 'audio' && item.file !== null && (item.file.title ?? item.file.coverUrl) !== null;
  for (const form of formsOf(item, hasTags || item.file === null)) {
    const source = await sourceOf(item, form, deps);
    const given = { ...payload, ...extraOf(item, form, deps) };
    const sent = await unlessRefused(() => deps.api.sendMedia(form.kind, source, given));
    if (sent !== undefined) return sent;
  }
  return 'link';
}

/** One result with its caption and buttons. Rejects with what Telegram said when it must be tried again. */
export async function sendOne(item: Item, payload: Readonly<Record<string, unknown>>, deps: SendDeps): Promise<Sent> {
  try {
    return await inBestForm(item, payload, deps);
  } catch (error) {
    if (hasCode(error, 'RESULT_TOO_LARGE')) return 'link';
    if (hasCode(error, 'RESULT_UNAVAILABLE')) return 'away';
    if (hasCode(error, 'RESULT_REFUSED')) return 'refused';
    throw error;
  }
}

async function albumItem(item: Item, deps: SendDeps): Promise<AlbumItem> {
  const kind = mediaKindOf(item);
  if (kind !== 'photo' && kind !== 'video' && kind !== 'audio') throw new Error(`${kind} is in no album`);
  const form = { kind, by: 'upload' } as const;
  return { kind, source: await sourceOf(item, form, deps), extra: extraOf(item, form, deps) };
}

/** Two to ten, without buttons (Telegram has none there). `null` when it must be done one by one. */
export async function sendAlbum(
  chatId: number,
  items: readonly Item[],
  caption: string | null,
  deps: SendDeps,
): Promise<readonly DeliveredMessage[] | null> {
  try {
    const media = await Promise.all(items.map((item) => albumItem(item, deps)));
    return (await unlessRefused(() => deps.api.sendAlbum(chatId, media, caption))) ?? null;
  } catch (error) {
    const isOfOne = ['RESULT_TOO_LARGE', 'RESULT_UNAVAILABLE', 'RESULT_REFUSED'] as const;
    if (isOfOne.some((code) => hasCode(error, code))) return null;
    throw error;
  }
}
