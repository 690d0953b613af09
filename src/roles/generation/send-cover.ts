/** The picture beside a piece of music, where it is small enough for Telegram as it is. */
import type { FetchResult, ResultFile } from '../../adapters/kie/result-fetch.ts';

/** Bot API, sendAudio: JPEG, less than 200 kB, at most 320 pixels a side. */
const MAX_BYTES = 200_000;
const MAX_SIDE = 320;
const PATIENCE_MS = 5_000;

/** Null for no cover, for one that Telegram would not take, and for whatever goes wrong: music plays without it. */
export async function coverOf(url: string | null, fetchResult: FetchResult): Promise<Uint8Array | null> {
  if (url === null) return null;
  try {
    const bytes = await readSmall(await fetchResult(url, AbortSignal.timeout(PATIENCE_MS)));
    const size = bytes === null ? null : jpegSize(bytes);
    return size !== null && Math.max(size.width, size.height) <= MAX_SIDE ? bytes : null;
  } catch {
    return null;
  }
}

async function readSmall({ mime, size, stream }: ResultFile): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    if (mime !== 'image/jpeg' || (size ?? 0) >= MAX_BYTES) return null;
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length >= MAX_BYTES) return null;
    }
    return Buffer.concat(chunks);
  } finally {
    stream.destroy();
  }
}

/** Start-of-frame markers carry the size (ITU T.81, B.2.2); C4, C8 and CC in their range are something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

export function jpegSize(bytes: Buffer): { readonly width: number; readonly height: number } | null {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
