/** Whether a parameter takes a file, by what is known of the file before its bytes are read. */
import type { MediaKind } from './fields.ts';
import type { FileFacts } from './file-ref.ts';

export interface FileTaker {
  /** `document` takes any kind. */
  readonly media: MediaKind;
  /** MIME types; empty = not said. */
  readonly accepts: readonly string[];
  readonly maxSizeMb: number | null;
}

export type FileRefusal =
  | { readonly why: 'kind' | 'empty' | 'too-big-for-bots' }
  | { readonly why: 'type'; readonly types: readonly string[] }
  | { readonly why: 'too-big'; readonly limitMb: number };

/** What a bot may download. Source: Bot API, getFile. */
export const BOT_DOWNLOAD_MB = 20;
const MB = 1024 * 1024;

/** Spellings of one type that programs use. */
const SAME: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'audio/mp3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/mpeg3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'audio/x-flac': 'audio/flac',
  'video/x-m4v': 'video/mp4',
  'video/mov': 'video/quicktime',
  'video/x-quicktime': 'video/quicktime',
  'video/x-matroska': 'video/matroska',
};

/** In lower case, without parameters, one spelling of several. */
export function plainMime(mime: string): string {
  const plain = (mime.split(';')[0] ?? '').trim().toLowerCase();
  return SAME[plain] ?? plain;
}

/**
 * A picture, a sound or a film whose type is not known is not refused, because the submit looks at the bytes; a document of
 * no known type is none of those that a model names.
 */
function wrongType({ accepts }: FileTaker, file: FileFacts): FileRefusal | null {
  const types = accepts.map(plainMime);
  const mime = file.mime ?? (file.media === 'document' ? '' : undefined);
  if (types.length === 0 || mime === undefined || types.includes(plainMime(mime))) return null;
  return { why: 'type', types };
}

/** Null = it takes it. */
export function refusalOf(taker: FileTaker, file: FileFacts): FileRefusal | null {
  if (taker.media !== 'document' && file.media !== taker.media) return { why: 'kind' };
  if (file.bytes === 0) return { why: 'empty' };
  const wrong = wrongType(taker, file);
  if (wrong !== null) return wrong;
  const megabytes = (file.bytes ?? 0) / MB;
  if (taker.maxSizeMb !== null && megabytes > taker.maxSizeMb) return { why: 'too-big', limitMb: taker.maxSizeMb };
  return megabytes > BOT_DOWNLOAD_MB ? { why: 'too-big-for-bots' } : null;
}
