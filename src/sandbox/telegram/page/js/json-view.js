/** JSON with colours, built from text nodes only. */
import { el } from './dom.js';

/** Long strings, such as base64, would make the panel unusable. */
const LONGEST = 2000;

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/gu;

/** Strings that hold JSON (a form field such as reply_markup) are shown as the JSON they are. @param {string} _key @param {unknown} value */
function readable(_key, value) {
  if (typeof value !== 'string') return value;
  if (/^[[{]/u.test(value)) {
    try {
      return JSON.parse(value);
    } catch {
      // Text that only begins like JSON stays the text it is.
    }
  }
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}

/** @param {unknown} value */
export function jsonView(value) {
  const box = el('pre', { class: 'json', tabindex: 0 });
  const text = JSON.stringify(value, readable, 2) ?? 'null';
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon, word] = match;
    if (match.index > at) box.append(text.slice(at, match.index));
    if (string !== undefined) {
      box.append(el('span', { class: colon === undefined ? 'string' : 'key-name' }, string), colon ?? '');
    } else {
      box.append(el('span', { class: word === undefined ? 'number' : 'word' }, whole));
    }
    at = match.index + whole.length;
  }
  box.append(text.slice(at));
  return box;
}
