/**
 * What a file is by its first bytes, because names and declared types lie. Not with the library that the product uses
 * for this: a stand that shared its judgement would share its mistakes.
 */
import { imageSize } from 'image-size';

const RIFF: Readonly<Record<string, string>> = { WEBP: 'image/webp', WAVE: 'audio/wav' };

/** Where the first bytes stand, the bytes, and what they mean; more special ones first. */
const SIGNATURES: readonly (readonly [number, string, string])[] = [
  [0, '\x89PNG', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF8', 'image/gif'],
  [4, 'ftypM4A', 'audio/mp4'],
  [4, 'ftyp', 'video/mp4'],
  [0, '\x1aE\xdf\xa3', 'video/webm'],
  [0, 'OggS', 'audio/ogg'],
  [0, 'ID3', 'audio/mpeg'],
  [0, '\xff\xfb', 'audio/mpeg'],
  [0, '\xff\xf3', 'audio/mpeg'],
  [0, '%PDF', 'application/pdf'],
  [0, 'PK\x03\x04', 'application/zip'],
];

/** MIME type for the formats that the Bot API treats apart; null for everything else. */
export function sniffMimeType(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('RIFF')) return RIFF[start.slice(8)] ?? null;
  return SIGNATURES.find(([at, signature]) => start.startsWith(signature, at))?.[2] ?? null;
}

export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** Of an image; null when the bytes are not one. */
export function imageDimensions(bytes: Buffer): Dimensions | null {
  try {
    const { width, height } = imageSize(bytes);
    return { width, height };
  } catch {
    return null; // image-size throws for everything that it does not know.
  }
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'audio/wav': 'wav',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'oga',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
};

export const extensionFor = (mimeType: string): string => EXTENSIONS[mimeType] ?? 'bin';
