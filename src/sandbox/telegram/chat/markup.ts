/** `reply_markup`: parsed, checked, and told apart. */
import { badRequest } from '../api-error.ts';
import type { InlineButton, InlineKeyboard } from '../model.ts';
import type { Params } from '../params.ts';

type Fields = Readonly<Record<string, unknown>>;

export type Markup =
  | { readonly kind: 'none' }
  | { readonly kind: 'inline'; readonly keyboard: InlineKeyboard }
  | { readonly kind: 'reply'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'remove' };

/** Bytes of UTF-8. */
const CALLBACK_DATA_LIMIT = 64;
const COPY_TEXT_LIMIT = 256;
const MOST_BUTTONS = 100;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const badButton = (reason: string): Error => badRequest(`can't parse inline keyboard button: ${reason}`);

function checkUrl(value: string): void {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:', 'tg:', 'ton:'].includes(url.protocol) || url.hostname === 'localhost') {
    throw badRequest(`inline keyboard button URL '${value}' is invalid: Wrong HTTP URL`);
  }
}

function callbackButton(text: string, data: unknown, raw: Fields): InlineButton {
  const size = typeof data === 'string' ? Buffer.byteLength(data) : 0;
  if (typeof data !== 'string' || size < 1 || size > CALLBACK_DATA_LIMIT) throw badRequest('BUTTON_DATA_INVALID');
  return { text, kind: 'callback', value: data, raw };
}

function copyButton(text: string, copy: unknown, raw: Fields): InlineButton {
  const value = isFields(copy) ? copy['text'] : undefined;
  if (typeof value !== 'string' || value.length < 1 || value.length > COPY_TEXT_LIMIT) {
    throw badRequest('BUTTON_COPY_TEXT_INVALID');
  }
  return { text, kind: 'copy', value, raw };
}

const OTHER_ACTIONS = [
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'callback_game',
  'disabled',
];

function inlineButton(item: unknown): InlineButton {
  if (!isFields(item)) throw badButton('expected an Object');
  const text = item['text'];
  if (typeof text !== 'string') throw badButton(`Can't find field "text"`);
  if (text.trim() === '') throw badButton('Button text must be non-empty');
  if ('callback_data' in item) return callbackButton(text, item['callback_data'], item);
  if ('copy_text' in item) return copyButton(text, item['copy_text'], item);
  if (typeof item['url'] === 'string' && item['url'] !== '') {
    checkUrl(item['url']);
    return { text, kind: 'url', value: item['url'], raw: item };
  }
  if (item['pay'] === true) return { text, kind: 'pay', value: null, raw: item };
  if (OTHER_ACTIONS.some((action) => action in item)) return { text, kind: 'other', value: null, raw: item };
  throw badButton('Text buttons are unallowed in the inline keyboard');
}

function rowsOf(value: unknown, what: string): unknown[][] {
  if (!Array.isArray(value)) throw badRequest(`can't parse ${what}: expected an Array of Array`);
  return value.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest(`can't parse ${what}: expected an Array of Array`);
    return row as unknown[];
  });
}

function inlineKeyboard(value: unknown): InlineKeyboard {
  const rows = rowsOf(value, 'inline keyboard')
    .map((row) => row.map(inlineButton))
    .filter((row) => row.length > 0);
  if (rows.flat().length > MOST_BUTTONS) throw badRequest('reply markup is too long');
  return rows;
}

function replyRows(value: unknown): string[][] {
  return rowsOf(value, 'keyboard').map((row) =>
    row.map((button) => {
      const text = isFields(button) ? button['text'] : button;
      if (typeof text !== 'string' || text === '') throw badRequest("can't parse keyboard button: text expected");
      return text;
    }),
  );
}

export function parseMarkup(params: Params): Markup {
  if (params.text('reply_markup').trim() === '') return { kind: 'none' };
  const markup = params.json('reply_markup');
  if (!isFields(markup)) throw badRequest('object expected as reply markup');
  if ('inline_keyboard' in markup) return { kind: 'inline', keyboard: inlineKeyboard(markup['inline_keyboard']) };
  if ('keyboard' in markup) return { kind: 'reply', rows: replyRows(markup['keyboard']) };
  return markup['remove_keyboard'] === true ? { kind: 'remove' } : { kind: 'none' };
}

/** For edits, where only an inline keyboard may stand; absent means that the keyboard goes. */
export function parseInlineMarkup(params: Params): InlineKeyboard {
  const markup = parseMarkup(params);
  if (markup.kind === 'reply' || markup.kind === 'remove') throw badRequest('inline keyboard expected');
  return markup.kind === 'inline' ? markup.keyboard : [];
}

export const sameKeyboard = (a: InlineKeyboard, b: InlineKeyboard): boolean =>
  JSON.stringify(a.map((row) => row.map(({ raw }) => raw))) ===
  JSON.stringify(b.map((row) => row.map(({ raw }) => raw)));
