/** The chats of every person with this bot. */
import { gist } from './bubble.js';
import { el } from './dom.js';
import { fullName, initials, tone, when } from './format.js';
import { icon } from './icons.js';
import { actionText, t } from './texts.js';

/** @typedef {import('./store.js').Chat} Chat */

/** @param {number} id @param {string} name @param {string} [size] */
export const avatar = (id, name, size = '') =>
  el('span', { class: `avatar ${tone(id)} ${size}`.trim(), 'aria-hidden': 'true' }, initials(name));

/** @param {Chat} chat */
const newest = (chat) => [...chat.messages.values()].at(-1);

/** @param {Chat} chat */
function preview(chat) {
  if (chat.action !== null) return el('span', { class: 'preview typing' }, `${actionText(chat.action.name)}…`);
  const message = newest(chat);
  if (chat.user.blocked) return el('span', { class: 'preview' }, t('blocked'));
  if (message === undefined) return el('span', { class: 'preview' }, '');
  return el('span', { class: 'preview' }, message.from === 'user' ? `${t('you')}: ${gist(message)}` : gist(message));
}

/** @param {{ onOpen: (userId: number) => void }} options */
export function createChatList({ onOpen }) {
  const search = el('input', {
    class: 'input',
    type: 'search',
    placeholder: t('findChat'),
    'aria-label': t('findChat'),
  });
  const list = el('ul', { class: 'chat-list scroll' });
  let shown = /** @type {{ chats: Chat[], active: Chat | null }} */ ({ chats: [], active: null });

  /** @param {Chat} chat */
  function item(chat) {
    const name = fullName(chat.user);
    const message = newest(chat);
    const title = el('span', { class: 'name' }, el('span', {}, name));
    if (chat.user.languageCode) title.append(el('span', { class: 'language' }, chat.user.languageCode));
    const button = el(
      'button',
      {
        type: 'button',
        class: 'chat-item',
        'aria-current': chat === shown.active ? 'true' : undefined,
        onclick: () => onOpen(chat.user.id),
      },
      avatar(chat.user.id, name),
      title,
      el('span', { class: 'when' }, message === undefined ? '' : when(message.date)),
      preview(chat),
      chat.unread > 0 && el('span', { class: 'unread' }, String(chat.unread)),
    );
    button.dataset.userId = String(chat.user.id);
    return el('li', {}, button);
  }

  function render() {
    const wanted = search.value.trim().toLowerCase();
    const found = shown.chats
      .filter((chat) => fullName(chat.user).toLowerCase().includes(wanted))
      .toSorted((a, b) => (newest(b)?.date ?? 0) - (newest(a)?.date ?? 0) || a.user.id - b.user.id);
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.userId : undefined;
    const nothing = shown.chats.length === 0 ? t('noChats') : t('noneFound');
    list.replaceChildren(...(found.length > 0 ? found.map(item) : [el('li', { class: 'nothing' }, nothing)]));
    if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-user-id="${focused}"]`))?.focus();
  }

  search.addEventListener('input', render);
  return {
    elements: [el('div', { class: 'search' }, icon('search', 18), search), list],
    /** @param {Chat[]} chats @param {Chat | null} active */
    show: (chats, active) => {
      shown = { chats, active };
      render();
    },
  };
}
