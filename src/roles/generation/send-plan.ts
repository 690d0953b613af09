/** Which results go together, and in which forms one is tried. Pure: only what is known before anything is sent. */
import type { ResultKind } from '../../adapters/kie/result-fetch.ts';
import type { MediaKind } from '../../adapters/telegram/api.ts';

/** A result whose first bytes have been seen. */
export interface Known {
  readonly kind: ResultKind;
  readonly mime: string;
  /** Bytes; null when the host does not say. */
  readonly size: number | null;
}

export interface Form {
  readonly kind: MediaKind;
  readonly by: 'url' | 'upload';
}

const MB = 1024 * 1024;
/** Bot API, sendMediaGroup. */
const ALBUM_ITEMS = 10;
/** An album is one request, which has to be over before Telegram or we lose patience. */
const ALBUM_BYTES = 30 * MB;
/** Bot API: by URL it takes 5 MB for photos, 1 MB for voice, 20 MB for the rest; of documents only gif, pdf and zip. */
const URL_LIMIT: Readonly<Record<MediaKind, number>> = {
  photo: 5 * MB,
  video: 20 * MB,
  audio: 20 * MB,
  voice: MB,
  animation: 20 * MB,
  document: 0,
};
const PHOTO_UPLOAD_LIMIT = 10 * MB;

const MEDIA_OF: Readonly<Record<ResultKind, MediaKind>> = {
  image: 'photo',
  video: 'video',
  audio: 'audio',
  voice: 'voice',
  animation: 'animation',
  file: 'document',
};

const VISUAL = new Set(['image/jpeg', 'image/png', 'image/webp', 'video/mp4']);

export const mediaKindOf = ({ kind }: Known): MediaKind => MEDIA_OF[kind];

/** What makes an album with what; null for what goes alone. */
function family({ kind, mime, size }: Known): 'visual' | 'audio' | null {
  if (size === null || size > ALBUM_BYTES || (kind === 'image' && size > PHOTO_UPLOAD_LIMIT)) return null;
  if (VISUAL.has(mime)) return 'visual';
  return kind === 'audio' ? 'audio' : null;
}

const bytesOf = (items: readonly Known[]): number => items.reduce((sum, { size }) => sum + (size ?? 0), 0);

function belongsTo(group: readonly Known[], item: Known): boolean {
  const [first] = group;
  const own = family(item);
  if (first === undefined || own === null || family(first) !== own) return false;
  return group.length < ALBUM_ITEMS && bytesOf([...group, item]) <= ALBUM_BYTES;
}

/** Groups of one are sent alone, others as an album. In the order given: a person sees first what KIE made first. */
export function planGroups<T extends Known>(items: readonly T[]): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && belongsTo(last, item)) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** The best form first. `mustUpload`: what is beside the bytes (a cover, a name) is lost on the way by URL. */
export function formsOf(item: Known, mustUpload: boolean): readonly Form[] {
  const kind = mediaKindOf(item);
  const { size } = item;
  const byUrl = !mustUpload && size !== null && size <= URL_LIMIT[kind];
  const tooLargeForPhoto = kind === 'photo' && size !== null && size > PHOTO_UPLOAD_LIMIT;
  const uploads: MediaKind[] = tooLargeForPhoto ? [] : [kind];
  // People may refuse voice messages; a piece of music they take.
  if (kind === 'voice') uploads.push('audio');
  if (kind !== 'document') uploads.push('document');
  return [
    ...(byUrl ? [{ kind, by: 'url' } as const] : []),
    ...uploads.map((one) => ({ kind: one, by: 'upload' }) as const),
  ];
}
