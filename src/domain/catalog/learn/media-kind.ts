/** Which parameters hold addresses of files, and of what kind. */
import type { MediaKind } from '../fields.ts';

/** What is said of a parameter, or of the items of a list. */
export interface Said {
  readonly type: string;
  readonly format?: string | undefined;
  /** Any value = the parameter is a choice. */
  readonly choices?: unknown;
  /** MIME types, where the source gives them. */
  readonly accepts?: readonly string[] | undefined;
  /** Names of what it is in, and what is written about it: they tell where its own name does not. */
  readonly around?: string | undefined;
}

/** The page of MiniMax H3 lists audio types among those of a video field, so the first type decides. */
function kindOfMime(mime: string): MediaKind {
  const family = mime.split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document';
}

/** Where nobody gives MIME types, words tell: these patterns are tried in order. */
const KIND_BY_WORD: readonly (readonly [RegExp, MediaKind])[] = [
  [/audio|voice/, 'audio'],
  [/video|clip/, 'video'],
  [/image|frame|mask|^input_urls$/, 'image'],
];
/** `first_frame_url` of Seedance is an address although its page gives no format. */
const ADDRESS_NAME = /_urls?$|^urls?$/;

/** `name` is the parameter's, also for the items of a list. Null: no file. */
export function mediaKind(name: string, said: Said): MediaKind | null {
  const plain = name.trim();
  const first = said.accepts?.[0];
  if (first !== undefined) return kindOfMime(first);
  if (said.type !== 'string' || said.choices !== undefined) return null;
  if (said.format !== 'uri' && !ADDRESS_NAME.test(plain)) return null;
  const kindIn = (words: string): MediaKind | undefined => KIND_BY_WORD.find(([pattern]) => pattern.test(words))?.[1];
  return kindIn(plain) ?? kindIn((said.around ?? '').toLowerCase()) ?? 'document';
}
