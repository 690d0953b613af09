/** The files of a result: plain addresses, Suno's tracks, and what its helpers make. */
import type { ResultFile } from '../../domain/generation/generation.ts';
import { parseJson } from './envelope.ts';
import { isObject, itemsOf, type Json } from './task-json.ts';

/** Where plain addresses stand; the last ones are those of Suno's helpers (facts on KIE's API, 5.6). */
const ADDRESS_FIELDS = ['resultUrls', 'resultUrl', 'audioWavUrl', 'videoUrl', 'images'] as const;

/** Suno's stems, in the order of a mixing desk. */
const STEM_FIELDS = [
  ...['vocalUrl', 'instrumentalUrl', 'backingVocalsUrl', 'drumsUrl', 'bassUrl', 'guitarUrl', 'pianoUrl'],
  ...['keyboardUrl', 'percussionUrl', 'stringsUrl', 'synthUrl', 'fxUrl', 'brassUrl', 'woodwindsUrl'],
] as const;

const bare = (url: string): ResultFile => ({ url, title: null, coverUrl: null, seconds: null, trackId: null });

/** Far more than any model makes at once. */
const MOST_FILES = 100;

/** Each address once, in KIE's order. */
export function filesIn(source: Json): readonly ResultFile[] {
  const plain = ADDRESS_FIELDS.flatMap((name) => addressesIn(source[name])).map(bare);
  const files = new Map<string, ResultFile>();
  for (const file of [...plain, ...ownTracks(source), ...stemsIn(source)]) {
    if (!files.has(file.url)) files.set(file.url, file);
  }
  return [...files.values()].slice(0, MOST_FILES);
}

/** One address, a list of them, or a list as JSON text. Whatever is no http(s) address is not a result. */
export function addressesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return value.startsWith('[') ? addressesIn(parseJson(value)) : [value].filter(isAddress);
  }
  return itemsOf(value).filter(isAddress);
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** Also one level down, in `response`. */
export function tracksIn(source: Json): readonly ResultFile[] {
  const own = ownTracks(source);
  return own.length === 0 && isObject(source['response']) ? tracksIn(source['response']) : own;
}

/** `data[]` in snake case, or `sunoData[]` in camel case on the older endpoint. */
function ownTracks(source: Json): readonly ResultFile[] {
  return [...itemsOf(source['data']), ...itemsOf(source['sunoData'])].filter(isObject).flatMap(track);
}

function track(entry: Json): ResultFile[] {
  const [url] = addressesIn(entry['audio_url'] ?? entry['audioUrl']);
  if (url === undefined) return [];
  const [coverUrl = null] = addressesIn(entry['image_url'] ?? entry['imageUrl']);
  const seconds = Number(entry['duration'] ?? Number.NaN);
  return [
    {
      ...{ url, coverUrl },
      title: textOrNull(entry['title']),
      seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
      trackId: textOrNull(entry['id']),
    },
  ];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function stemsIn(source: Json): readonly ResultFile[] {
  return STEM_FIELDS.flatMap((name) =>
    addressesIn(source[name]).map((url) => ({ ...bare(url), title: name.replace(/Url$/, '') })),
  );
}

/**
 * Bare files with what the tracks say about them: by their address, or, where KIE has copied the files elsewhere and
 * there are as many of the one as of the other, by their order.
 */
export function withTracks(files: readonly ResultFile[], tracks: readonly ResultFile[]): readonly ResultFile[] {
  const byUrl = new Map(tracks.map((one) => [one.url, one]));
  const isParallel = files.length === tracks.length && files.every(({ trackId }) => trackId === null);
  return files.map((file, index) => {
    if (file.trackId !== null) return file;
    const known = byUrl.get(file.url) ?? (isParallel ? tracks[index] : undefined);
    return known === undefined ? file : { ...known, url: file.url };
  });
}
