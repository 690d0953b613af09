/** Where a person writes: text, files, commands, and the buttons a bot put under the input field. */
import { gist } from './bubble.js';
import { add, el, iconButton } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/**
 * @typedef {import('../../contract.ts').SimMessage} Message
 * @typedef {import('./commands.js').Command} Command
 * @typedef {{ text: string, replyToMessageId?: number, editMessageId?: number }} Draft
 * @typedef {{
 *   send: (draft: Draft) => Promise<boolean>,
 *   files: (files: File[], caption: string) => Promise<boolean>,
 *   commands: () => Command[],
 *   lastOwn: () => Message | undefined,
 *   start: () => void,
 *   unblock: () => void,
 * }} Actions
 */

/** @param {Actions} actions */
export function createComposer(actions) {
  const input = el('textarea', {
    rows: 1,
    placeholder: t('message'),
    'aria-label': t('message'),
    enterkeyhint: 'send',
  });
  const chooser = el('input', { type: 'file', multiple: true, hidden: true, tabindex: -1 });
  const attach = iconButton(icon('attach'), t('attach'), { onclick: () => chooser.click() });
  const send = iconButton(icon('send'), t('send'), { class: 'send' });
  const menuButton = el(
    'button',
    { type: 'button', class: 'commands-button', 'aria-label': t('commands'), 'aria-expanded': 'false' },
    icon('menu', 18),
    el('span', {}, t('menu')),
  );
  const menu = el('div', { class: 'menu commands scroll', role: 'listbox', 'aria-label': t('commands'), hidden: true });
  const context = el('div', { class: 'context', hidden: true });
  const line = el(
    'div',
    { class: 'composer-line' },
    el('div', { class: 'composer-box' }, menuButton, input, attach),
    send,
  );
  const keys = el('div', { class: 'reply-keys scroll', hidden: true });
  const wide = el('button', { type: 'button', class: 'wide-action', hidden: true });
  const element = el('div', { class: 'composer' }, menu, context, line, keys, wide, chooser);

  let replyTo = /** @type {Message | null} */ (null);
  let editing = /** @type {Message | null} */ (null);
  let current = 0;

  function fit() {
    input.style.height = 'auto';
    input.style.height = `${Math.max(40, Math.min(input.scrollHeight, 200))}px`;
    send.disabled = input.value.trim() === '';
  }

  function showContext() {
    const message = editing ?? replyTo;
    context.hidden = message === null;
    if (message === null) return;
    const title = editing === null ? (message.from === 'user' ? t('you') : message.name) : t('editing');
    context.replaceChildren(
      icon(editing === null ? 'reply' : 'edit'),
      el('div', { class: 'context-words' }, el('strong', {}, title), el('span', {}, gist(message))),
      iconButton(icon('close', 18), t('cancel'), { onclick: forget }),
    );
  }

  function forget() {
    if (editing !== null) input.value = '';
    replyTo = null;
    editing = null;
    showContext();
    fit();
    input.focus();
  }

  /** @param {boolean} isOpen */
  function openMenu(isOpen) {
    menu.hidden = !isOpen;
    menuButton.setAttribute('aria-expanded', String(isOpen));
  }

  /** @param {string} prefix what was typed after the slash */
  function fillMenu(prefix) {
    const found = actions.commands().filter(({ command }) => command.startsWith(prefix));
    current = 0;
    menu.replaceChildren(
      ...found.map(({ command, description }, index) =>
        el(
          'button',
          {
            type: 'button',
            role: 'option',
            class: index === current ? 'current' : '',
            'aria-selected': String(index === current),
            onclick: () => void submit(`/${command}`),
          },
          el('span', { class: 'slash' }, `/${command}`),
          el('span', { class: 'about' }, description),
        ),
      ),
    );
    if (actions.commands().length === 0) add(menu, el('p', { class: 'nothing' }, t('noCommands')));
    return found.length;
  }

  /** @param {number} step */
  function moveInMenu(step) {
    const options = [...menu.querySelectorAll('button')];
    current = (current + step + options.length) % options.length;
    options.forEach((option, index) => {
      option.classList.toggle('current', index === current);
      option.setAttribute('aria-selected', String(index === current));
    });
    options[current]?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {string} [given] sent as it is, leaving what is being written alone */
  async function submit(given) {
    openMenu(false);
    const text = given ?? input.value.trim();
    if (text === '') return;
    /** @type {Draft} */
    const draft = { text };
    if (given === undefined && editing !== null) draft.editMessageId = editing.messageId;
    else if (given === undefined && replyTo !== null) draft.replyToMessageId = replyTo.messageId;
    if (given === undefined || input.value.startsWith('/')) {
      input.value = '';
      replyTo = null;
      editing = null;
    }
    showContext();
    fit();
    input.focus();
    // What could not be sent comes back, unless something else has been written meanwhile.
    if (!(await actions.send(draft)) && given === undefined && input.value === '') {
      input.value = text;
      fit();
    }
  }

  /** @param {Message} message */
  function edit(message) {
    editing = message;
    replyTo = null;
    input.value = message.text ?? message.caption ?? '';
    showContext();
    fit();
    input.focus();
  }

  /** Keys that belong to the open list of commands. @param {KeyboardEvent} event */
  function steerMenu(event) {
    if (menu.hidden) return false;
    if (event.key === 'Escape') openMenu(false);
    else if (event.key === 'ArrowDown') moveInMenu(1);
    else if (event.key === 'ArrowUp') moveInMenu(-1);
    else if (event.key === 'Enter' || event.key === 'Tab') menu.querySelectorAll('button')[current]?.click();
    else return false;
    return true;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.isComposing) return;
    if (steerMenu(event)) {
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape' && (editing ?? replyTo) !== null) {
      forget();
    } else if (event.key === 'ArrowUp' && input.value === '') {
      const own = actions.lastOwn();
      if (own === undefined) return;
      event.preventDefault();
      edit(own);
    }
  }

  /** @param {File[]} files */
  async function give(files) {
    if (files.length === 0) return;
    if (await actions.files(files, input.value.trim())) {
      input.value = '';
      fit();
    }
    input.focus();
  }

  input.addEventListener('keydown', onKey);
  input.addEventListener('input', () => {
    fit();
    const typed = /^\/(\w*)$/u.exec(input.value);
    openMenu(typed !== null && actions.commands().length > 0 && fillMenu(typed[1]) > 0);
  });
  input.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void give(files);
  });
  send.addEventListener('click', () => void submit());
  chooser.addEventListener('change', () => {
    const files = [...(chooser.files ?? [])];
    chooser.value = '';
    void give(files);
  });
  menuButton.addEventListener('click', () => {
    fillMenu('');
    openMenu(menu.hidden === true);
    input.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target) && !menuButton.contains(event.target))
      openMenu(false);
  });
  fit();

  return {
    element,
    focus: () => input.focus(),
    give,
    /** @param {Message} message */
    reply: (message) => {
      replyTo = message;
      editing = null;
      showContext();
      input.focus();
    },
    forget: () => {
      replyTo = null;
      editing = null;
      showContext();
    },
    /** @param {import('./store.js').Chat | null} chat */
    show: (chat) => {
      const mode = chat === null ? 'none' : chat.user.blocked ? 'blocked' : chat.user.started ? 'open' : 'new';
      element.hidden = mode === 'none';
      line.hidden = mode !== 'open';
      if (mode !== 'open') context.hidden = true;
      wide.hidden = mode === 'open';
      wide.textContent = mode === 'blocked' ? t('unblock') : t('start').toUpperCase();
      wide.onclick = mode === 'blocked' ? actions.unblock : actions.start;
      const rows = mode === 'open' ? (chat?.replyKeyboard ?? []) : [];
      keys.hidden = rows.length === 0;
      keys.replaceChildren(
        ...rows.map((row) =>
          el(
            'div',
            { class: 'keys-row' },
            ...row.map((text) =>
              el('button', { type: 'button', class: 'key', onclick: () => void actions.send({ text }) }, text),
            ),
          ),
        ),
      );
    },
  };
}
