/** What a finished task made, wherever KIE put it: `resultJson` (JSON as text) or `response` (the same, parsed). */
import type { ResultFile } from '../../domain/generation/generation.ts';
import { parseJson } from './envelope.ts';
import { addressesIn, filesIn, tracksIn, withTracks } from './task-files.ts';
import { isObject, itemsOf, type Json } from './task-json.ts';

export interface TaskResult {
  readonly files: readonly ResultFile[];
  readonly text: string | null;
  readonly firstFrameUrls: readonly string[];
  readonly lastFrameUrls: readonly string[];
}

/** `null` when there is nothing to deliver (yet): success may hold an empty list for a moment. */
export function readResult(resultJson: unknown, response: unknown): TaskResult | null {
  const sources = [unwrap(resultJson), unwrap(response)].filter(isObject);
  const [result] = sources.flatMap((source) => fromObject(source) ?? []);
  if (result === undefined) return null;
  // One source may have the bare addresses and the other one what is known about them.
  return { ...result, files: withTracks(result.files, sources.flatMap(tracksIn)) };
}

/** Parsed at most twice: some results are JSON text inside JSON text. */
function unwrap(value: unknown): unknown {
  const once = typeof value === 'string' ? parseJson(value) : value;
  return typeof once === 'string' ? parseJson(once) : once;
}

function fromObject(source: Json): TaskResult | null {
  const files = filesIn(source);
  const text = textOf(unwrapText(source['resultObject']));
  if (files.length === 0 && text === null) {
    return isObject(source['response']) ? fromObject(source['response']) : null;
  }
  return {
    ...{ files, text },
    firstFrameUrls: addressesIn(source['firstFrameUrl'] ?? source['firstFrameUrls']),
    lastFrameUrls: addressesIn(source['lastFrameUrl'] ?? source['lastFrameUrls']),
  };
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
  if (Array.isArray(value)) return value.length === 0 ? null : JSON.stringify(value, null, 2);
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  if (typeof value['text'] === 'string' && value['text'] !== '') return value['text'];
  const lyrics = itemsOf(value['lyricsData']).filter(isObject).map(verse).filter(Boolean);
  return lyrics.length > 0 ? lyrics.join('\n\n') : JSON.stringify(value, null, 2);
}

function verse({ title, text }: Json): string {
  return [title, text].filter((part): part is string => typeof part === 'string' && part !== '').join('\n');
}
