/**
 * The HTML parse mode (core.telegram.org/bots/api#html-style): a closed list of tags, strictly nested, and everything
 * else an error with the byte offset, worded as Telegram words it.
 */
import { badRequest } from '../api-error.ts';
import type { Entity, FormattedText } from '../model.ts';

const ENTITY_BY_TAG: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const CHARACTER = /&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([\da-f]{1,6}));?/iy;
const TAG_NAME = /[^\s>]*/y;
const ATTRIBUTE = /\s*(?:([^\s=>]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?)?/y;

interface OpenTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly offset: number;
}

class Cursor {
  readonly source: string;
  position = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Moves past what the sticky expression matches here. */
  take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.position;
    const found = expression.exec(this.source);
    if (found !== null) this.position += found[0].length;
    return found;
  }

  get next(): string | undefined {
    return this.source[this.position];
  }

  failAt(position: number, before: string, after = ''): Error {
    const offset = Buffer.byteLength(this.source.slice(0, position));
    return badRequest(`can't parse entities: ${before} at byte offset ${offset}${after}`);
  }
}

/** `&lt;` and numbers become characters; anything else stays as written. */
function readCharacter(cursor: Cursor): string {
  const found = cursor.take(CHARACTER);
  if (found === null) {
    cursor.position += 1;
    return '&';
  }
  const [whole, name, decimal, hex] = found;
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
}

function decodeCharacters(source: string): string {
  const cursor = new Cursor(source);
  let plain = '';
  for (let next = cursor.next; next !== undefined; next = cursor.next) {
    if (next === '&') plain += readCharacter(cursor);
    else {
      plain += next;
      cursor.position += 1;
    }
  }
  return plain;
}

function readAttributes(cursor: Cursor, tag: string, start: number): Map<string, string> {
  const attributes = new Map<string, string>();
  for (;;) {
    const found = cursor.take(ATTRIBUTE);
    const name = found?.[1];
    if (name === undefined) break;
    const value = found?.[3] ?? found?.[4] ?? found?.[5];
    // `<blockquote expandable>` is the only attribute without a value.
    if (value === undefined && name !== 'expandable') {
      throw cursor.failAt(start, `Expected equal sign in declaration of an attribute of the tag "${tag}"`);
    }
    attributes.set(name.toLowerCase(), decodeCharacters(value ?? ''));
  }
  return attributes;
}

function readStartTag(cursor: Cursor, offset: number): OpenTag {
  const start = cursor.position;
  cursor.position += 1;
  const name = cursor.take(TAG_NAME)?.[0].toLowerCase() ?? '';
  if (cursor.next === undefined) throw cursor.failAt(start, 'Unclosed start tag');
  if (ENTITY_BY_TAG[name] === undefined) throw cursor.failAt(start, `Unsupported start tag "${name}"`);
  const attributes = readAttributes(cursor, name, start);
  if (cursor.next !== '>') throw cursor.failAt(start, 'Unclosed start tag');
  cursor.position += 1;
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw cursor.failAt(start, 'Tag "span" must have class "tg-spoiler"');
  }
  return { name, attributes, offset };
}

function readEndTag(cursor: Cursor, open: OpenTag | undefined): OpenTag {
  const start = cursor.position;
  if (open === undefined) throw cursor.failAt(start, 'Unexpected end tag');
  cursor.position += 2;
  const name = cursor.take(TAG_NAME)?.[0].toLowerCase() ?? '';
  cursor.take(/\s*/y);
  if (cursor.next !== '>') throw cursor.failAt(start, 'Unclosed end tag');
  cursor.position += 1;
  if (name !== '' && name !== open.name) {
    throw cursor.failAt(start, 'Unmatched end tag', `, expected "</${open.name}>", found "</${name}>"`);
  }
  return open;
}

function linkEntity(tag: OpenTag, inner: string): Entity | null {
  const address = (tag.attributes.get('href') ?? inner).trim();
  const span = { offset: tag.offset, length: inner.length };
  const person = /^tg:\/\/user\?id=(\d+)$/.exec(address)?.[1];
  if (person !== undefined) return { type: 'text_mention', ...span, userId: Number(person) };
  const url = /^[a-z][a-z\d+.-]*:/i.test(address) ? address : `http://${address}`;
  return URL.canParse(url) ? { type: 'text_link', ...span, url: new URL(url).href } : null;
}

function entityOf(tag: OpenTag, text: string): Entity | null {
  const inner = text.slice(tag.offset);
  const span = { offset: tag.offset, length: inner.length };
  if (inner === '') return null;
  if (tag.name === 'a') return linkEntity(tag, inner);
  if (tag.name === 'tg-emoji') {
    return { type: 'custom_emoji', ...span, customEmojiId: tag.attributes.get('emoji-id') ?? '' };
  }
  if (tag.name === 'blockquote' && tag.attributes.has('expandable')) return { type: 'expandable_blockquote', ...span };
  const language = /^language-(.+)$/.exec(tag.attributes.get('class') ?? '')?.[1];
  return { type: ENTITY_BY_TAG[tag.name] ?? tag.name, ...span, ...(language === undefined ? {} : { language }) };
}

const isCode = (entity: Entity): boolean => entity.type === 'code' || entity.type === 'pre';

/** Code holds no other entities; `<pre><code class="language-x">` is one block with a language. */
function settle(entities: readonly Entity[]): Entity[] {
  const merged = entities.map((outer) => {
    const same = entities.find(
      (inner) => inner.type === 'code' && inner.offset === outer.offset && inner.length === outer.length,
    );
    return outer.type === 'pre' && same?.language !== undefined ? { ...outer, language: same.language } : outer;
  });
  const blocks = merged.filter(isCode);
  const covered = (entity: Entity): boolean =>
    blocks.some(
      (block) =>
        block !== entity &&
        !(entity.type === 'pre' && block.type === 'code') &&
        block.offset <= entity.offset &&
        block.offset + block.length >= entity.offset + entity.length &&
        (block.length > entity.length || block.type === 'pre' || !isCode(entity)),
    );
  return merged
    .filter((entity) => !covered(entity))
    .map((entity) => {
      if (entity.type !== 'code' || entity.language === undefined) return entity;
      return { type: 'code', offset: entity.offset, length: entity.length };
    })
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Text without markup and its entities. Throws the Bot API's 400 for bad markup. */
export function parseHtml(source: string): FormattedText {
  const cursor = new Cursor(source);
  const open: OpenTag[] = [];
  const entities: Entity[] = [];
  let text = '';
  for (let next = cursor.next; next !== undefined; next = cursor.next) {
    if (next === '&') text += readCharacter(cursor);
    else if (next !== '<') {
      text += next;
      cursor.position += 1;
    } else if (source[cursor.position + 1] === '/') {
      const entity = entityOf(readEndTag(cursor, open.pop()), text);
      if (entity !== null) entities.push(entity);
    } else open.push(readStartTag(cursor, text.length));
  }
  const left = open.at(-1);
  if (left !== undefined) {
    throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${left.name}"`);
  }
  return { text, entities: settle(entities) };
}
