/** Which parameters hold addresses of files, and of what kind. */
import type { MediaKind } from '../../src/domain/catalog/fields.ts';
import type { FactField, FactShape } from './facts.ts';

/** The page of MiniMax H3 lists audio types among those of a video field, so the first type decides. */
function kindOfMime(mime: string): MediaKind {
  const family = mime.split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document';
}

/** Where a page gives no MIME types, the name tells: these patterns are tried in order. */
const KIND_BY_NAME: readonly (readonly [RegExp, MediaKind])[] = [
  [/audio|voice/, 'audio'],
  [/video|clip/, 'video'],
  [/image|frame|mask|^input_urls$/, 'image'],
];
/** `first_frame_url` of Seedance is an address although its page gives no format. */
const ADDRESS_NAME = /_urls?$|^urls?$/;

/** `name` is the parameter's, also for the items of a list. Null: no file. */
export function mediaKind(name: string, field: FactField | FactShape): MediaKind | null {
  const first = field.accepts?.[0];
  if (first !== undefined) return kindOfMime(first);
  if (field.type !== 'string' || field.enum !== undefined) return null;
  if (field.format !== 'uri' && !ADDRESS_NAME.test(name)) return null;
  return KIND_BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'document';
}
