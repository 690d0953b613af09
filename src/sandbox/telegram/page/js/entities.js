/** Telegram's text with entities as DOM nodes. */
import { el } from './dom.js';

/**
 * @typedef {import('../../contract.ts').SimEntity} Entity
 * @typedef {{ onCommand?: (command: string) => void, onLink?: (href: string) => boolean }} TextActions
 */

/** Anything but these schemes (javascript:, data:, …) is shown as plain text. */
const SAFE_SCHEME = /^(?:https?|tg|mailto|tel):/iu;

/**
 * The address a link may have, or undefined.
 * @param {string} raw
 */
function safeHref(raw) {
  const candidate = /^[a-z][a-z0-9+.-]*:/iu.test(raw) ? raw : `https://${raw}`;
  if (!SAFE_SCHEME.test(candidate) || !URL.canParse(candidate)) return undefined;
  return new URL(candidate).href;
}

/** @param {string | undefined} raw @param {TextActions} actions */
function link(raw, actions) {
  const href = raw === undefined ? undefined : safeHref(raw);
  if (href === undefined) return el('span');
  const anchor = el('a', { href, target: '_blank', rel: 'noopener noreferrer', title: href });
  anchor.addEventListener('click', (event) => {
    if (actions.onLink?.(href)) event.preventDefault();
  });
  return anchor;
}

function spoiler() {
  const cover = el('span', { class: 'spoiler', role: 'button', tabindex: 0 });
  const show = () => {
    cover.classList.add('shown');
    cover.removeAttribute('tabindex');
  };
  cover.addEventListener('click', show);
  cover.addEventListener('keydown', (event) => event.key === 'Enter' && show());
  return cover;
}

/** @param {Entity} entity @param {string} content @param {TextActions} actions @returns {HTMLElement} */
function wrapper(entity, content, actions) {
  switch (entity.type) {
    case 'bold':
      return el('strong');
    case 'italic':
      return el('em');
    case 'underline':
      return el('u');
    case 'strikethrough':
      return el('s');
    case 'code':
      return el('code');
    case 'pre':
      return el('pre', { 'data-language': entity.language });
    case 'spoiler':
      return spoiler();
    case 'blockquote':
      return el('blockquote');
    case 'expandable_blockquote': {
      const quote = el('blockquote', { class: content.split('\n').length > 3 || content.length > 180 ? 'folded' : '' });
      quote.addEventListener('click', () => quote.classList.remove('folded'));
      return quote;
    }
    case 'text_link':
      return link(entity.url, actions);
    case 'url':
      return link(content, actions);
    case 'email':
      return link(`mailto:${content}`, actions);
    case 'phone_number':
      return link(`tel:${content.replace(/[^+\d]/gu, '')}`, actions);
    case 'mention':
      return link(`https://t.me/${content.slice(1)}`, actions);
    case 'bot_command':
      return el('button', { type: 'button', class: 'command', onclick: () => actions.onCommand?.(content) });
    default:
      return el('span');
  }
}

/**
 * Fills `parent` with the text between two offsets. Offsets count UTF-16 units, as JavaScript's strings do; an entity
 * that begins inside another one is cut at its end.
 * @param {HTMLElement} parent @param {string} text @param {readonly Entity[]} entities
 * @param {number} from @param {number} to @param {TextActions} actions
 */
function fill(parent, text, entities, from, to, actions) {
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    if (start > at) parent.append(text.slice(at, start));
    const inside = entities.slice(index + 1).filter((other) => other.offset < end);
    const element = wrapper(entity, text.slice(start, end), actions);
    fill(element, text, inside, start, end, actions);
    parent.append(element);
    at = end;
  }
  if (at < to) parent.append(text.slice(at, to));
}

/**
 * @param {string} text @param {readonly Entity[]} [entities] @param {TextActions} [actions]
 * @returns {HTMLElement}
 */
export function richText(text, entities = [], actions = {}) {
  const words = el('div', { class: 'words', dir: 'auto' });
  const ordered = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  fill(words, text, ordered, 0, text.length, actions);
  return words;
}
