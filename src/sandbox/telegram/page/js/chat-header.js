/** The line over the chat: whose it is, what the bot is doing, and what can be done with the chat. */
import { avatar } from './chat-list.js';
import { el, iconButton } from './dom.js';
import { fullName } from './format.js';
import { icon } from './icons.js';
import { actionText, t } from './texts.js';

/** @typedef {import('./store.js').Chat} Chat */

/** Three dots that move while the bot works. */
const dots = () => el('span', { class: 'typing-dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));

/**
 * @param {{ botName: string, onList: () => void, onCalls: () => void, onBlock: (blocked: boolean) => void,
 *   onParameter: () => void, onTranscript: () => void }} options
 */
export function createChatHeader({ botName, onList, onCalls, onBlock, onParameter, onTranscript }) {
  const face = el('span', {});
  const title = el('h1', {});
  const subtitle = el('p', {});
  const listButton = iconButton(icon('menu'), t('openChats'), { class: 'only-narrow', onclick: onList });
  const callsButton = iconButton(icon('panel'), t('toggleCalls'), { 'aria-pressed': 'false', onclick: onCalls });
  const moreButton = iconButton(icon('more'), t('more'), { 'aria-expanded': 'false', 'aria-haspopup': 'menu' });
  const menu = el('div', { class: 'menu more', role: 'menu', hidden: true });
  const element = el(
    'header',
    { class: 'bar' },
    listButton,
    face,
    el('div', { class: 'bar-title' }, title, subtitle),
    moreButton,
    callsButton,
    menu,
  );
  let chat = /** @type {Chat | null} */ (null);

  /** @param {boolean} isOpen */
  function open(isOpen) {
    menu.hidden = !isOpen;
    moreButton.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) menu.querySelector('button')?.focus();
  }

  /** @param {import('./icons.js').IconName} picture @param {string} text @param {() => void} action @param {string} [kind] */
  const item = (picture, text, action, kind = '') =>
    el(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        class: kind,
        onclick: () => {
          open(false);
          action();
        },
      },
      icon(picture),
      text,
    );

  function fillMenu() {
    const blocked = chat?.user.blocked === true;
    menu.replaceChildren(
      item('link', t('deepLink'), onParameter),
      item('file', t('transcript'), onTranscript),
      blocked
        ? item('unblock', t('unblock'), () => onBlock(false))
        : item('block', t('block'), () => onBlock(true), 'danger'),
    );
  }

  moreButton.addEventListener('click', () => {
    fillMenu();
    open(menu.hidden === true);
  });
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || menu.hidden) return;
    open(false);
    moreButton.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target) && !moreButton.contains(event.target)) open(false);
  });

  return {
    element,
    callsButton,
    /** @param {Chat | null} next */
    show: (next) => {
      chat = next;
      face.hidden = next === null;
      moreButton.hidden = next === null;
      title.textContent = `@${botName}`;
      if (next === null) {
        subtitle.textContent = t('bot');
        return;
      }
      const action = next.action;
      face.replaceChildren(avatar(next.user.id, fullName(next.user), 'small'));
      title.textContent = fullName(next.user);
      subtitle.className = action === null ? '' : 'busy';
      const still = next.user.blocked ? t('blocked') : `@${botName} · ${t('bot')}`;
      subtitle.replaceChildren(...(action === null ? [still] : [actionText(action.name), dots()]));
    },
  };
}
