/** The messages of the open chat: joined bubbles, days, albums, and a view that stays at the newest one. */
import { createRow, createServiceRow, draftRow } from './bubble.js';
import { el, iconButton } from './dom.js';
import { day, dayKey } from './format.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/**
 * @typedef {import('../../contract.ts').SimMessage} Message
 * @typedef {import('./bubble.js').Row} Row
 */

/** Bubbles of one side within this time belong together. */
const JOIN_MS = 5 * 60_000;

/** Older messages are built when asked for; a load test may have left thousands. */
const PAGE = 150;

/** Nearer to the end than this counts as reading the newest message. */
const NEAR_PX = 80;

/** @param {Row | undefined} previous @param {Row} row */
function isJoined(previous, row) {
  const before = previous?.messages().at(-1);
  const message = row.messages()[0];
  if (before === undefined || before.service !== null || message.service !== null) return false;
  return (
    before.from === message.from && message.date - before.date < JOIN_MS && dayKey(before.date) === dayKey(message.date)
  );
}

/** @param {import('./bubble.js').Actions} actions */
export function createChatView(actions) {
  const list = el('ol', {
    class: 'messages scroll',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': t('messages'),
    tabindex: 0,
  });
  const badge = el('span', { class: 'unread', hidden: true });
  const down = iconButton(icon('down'), t('toNewest'), { class: 'down', hidden: true });
  down.append(badge);
  const placeholder = el('div', { class: 'empty' });
  const element = el('section', { class: 'wall' }, list, placeholder, down);

  /** @type {Row[]} */
  let rows = [];
  /** @type {Message[]} Not built yet. */
  let earlier = [];
  /** @type {Element | null} */
  let draft = null;
  let missed = 0;

  const isNear = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
  const toEnd = () => (list.scrollTop = list.scrollHeight);

  function showDown() {
    const near = isNear();
    if (near) missed = 0;
    down.hidden = near;
    badge.hidden = missed === 0;
    badge.textContent = String(missed);
  }

  /** @param {Message} message */
  function rowOf(message) {
    return rows.find((row) => row.messages().some((one) => one.messageId === message.messageId));
  }

  /** @param {Message} message @returns {Row} */
  const build = (message) => (message.service === null ? createRow([message], actions) : createServiceRow(message));

  /** The row of the album that this message continues. @param {Row | undefined} last @param {Message} message */
  function albumFor(last, message) {
    const isSame = message.mediaGroupId !== null && last?.messages()[0]?.mediaGroupId === message.mediaGroupId;
    return isSame ? last : undefined;
  }

  /** Joins neighbours and puts a date where the day changes. */
  function arrange() {
    list.querySelectorAll('.day').forEach((one) => one.remove());
    rows.forEach((row, index) => {
      const message = row.messages()[0];
      const before = rows[index - 1]?.messages()[0];
      const after = rows[index + 1];
      row.element.classList.toggle('joined', isJoined(rows[index - 1], row));
      row.element.classList.toggle('last', after === undefined || !isJoined(row, after));
      if (before === undefined || dayKey(before.date) !== dayKey(message.date)) {
        const isToday = dayKey(message.date) === dayKey(Date.now());
        row.element.before(el('li', { class: 'day' }, isToday ? t('today') : day(message.date)));
      }
    });
  }

  /** @param {Message[]} messages @returns {Row[]} */
  function buildAll(messages) {
    /** @type {Row[]} */
    const built = [];
    for (const message of messages) {
      const album = albumFor(built.at(-1), message);
      if (album === undefined) built.push(build(message));
      else album.update(message);
    }
    return built;
  }

  function showEarlier() {
    const before = list.scrollHeight - list.scrollTop;
    const page = buildAll(earlier.splice(-PAGE));
    list.prepend(...page.map((row) => row.element));
    rows = [...page, ...rows];
    arrange();
    list.scrollTop = list.scrollHeight - before;
  }

  list.addEventListener(
    'scroll',
    () => {
      if (list.scrollTop < 200 && earlier.length > 0) showEarlier();
      showDown();
    },
    { passive: true },
  );
  down.addEventListener('click', () => {
    list.scrollTo({ top: list.scrollHeight, behavior: 'smooth' });
    list.focus({ preventScroll: true });
  });
  // A picture without known size, the keyboard of a phone or a growing input field must not push the newest line away.
  let wasNear = true;
  list.addEventListener('scroll', () => (wasNear = isNear()), { passive: true });
  new ResizeObserver(() => wasNear && toEnd()).observe(list);
  list.addEventListener('load', () => wasNear && toEnd(), true);
  list.addEventListener('loadedmetadata', () => wasNear && toEnd(), true);

  /** @param {Row} row */
  function append(row) {
    rows.push(row);
    row.element.classList.add('fresh');
    if (draft === null) list.append(row.element);
    else draft.before(row.element);
  }

  /** Changes the list and stays at its end if that was in view. @param {() => void} change @param {boolean} [always] */
  function keepingEnd(change, always = false) {
    const near = always || isNear();
    change();
    arrange();
    if (near) toEnd();
    wasNear = near;
    showDown();
  }

  return {
    element,
    list,
    placeholder,
    /** Shows another chat. @param {Iterable<Message>} messages */
    show: (messages) => {
      const ordered = [...messages].toSorted((a, b) => a.messageId - b.messageId);
      earlier = ordered.slice(0, -PAGE);
      rows = buildAll(ordered.slice(-PAGE));
      draft = null;
      missed = 0;
      list.replaceChildren(...rows.map((row) => row.element));
      keepingEnd(() => undefined, true);
    },
    /** @param {Message} message */
    add: (message) => {
      if (message.from === 'bot' && !isNear()) missed += 1;
      keepingEnd(() => {
        const album = albumFor(rows.at(-1), message);
        if (album === undefined) append(build(message));
        else album.update(message);
      }, message.from === 'user');
    },
    /** @param {Message} message */
    edit: (message) => keepingEnd(() => rowOf(message)?.update(message)),
    /** @param {Message} message */
    remove: (message) => {
      const row = rowOf(message);
      if (row === undefined || row.drop(message.messageId)) return;
      rows = rows.filter((one) => one !== row);
      row.element.classList.add('gone');
      setTimeout(() => keepingEnd(() => row.element.remove()), 160);
    },
    /** @param {string | null} text */
    showDraft: (text) =>
      keepingEnd(() => {
        draft?.remove();
        // An empty draft means that the bot is thinking.
        draft = text === null ? null : draftRow(text === '' ? t('thinking') : text);
        if (draft !== null) list.append(draft);
      }),
    /** @param {number} messageId */
    jump: (messageId) => {
      const row = rows.find((one) => one.messages().some((message) => message.messageId === messageId));
      row?.element.scrollIntoView({ block: 'center', behavior: 'smooth' });
      row?.element.querySelector('.bubble')?.animate([{ opacity: 0.4 }, { opacity: 1 }], 700);
    },
  };
}
