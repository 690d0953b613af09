/** One message, or one album, in the chat. An edit replaces only the parts that changed: media keeps playing. */
import { add, el } from './dom.js';
import { richText } from './entities.js';
import { clock } from './format.js';
import { icon } from './icons.js';
import { inlineKeyboard, keyboardWidth } from './keyboard.js';
import { albumView, isPictorial, mediaView } from './media.js';
import { t } from './texts.js';

/**
 * @typedef {import('../../contract.ts').SimMessage} Message
 * @typedef {{
 *   fileUrl: (fileId: string) => string,
 *   find: (messageId: number) => Message | undefined,
 *   press: (message: Message, button: import('../../contract.ts').SimButton) => Promise<void>,
 *   reply: (message: Message) => void,
 *   jump: (messageId: number) => void,
 *   onCommand: (command: string) => void,
 *   onLink: (href: string) => boolean,
 * }} Actions
 */

/** One line that stands for a message in the chat list and in quotes. @param {Message} message */
export function gist(message) {
  if (message.service) return serviceWords(message);
  const words = message.text ?? message.caption ?? '';
  if (words !== '') return words.replace(/\s+/gu, ' ');
  if (message.invoice) return `${t('invoice')}: ${message.invoice.title}`;
  const kind = message.media?.kind;
  if (kind === undefined) return '…';
  return kind === 'video_note' ? t('videoNote') : t(kind);
}

/** @param {Message} message @param {Actions} actions */
function quote(message, actions) {
  const original = message.replyToMessageId === null ? undefined : actions.find(message.replyToMessageId);
  if (original === undefined) return null;
  return el(
    'button',
    { type: 'button', class: 'quote', onclick: () => actions.jump(original.messageId) },
    el('strong', {}, original.from === 'user' ? t('you') : original.name),
    el('span', {}, gist(original)),
  );
}

/** @param {Message} message */
function invoiceCard(message) {
  const { invoice } = message;
  if (invoice === null) return null;
  const star = icon('star', 18);
  star.classList.add('star');
  return el(
    'div',
    { class: 'invoice' },
    el('h3', {}, invoice.title),
    el('div', { class: 'words' }, invoice.description),
    el('span', { class: 'invoice-price' }, star, String(invoice.stars)),
  );
}

/** @param {readonly Message[]} messages @param {Actions} actions */
function media(messages, actions) {
  const files = messages.flatMap((message) => (message.media === null ? [] : [message.media]));
  if (files.length > 1) return albumView(files, actions.fileUrl);
  return files[0] === undefined ? null : mediaView(files[0], actions.fileUrl);
}

/** The message of an album that carries its caption, or its only message. @param {readonly Message[]} messages */
const speaker = (messages) => messages.find((message) => message.caption) ?? messages[0];

/** @param {Message} message @param {Actions} actions @param {boolean} isOther */
function words(message, actions, isOther) {
  const content = message.text ?? message.caption ?? '';
  if (content === '') return isOther ? el('div', { class: 'other' }, t('otherMessage')) : null;
  return richText(content, message.entities, actions);
}

/** @param {Message} message @param {boolean} isOverMedia */
function meta(message, isOverMedia) {
  const edited = message.edits > 0 ? `${t('edited')} ` : '';
  const time = el('time', { datetime: new Date(message.date).toISOString() }, edited + clock(message.date));
  return el('span', { class: `meta ${isOverMedia ? 'over-media' : ''}` }, time);
}

/** An unpaid invoice always has its Pay button, also when the bot gave none. @param {Message} message @returns {Message['keyboard']} */
function keyboardOf(message) {
  if (message.invoice === null || message.invoice.paidChargeId !== null || message.keyboard.length > 0) {
    return message.keyboard;
  }
  const text = `${t('pay')} ⭐ ${message.invoice.stars}`;
  return [[{ text, kind: 'pay', value: null, style: null }]];
}

/**
 * A part that is rebuilt only when what it shows has changed.
 * @param {(parts: (Element | null)[]) => void} place
 */
function parts(place) {
  /** @type {Map<string, { signature: string, element: Element | null }>} */
  const known = new Map();
  /** @param {[string, unknown, () => Element | null][]} wanted name, what decides it, and how it is built */
  return (wanted) => {
    for (const [name, basis, build] of wanted) {
      const signature = JSON.stringify(basis);
      if (known.get(name)?.signature === signature) continue;
      known.get(name)?.element?.remove();
      known.set(name, { signature, element: build() });
    }
    place(wanted.map(([name]) => known.get(name)?.element ?? null));
  };
}

