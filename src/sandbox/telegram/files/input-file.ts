/** An `InputFile` of the Bot API: an upload, an address or the id of a file that this bot has seen. */
import { badRequest } from '../api-error.ts';
import type { Call } from '../call.ts';
import type { MediaKind } from '../contract.ts';
import type { StoredFile } from '../model.ts';
import type { Upload } from '../params.ts';
import { fetchUrl } from './fetch-url.ts';
import { imageDimensions, sniffMimeType } from './sniff.ts';

/** From "Sending files" in the Bot API manual: 10 MB for photos; 50 MB for the rest is checked while reading. */
const PHOTO_LIMIT_BYTES = 10 * 1024 * 1024;
/** `sendPhoto`: width and height together, and how much longer one side may be. */
const PHOTO_SIDES_LIMIT = 10_000;
const PHOTO_RATIO_LIMIT = 20;

const TYPE_NAMES: Readonly<Record<MediaKind, string>> = {
  photo: 'Photo',
  video: 'Video',
  audio: 'Audio',
  voice: 'VoiceNote',
  animation: 'Animation',
  document: 'Document',
  video_note: 'VideoNote',
  sticker: 'Sticker',
};

/** What the caller says about the file; Telegram believes it for sound and film. */
export interface FileFacts {
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  readonly title: string | null;
  readonly performer: string | null;
}

function checkPhoto({ bytes }: Upload): { readonly width: number; readonly height: number } {
  if (bytes.length > PHOTO_LIMIT_BYTES) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${PHOTO_LIMIT_BYTES} bytes`,
    );
  }
  const size = imageDimensions(bytes);
  if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  if (width + height > PHOTO_SIDES_LIMIT || ratio > PHOTO_RATIO_LIMIT) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  return size;
}

/** Telegram turns what it cannot play as asked into something it can. */
function playableKind(kind: MediaKind, mimeType: string | null): MediaKind {
  if (kind === 'video' && mimeType !== 'video/mp4') return 'document';
  if (kind === 'animation' && mimeType !== 'video/mp4' && mimeType !== 'image/gif') return 'document';
  if (kind === 'voice' && !['audio/ogg', 'audio/mpeg', 'audio/mp4'].includes(mimeType ?? '')) return 'audio';
  return kind;
}

function keepUpload(call: Call, upload: Upload, kind: MediaKind, facts: FileFacts): StoredFile {
  if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
  const { fileName, mimeType, bytes } = upload;
  if (kind === 'photo') {
    return call.bot.files.add({ kind, bytes, mimeType, ...checkPhoto(upload) });
  }
  const actual = playableKind(kind, sniffMimeType(bytes));
  const size = actual === 'animation' ? imageDimensions(bytes) : null;
  return call.bot.files.add({ ...facts, ...size, kind: actual, bytes, mimeType, fileName });
}

function knownFile(call: Call, fileId: string, kind: MediaKind): StoredFile {
  const file = call.bot.files.get(fileId);
  if (file === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
  if (file.kind !== kind) throw badRequest(`can't use file of type ${TYPE_NAMES[file.kind]} as ${TYPE_NAMES[kind]}`);
  return file;
}

/** `given` is the parameter's text; uploads stand under `name`, or under the name that `attach://` gives. */
export async function resolveInputFile(
  call: Call,
  input: { readonly name: string; readonly given: string; readonly kind: MediaKind; readonly facts: FileFacts },
): Promise<StoredFile> {
  const { name, given, kind, facts } = input;
  const attached = given.startsWith('attach://') ? given.slice('attach://'.length) : name;
  const upload = call.params.files.get(attached);
  if (upload !== undefined && (given === '' || given.startsWith('attach://'))) {
    return keepUpload(call, upload, kind, facts);
  }
  if (given === '' || given.startsWith('attach://')) {
    throw badRequest(`there is no ${kind.replace('_', ' ')} in the request`);
  }
  if (!/^https?:/i.test(given)) return knownFile(call, given, kind);
  return keepUpload(call, await fetchUrl(given, kind, call.signal), kind, facts);
}
