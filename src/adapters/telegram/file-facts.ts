/** The file of a message, as Telegram describes it. Its MIME type is what the sender's program says: nobody has looked. */
import * as z from 'zod';
import type { MediaKind } from '../../domain/catalog/fields.ts';
import type { IncomingFile } from '../../domain/chat/contract.ts';

const Count = z.number().nonnegative().optional().catch(undefined);
const Text = z.string().optional().catch(undefined);
/** Only an id that a reference can carry is one. */
const FileId = z.string().regex(/^[\w-]{1,250}$/);
/** The same for ever and for every bot, but no way to the file. */
const UniqueId = z
  .string()
  .regex(/^[\w-]{1,100}$/)
  .optional()
  .catch(undefined);

const Photo = z
  .array(z.object({ file_id: FileId, file_unique_id: UniqueId, file_size: Count, width: Count, height: Count }))
  .min(1);
const Described = z.object({
  ...{ file_id: FileId, file_unique_id: UniqueId },
  ...{ file_size: Count, width: Count, height: Count, duration: Count },
  /** Of a video note: both sides of its square. */
  length: Count,
  mime_type: Text,
  file_name: Text,
});

/** What a kind of message holds when Telegram does not tell the type. */
const USUAL_MIME: Readonly<Record<string, string>> = {
  video: 'video/mp4',
  animation: 'video/mp4',
  video_note: 'video/mp4',
  voice: 'audio/ogg',
  audio: 'audio/mpeg',
  document: 'application/octet-stream',
};

export function mediaOf(mime: string): MediaKind {
  const family = mime.toLowerCase().split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document';
}

/** Telegram makes every photo a JPEG, in several sizes. */
function largestPhoto(photo: unknown): IncomingFile | null {
  const sizes = Photo.safeParse(photo).data ?? [];
  const area = ({ width = 0, height = 0 }: (typeof sizes)[number]): number => width * height;
  const largest = sizes.toSorted((a, b) => area(b) - area(a))[0];
  if (largest === undefined) return null;
  const { file_id: fileId, file_unique_id: uniqueId, file_size: bytes, width, height } = largest;
  return { fileId, uniqueId, media: 'image', mime: 'image/jpeg', bytes, width, height };
}

/** `what` is the message's field, such as `photo`. Null for what is no file that a model could take. */
export function incomingFile(what: string, described: unknown): IncomingFile | null {
  if (what === 'photo') return largestPhoto(described);
  const usual = USUAL_MIME[what];
  const told = Described.safeParse(described).data;
  if (usual === undefined || told === undefined) return null;
  const mime = told.mime_type === undefined || told.mime_type === '' ? usual : told.mime_type.toLowerCase();
  return {
    ...{ fileId: told.file_id, uniqueId: told.file_unique_id },
    ...{ media: mediaOf(mime), mime, bytes: told.file_size, name: told.file_name },
    ...{ width: told.width ?? told.length, height: told.height ?? told.length, seconds: told.duration },
  };
}
