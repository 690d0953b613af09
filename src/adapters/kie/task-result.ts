/** What a finished task made, wherever KIE put it: `resultJson` (JSON as text) or `response` (the same, parsed). */
import { parseJson } from './envelope.ts';

export interface TaskResult {
  readonly urls: readonly string[];
  readonly text: string | null;
  readonly firstFrameUrls: readonly string[];
  readonly lastFrameUrls: readonly string[];
}

/** `null` when there is nothing to deliver (yet): success may hold an empty list for a moment. */
export function readResult(resultJson: unknown, response: unknown): TaskResult | null {
  for (const source of [unwrap(resultJson), unwrap(response)]) {
    const result = isObject(source) ? fromObject(source) : null;
    if (result !== null) return result;
  }
  return null;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Parsed at most twice: some results are JSON text inside JSON text. */
function unwrap(value: unknown): unknown {
  const once = typeof value === 'string' ? parseJson(value) : value;
  return typeof once === 'string' ? parseJson(once) : once;
}

function fromObject(source: Json): TaskResult | null {
  const urls = [...new Set([...addresses(source['resultUrls']), ...addresses(source['resultUrl']), ...tracks(source)])];
  const text = textOf(unwrapText(source['resultObject']));
  if (urls.length === 0 && text === null) {
    return isObject(source['response']) ? fromObject(source['response']) : null;
  }
  return {
    urls,
    text,
    firstFrameUrls: addresses(source['firstFrameUrl'] ?? source['firstFrameUrls']),
    lastFrameUrls: addresses(source['lastFrameUrl'] ?? source['lastFrameUrls']),
  };
}

/** One address, a list of them, or a list as JSON text. Whatever is no http(s) address is not a result. */
function addresses(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('[') ? addresses(parseJson(value)) : [value].filter(isAddress);
  return itemsOf(value).filter(isAddress);
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** Suno's tracks: `data[].audio_url`, or `sunoData[].audioUrl` on its older endpoint. */
function tracks(source: Json): string[] {
  return [...itemsOf(source['data']), ...itemsOf(source['sunoData'])]
    .filter(isObject)
    .flatMap((track) => addresses(track['audio_url'] ?? track['audioUrl']));
}

/** A transcript is plain text; an object may come as JSON text. */
function unwrapText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  return isObject(parsed) || Array.isArray(parsed) ? parsed : value;
}

/** The words of a text result; an object of unknown shape is shown as it is rather than lost. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  if (typeof value['text'] === 'string' && value['text'] !== '') return value['text'];
  const lyrics = itemsOf(value['lyricsData']).filter(isObject).map(verse).filter(Boolean);
  return lyrics.length > 0 ? lyrics.join('\n\n') : JSON.stringify(value, null, 2);
}

function verse({ title, text }: Json): string {
  return [title, text].filter((part): part is string => typeof part === 'string' && part !== '').join('\n');
}
