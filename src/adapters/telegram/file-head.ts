/** What a file is by its first bytes. What the sender's program calls it is not believed. */
import { plainMime } from '../../domain/catalog/accepts.ts';
import type { FileFacts } from '../../domain/catalog/file-ref.ts';
import { mediaOf } from './file-facts.ts';

/** Enough for the size of a picture behind a camera's own notes and preview. */
export const HEAD_BYTES = 128 * 1024;

/** Types that stand for another one here: an animated PNG is a PNG to whoever does not animate. */
const STANDS_FOR: Readonly<Record<string, string>> = { 'image/apng': 'image/png' };
/** Containers of which the first bytes do not tell whether there are pictures beside the sound. */
const SOUND_TOO = new Set(['video/mp4', 'video/webm', 'video/matroska', 'video/3gpp', 'video/quicktime']);
/** Text has no signature: among its types the name is believed. */
const TEXT_TYPE = /^text\/|^application\/(json|xml|x-subrip|csv)$/;

/** No name, no ending, or one that people give to words. */
const TEXT_NAME = /^[^.]*$|\.(txt|text|md|markdown|csv|tsv|json|xml|html?|ya?ml|srt|vtt|log|rtf|tex)$/i;

async function typeOf(head: Uint8Array, claimed: FileFacts): Promise<string> {
  const claim = plainMime(claimed.mime ?? '');
  // Loaded with the first file: an idle process does without.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) {
    const mime = plainMime(found.mime);
    if (claimed.media === 'audio' && SOUND_TOO.has(mime)) return mime.replace('video/', 'audio/');
    return STANDS_FOR[mime] ?? mime;
  }
  if (!isText(head)) return 'application/octet-stream';
  if (TEXT_TYPE.test(claim)) return claim;
  // Bytes that could be read as words make no text of a program or an archive.
  return TEXT_NAME.test(claimed.name ?? '') ? 'text/plain' : 'application/octet-stream';
}

/** A character that the cut goes through is no objection. */
function isText(head: Uint8Array): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }).includes('\0');
  } catch {
    return false; // not UTF-8: that is the answer
  }
}

async function pixelsOf(head: Uint8Array): Promise<Pick<FileFacts, 'width' | 'height'>> {
  try {
    const { imageSize } = await import('image-size');
    const { width, height } = imageSize(head);
    return width > 0 && height > 0 ? { width, height } : {};
  } catch {
    return {}; // the library throws for what it does not know, and for a header longer than what was read
  }
}

/** The facts that Telegram told, put right by the bytes. Total. */
export async function sniffFile<F extends FileFacts>(head: Uint8Array, claimed: F): Promise<F> {
  const mime = await typeOf(head, claimed).catch(() => 'application/octet-stream');
  const media = mediaOf(mime);
  return { ...claimed, mime, media, ...(media === 'image' ? await pixelsOf(head) : {}) };
}

/** The first bytes, as many as `length` or all there are, and a stream of everything, those bytes included. */
export async function readHead(
  body: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ readonly head: Uint8Array; readonly whole: AsyncIterable<Uint8Array> }> {
  const chunks = body[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const next = await chunks.next();
    if (next.done === true) break;
    read.push(next.value);
    size += next.value.byteLength;
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* read.splice(0);
      yield* { [Symbol.asyncIterator]: () => chunks };
    } finally {
      await chunks.return?.();
    }
  }
  return { head: Buffer.concat(read).subarray(0, length), whole: whole() };
}
