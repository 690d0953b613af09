/** How a result that is text reaches the person: said in the chat, or as a file with its beginning shown. */
import { clean, quoted } from './html.ts';

export type TextForm =
  /** HTML. */
  | { readonly kind: 'words'; readonly html: string }
  | {
      readonly kind: 'document';
      readonly fileName: string;
      readonly mime: string;
      readonly content: string;
      /** HTML, for the caption. */
      readonly beginning: string;
    };

/** Bot API, sendMessage: characters after the entities are parsed, counted here as UTF-16 units to be sure. */
const MAX_WORDS = 4_096;
/** Code points: what a caption of 1024 leaves beside the caption's own words, even if each takes two units. */
const BEGINNING = 300;

/** Null when there is no text. */
export function textForm(text: string | null): TextForm | null {
  if (text === null || clean(text) === '') return null;
  const isObject = isJsonObject(text);
  if (!isObject && clean(text).length <= MAX_WORDS) return { kind: 'words', html: quoted(text, MAX_WORDS) };
  return {
    ...{ kind: 'document', content: text.toWellFormed(), beginning: quoted(text, BEGINNING) },
    ...(isObject
      ? { fileName: 'result.json', mime: 'application/json' }
      : { fileName: 'result.txt', mime: 'text/plain' }),
  };
}

/** What has to be said when the document cannot be sent. */
export const shortWords = (text: string): string => quoted(text, MAX_WORDS / 2 - 1);

function isJsonObject(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // words that begin with a bracket
  }
}
