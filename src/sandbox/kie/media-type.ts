/** Content types of uploads, by what the bytes say first and the name second. */
import { extname } from 'node:path';

const BY_EXTENSION: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.oga': 'audio/ogg',
  '.m4a': 'audio/mp4',
  '.txt': 'text/plain',
};

/** Magic numbers: where they stand, what they are, what they mean. */
const MAGIC: readonly (readonly [offset: number, bytes: string, type: string])[] = [
  [0, '\x89PNG', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF8', 'image/gif'],
  [8, 'WEBP', 'image/webp'],
  [8, 'WAVE', 'audio/wav'],
  [4, 'ftyp', 'video/mp4'],
  [0, 'OggS', 'audio/ogg'],
  [0, 'ID3', 'audio/mpeg'],
];

export function mediaTypeOf(bytes: Buffer, name: string, declared?: string): string {
  const magic = MAGIC.find(([offset, mark]) => bytes.toString('latin1', offset, offset + mark.length) === mark);
  return magic?.[2] ?? BY_EXTENSION[extname(name).toLowerCase()] ?? declared ?? 'application/octet-stream';
}

/** With its dot; `.bin` for what has no usual one. */
export function extensionOf(mediaType: string): string {
  return Object.entries(BY_EXTENSION).find(([, type]) => type === mediaType)?.[0] ?? '.bin';
}
