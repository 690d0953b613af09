/** From the parameters of a call to the text that is stored: cleaned, parsed, trimmed, links found, length checked. */
import { ApiError, badRequest } from '../api-error.ts';
import type { Entity, FormattedText } from '../model.ts';
import type { Params } from '../params.ts';
import { parseHtml } from './html.ts';

/** Limits of the Bot API, in UTF-16 code units after entities were parsed. */
export const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;
/** Telegram keeps the first hundred entities of a message. */
const MOST_ENTITIES = 100;

/** Control characters other than the line feed never reach a message. */
const clean = (text: string): string => text.replaceAll('\r', '').replaceAll(/[^\P{Cc}\n]/gu, ' ');

function givenEntities(raw: unknown, length: number): Entity[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) throw badRequest("can't parse entities: expected an Array of MessageEntity");
  return raw.map((item: unknown) => {
    const { type, offset, length: size, url, language } = { ...(item as Record<string, unknown> | null) };
    if (typeof type !== 'string' || typeof offset !== 'number' || typeof size !== 'number') {
      throw badRequest("can't parse MessageEntity: expected type, offset and length");
    }
    if (offset < 0 || size < 0 || offset + size > length) {
      throw badRequest(`entity beginning at UTF-16 offset ${offset} ends after the end of the text`);
    }
    return {
      type,
      offset,
      length: size,
      ...(typeof url === 'string' ? { url } : {}),
      ...(typeof language === 'string' ? { language } : {}),
    };
  });
}

function parse(text: string, mode: string, entities: unknown): FormattedText {
  switch (mode.toLowerCase()) {
    case '':
    case 'none':
      return { text, entities: givenEntities(entities, text.length) };
    case 'html':
      return parseHtml(text);
    case 'markdown':
    case 'markdownv2':
      throw new ApiError(501, `Not Implemented: the local Telegram does not parse ${mode}; use HTML`);
    default:
      throw badRequest('unsupported parse_mode');
  }
}

function trim({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const kept = entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - start);
    const to = Math.min(trimmed.length, entity.offset + entity.length - start);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: trimmed, entities: kept };
}

const FOUND: readonly (readonly [string, RegExp])[] = [
  ['url', /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/gi],
  ['bot_command', /(?<![\w/<@.])\/\w{1,64}(?:@\w{3,32})?(?!\w|\/)/g],
  ['mention', /(?<![\w@/])@[a-z]\w{3,31}(?!\w)/gi],
  ['hashtag', /(?<![\w#&])#[\p{L}\d_]+/gu],
];

/** What Telegram marks by itself, outside code and links. */
export function withFoundEntities({ text, entities }: FormattedText): FormattedText {
  const taken = entities.filter((entity) => ['code', 'pre', 'text_link', 'text_mention'].includes(entity.type));
  const found: Entity[] = [];
  for (const [type, expression] of FOUND) {
    for (const match of text.matchAll(expression)) {
      const entity = { type, offset: match.index, length: match[0].length };
      const overlaps = [...taken, ...found].some(
        (other) => other.offset < entity.offset + entity.length && entity.offset < other.offset + other.length,
      );
      if (!overlaps) found.push(entity);
    }
  }
  return { text, entities: [...entities, ...found].toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}

function finish(text: string, mode: string, entities: unknown): FormattedText {
  const { text: kept, entities: marks } = withFoundEntities(trim(parse(clean(text), mode, entities)));
  return { text: kept, entities: marks.slice(0, MOST_ENTITIES) };
}

/** The `text` of a call; throws when empty or too long. */
export function textParam(params: Params): FormattedText {
  const formatted = finish(params.text('text'), params.text('parse_mode'), params.json('entities'));
  if (formatted.text === '') throw badRequest('message text is empty');
  if (formatted.text.length > TEXT_LIMIT) throw badRequest('message is too long');
  return formatted;
}

/** A caption, possibly empty. */
export function caption(text: string, mode: string, entities: unknown): FormattedText {
  const formatted = finish(text, mode, entities);
  if (formatted.text.length > CAPTION_LIMIT) throw badRequest('message caption is too long');
  return formatted;
}

export const captionParam = (params: Params): FormattedText =>
  caption(params.text('caption'), params.text('parse_mode'), params.json('caption_entities'));