/** Puts elements in order without moving those already in place: moving a player stops it. @param {Element} parent @param {(Element | null)[]} wanted */
function arrange(parent, wanted) {
  let next = parent.firstElementChild;
  for (const element of wanted) {
    if (element === null) continue;
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

/** Keeps the end of the last line free for the time. @param {Element | null} text @param {Element} time */
function reserveForTime(text, time) {
  if (text === null || !text.classList.contains('words')) return;
  const room = el('span', { class: 'meta-room', 'aria-hidden': 'true' });
  room.style.width = `${(time.textContent ?? '').length * 6.6 + 10}px`;
  text.querySelector(':scope > .meta-room')?.remove();
  text.append(room);
}

/**
 * @param {readonly Message[]} initial one message, or those of an album
 * @param {Actions} actions
 */
export function createRow(initial, actions) {
  let messages = initial;
  const first = messages[0];
  const bubble = el('div', { class: 'bubble' });
  const stack = el('div', { class: 'stack' });
  const element = el('li', { class: `row ${first.from === 'bot' ? 'in' : 'out'}` }, stack);
  const replyButton = el(
    'button',
    {
      type: 'button',
      class: 'reply',
      'aria-label': t('reply'),
      title: t('reply'),
      onclick: () => actions.reply(speaker(messages)),
    },
    icon('reply', 18),
  );
  const updateBubble = parts((wanted) => arrange(bubble, wanted));
  const updateStack = parts((wanted) => arrange(stack, [bubble, ...wanted]));
  element.append(replyButton);

  /** @param {Message} lead */
  function classes(lead) {
    const kind = lead.media?.kind;
    stack.className = `stack ${keyboardWidth(keyboardOf(lead))}`.trim();
    bubble.classList.toggle('sticker', kind === 'sticker' || kind === 'video_note');
    bubble.classList.toggle('pictorial', lead.media !== null && isPictorial(lead.media));
    element.dataset.messageId = String(messages[0].messageId);
  }

  function render() {
    const lead = speaker(messages);
    const hasWords = Boolean(lead.text ?? lead.caption);
    const isOverMedia = !hasWords && lead.media !== null && isPictorial(lead.media);
    const isOther = !hasWords && lead.media === null && lead.invoice === null;
    const keyboard = keyboardOf(lead);
    const time = meta(lead, isOverMedia);
    /** @type {Element | null} */
    let text = null;
    updateBubble([
      ['quote', [lead.replyToMessageId], () => quote(lead, actions)],
      ['media', messages.map((one) => one.media?.fileId), () => media(messages, actions)],
      ['invoice', lead.invoice, () => invoiceCard(lead)],
      ['words', [lead.text, lead.caption, lead.entities, lead.edits > 0], () => (text = words(lead, actions, isOther))],
      ['meta', [lead.edits > 0, isOverMedia], () => time],
    ]);
    reserveForTime(text, time);
    updateStack([
      [
        'keys',
        keyboard,
        () => (keyboard.length > 0 ? inlineKeyboard(keyboard, (button) => actions.press(lead, button)) : null),
      ],
    ]);
    classes(lead);
  }
  render();

  return {
    element,
    messages: () => messages,
    /** @param {Message} message a new version of one of them, or another one of the same album */
    update: (message) => {
      const isKnown = messages.some((one) => one.messageId === message.messageId);
      messages = isKnown
        ? messages.map((one) => (one.messageId === message.messageId ? message : one))
        : [...messages, message];
      render();
    },
    /** Whether any message is left. @param {number} messageId */
    drop: (messageId) => {
      const left = messages.filter((one) => one.messageId !== messageId);
      if (left.length === 0) return false;
      messages = left;
      render();
      return true;
    },
  };
}

/** A line of Telegram itself in the page's language; what is not known stays as it came. @param {Message} message */
function serviceWords({ service }) {
  const [, what, stars] = /^(payment|refund) of (\d+) XTR$/u.exec(service ?? '') ?? [];
  return what === undefined ? (service ?? '') : `${t(what === 'payment' ? 'paid' : 'refunded')} ⭐ ${stars}`;
}

/** @param {Message} message */
export function createServiceRow(message) {
  const element = el('li', { class: 'service' }, serviceWords(message));
  element.dataset.messageId = String(message.messageId);
  return {
    element,
    messages: () => [message],
    /** @param {Message} next */
    update: (next) => {
      element.textContent = serviceWords(next);
    },
    drop: () => false,
  };
}

/** @typedef {ReturnType<typeof createRow> | ReturnType<typeof createServiceRow>} Row */

/** What the bot is streaming and has not sent yet. @param {string} text */
export function draftRow(text) {
  const bubble = el('div', { class: 'bubble draft' });
  add(bubble, richText(text));
  return el('li', { class: 'row in last', 'aria-busy': 'true' }, el('div', { class: 'stack' }, bubble));
}
