/** Sends by URL: the sandbox fetches the file itself, as Telegram does, and refuses what Telegram refuses. */
import type { MediaKind } from '../contract.ts';
import { badRequest } from '../api-error.ts';
import type { Upload } from '../params.ts';
import { sniffMimeType } from './sniff.ts';

/** From "Sending files" in the Bot API manual. */
const PHOTO_LIMIT_BYTES = 5 * 1024 * 1024;
const OTHER_LIMIT_BYTES = 20 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 20_000;

/** By kind: what the content must be. Documents by URL work for these three only. */
const EXPECTED: Readonly<Record<MediaKind, RegExp>> = {
  photo: /^image\//,
  video: /^video\//,
  audio: /^audio\//,
  voice: /^audio\//,
  animation: /^(image\/gif|video\/mp4)$/,
  document: /^(image\/gif|application\/pdf|application\/zip)$/,
  video_note: /^$/, // Video notes cannot be sent by URL.
  sticker: /^image\/webp$/,
};

const noContent = (): Error => badRequest('failed to get HTTP URL content');

function parseUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.hostname === '' || url.hostname === 'localhost') {
    throw badRequest('wrong HTTP URL specified');
  }
  return url;
}

async function readUpTo(response: Response, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return Buffer.alloc(0);
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limitBytes) throw noContent();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function download(url: URL, limitBytes: number, signal: AbortSignal): Promise<[Buffer, string]> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]) });
    if (!response.ok) {
      await response.body?.cancel();
      throw noContent();
    }
    const bytes = await readUpTo(response, limitBytes);
    return [bytes, (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''];
  } catch {
    throw noContent();
  }
}

/** The content as if it had been uploaded; throws the Bot API's 400. */
export async function fetchUrl(address: string, kind: MediaKind, signal: AbortSignal): Promise<Upload> {
  const url = parseUrl(address);
  const [bytes, declared] = await download(url, kind === 'photo' ? PHOTO_LIMIT_BYTES : OTHER_LIMIT_BYTES, signal);
  // Telegram believes the header; a server that says nothing useful is judged by the bytes.
  const isVague = declared === '' || declared === 'application/octet-stream' || declared === 'binary/octet-stream';
  const mimeType = isVague ? (sniffMimeType(bytes) ?? declared) : declared;
  if (bytes.length === 0) throw noContent();
  if (!EXPECTED[kind].test(mimeType)) throw badRequest('wrong type of the web page content');
  return { fileName: url.pathname.split('/').at(-1) ?? '', mimeType, bytes };
}
