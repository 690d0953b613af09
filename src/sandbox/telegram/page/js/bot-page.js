/** The whole page for one bot: store, views, and what connects them. */
import { createCallsPanel } from './calls-panel.js';
import { createChatHeader } from './chat-header.js';
import { createChatList } from './chat-list.js';
import { createChatView } from './chat-view.js';
import { createCommandBook } from './commands.js';
import { createComposer } from './composer.js';
import { el, iconButton } from './dom.js';
import { watchDrops } from './drop.js';
import { icon } from './icons.js';
import { createSession } from './session.js';
import { createStore } from './store.js';
import { t } from './texts.js';
import { createToasts } from './toast.js';

/** Wide enough for list, chat and panel side by side; layout.css has the same number. */
const WIDE = '(min-width: 1180px)';
const CALLS_KEY = 'calls-panel';

/**
 * @param {import('./api.js').Api} api
 * @param {{ botName: string, switcher: HTMLElement, userId: number | null, deepLink: () => string,
 *   onUser: (userId: number) => void }} options
 */
export function createBotPage(api, { botName, switcher, userId, deepLink, onUser }) {
  const store = createStore(api);
  const toasts = createToasts();
  const book = createCommandBook();
  const session = createSession(store, toasts, { botName, deepLink });
  const app = el('div', { class: 'app', id: 'app' });

  /** @param {boolean} isOpen */
  function openList(isOpen) {
    app.classList.toggle('list-open', isOpen);
  }
  /** @param {boolean} isOpen */
  function openCalls(isOpen) {
    app.classList.toggle('calls-open', isOpen);
    header.callsButton.setAttribute('aria-pressed', String(isOpen));
    if (matchMedia(WIDE).matches) localStorage.setItem(CALLS_KEY, isOpen ? 'open' : 'closed');
    if (isOpen) calls.toEnd();
  }

  const header = createChatHeader({
    botName,
    onList: () => openList(true),
    onCalls: () => openCalls(!app.classList.contains('calls-open')),
    onBlock: (blocked) => void session.block(blocked),
    onParameter: () => void session.startWithParameter(),
    onTranscript: () => {
      const chat = store.active();
      if (chat !== null) window.open(api.transcriptUrl(chat.user.id), '_blank', 'noopener');
    },
  });
  const view = createChatView({
    fileUrl: api.fileUrl,
    find: (messageId) => store.active()?.messages.get(messageId),
    press: session.press,
    reply: (message) => composer.reply(message),
    jump: (messageId) => view.jump(messageId),
    onCommand: (command) => void session.send({ text: command }),
    onLink: session.followLink,
  });
  const composer = createComposer({
    send: session.send,
    files: session.files,
    commands: () => {
      const chat = store.active();
      return chat === null ? [] : book.for(chat.user);
    },
    lastOwn: () => [...(store.active()?.messages.values() ?? [])].findLast((one) => one.from === 'user' && one.text),
    start: session.startChat,
    unblock: () => void session.block(false),
  });
  const calls = createCallsPanel({ onClose: () => openCalls(false), onClear: store.forgetTraffic });
  const chats = createChatList({ onOpen: (id) => open(id) });
  const linkState = el('footer', { class: 'link-state', role: 'status' });
  const chatColumn = el('main', { class: 'chat' }, header.element, toasts.element, view.element, composer.element);

  app.append(
    el(
      'aside',
      { class: 'sidebar', id: 'sidebar', 'aria-label': t('chats') },
      el(
        'header',
        { class: 'bar' },
        switcher,
        iconButton(icon('plus'), t('newUser'), { onclick: () => void session.addUser() }),
      ),
      ...chats.elements,
      linkState,
    ),
    chatColumn,
    calls.element,
    el('div', {
      class: 'scrim',
      onclick: () => {
        openList(false);
        openCalls(false);
      },
    }),
  );
  watchDrops(chatColumn, (files) => {
    const chat = store.active();
    if (chat?.user.started && !chat.user.blocked) void composer.give(files);
  });
  app.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    openList(false);
    if (!matchMedia(WIDE).matches) openCalls(false);
  });

  /** @param {number} id */
  function open(id) {
    toasts.clear();
    store.open(id);
    openList(false);
    onUser(id);
    if (matchMedia('(hover: hover)').matches) composer.focus();
  }

  function showPlaceholder() {
    const chat = store.active();
    const isEmpty = chat === null || chat.messages.size === 0;
    view.placeholder.hidden = !isEmpty || store.link() === 'connecting';
    view.list.hidden = chat === null;
    if (!isEmpty) return;
    const add = el(
      'button',
      { type: 'button', class: 'button primary', onclick: () => void session.addUser() },
      t('newUser'),
    );
    const words = chat === null ? (store.chats.size === 0 ? t('noChats') : t('pickChat')) : t('startHint');
    const card = el('div', { class: 'empty-card' }, el('strong', {}, `@${botName}`), words);
    if (chat === null && store.chats.size === 0) card.append(el('br'), add);
    view.placeholder.replaceChildren(card);
  }

  function showChat() {
    const chat = store.active();
    header.show(chat);
    composer.forget();
    composer.show(chat);
    view.show(chat?.messages.values() ?? []);
    view.showDraft(chat?.draft ?? null);
    showPlaceholder();
    document.title = chat === null ? t('title') : `${session.title()} – @${botName}`;
  }

  const showList = () => chats.show([...store.chats.values()], store.active());

  /** The first load opens the chat of the address, or the only sensible one. */
  function choose() {
    if (store.active() !== null || store.chats.size === 0) return;
    const first = [...store.chats.keys()][0];
    open(userId !== null && store.chats.has(userId) ? userId : first);
  }

  /** @param {import('./store.js').Change} change */
  function onTraffic({ call, update }) {
    if (call !== undefined) {
      book.learn(call);
      calls.call(call);
    } else if (update !== undefined) calls.update(update);
    else calls.show(store.calls(), store.updates());
  }

  /** @param {import('./store.js').Change} change */
  function onMessage({ topic, message }) {
    if (message === undefined) return;
    if (topic === 'message') view.add(message);
    else if (topic === 'edit') view.edit(message);
    else view.remove(message);
    showPlaceholder();
  }

  /** What the open chat shows. @param {import('./store.js').Change} change */
  function onOpenChat(change) {
    const chat = store.active();
    if (change.topic === 'message' || change.topic === 'edit' || change.topic === 'delete') onMessage(change);
    else if (change.topic === 'draft') view.showDraft(chat?.draft ?? null);
    header.show(chat);
    composer.show(chat);
  }

  store.subscribe((change) => {
    if (change.topic === 'traffic') return onTraffic(change);
    if (change.topic === 'link') {
      linkState.className = `link-state ${store.link()}`;
      linkState.textContent = t(store.link() === 'on' ? 'connected' : 'disconnected');
      if (store.link() === 'on') choose();
      return showPlaceholder();
    }
    if (change.topic === 'chat') showChat();
    else if (change.userId !== undefined && change.userId === store.active()?.user.id) onOpenChat(change);
    showList();
  });

  linkState.className = 'link-state';
  linkState.textContent = t('connecting');
  header.show(null);
  composer.show(null);
  view.placeholder.hidden = true;
  openCalls(matchMedia(WIDE).matches && localStorage.getItem(CALLS_KEY) !== 'closed');
  // The panel's list holds the newest calls only, and commands are set once, at the bot's start.
  void api
    .calls('setMyCommands')
    .then((known) => known.forEach(book.learn))
    .catch(() => undefined);
  store.start();
  return { element: app, stop: store.stop };
}
