/** What the page knows about one bot: its people, their chats and its traffic. Views subscribe to what they show. */

/**
 * @typedef {import('./api.js').Api} Api
 * @typedef {import('../../contract.ts').SimMessage} Message
 * @typedef {import('../../contract.ts').SimUser} User
 * @typedef {import('../../contract.ts').SimCall} Call
 * @typedef {import('../../contract.ts').SimUpdate} Update
 * @typedef {import('../../contract.ts').SimEventData} EventData
 * @typedef {import('../../contract.ts').SimEventName} EventName
 * @typedef {{ user: User, messages: Map<number, Message>, unread: number, action: { name: string, until: number } | null,
 *   draft: string | null, replyKeyboard: readonly (readonly string[])[] }} Chat
 * @typedef {'chats' | 'chat' | 'message' | 'edit' | 'delete' | 'action' | 'draft' | 'keyboard' | 'traffic' | 'link'} Topic
 * @typedef {{ topic: Topic, userId?: number, message?: Message, call?: Call, update?: Update }} Change
 */

/** Telegram's clients drop a chat action after five seconds unless the bot repeats it. */
const ACTION_MS = 5000;

const LOAD_AGAIN_MS = 2000;

/** The panel is for looking at what just happened; the server keeps the rest. */
const MOST_TRAFFIC = 400;

/** @param {User} user @returns {Chat} */
const newChat = (user) => ({ user, messages: new Map(), unread: 0, action: null, draft: null, replyKeyboard: [] });

/** Whether a call put buttons under the input field, or took them away. @param {Call} call */
function touchesReplyKeyboard(call) {
  const markup = call.params['reply_markup'];
  const text = typeof markup === 'string' ? markup : JSON.stringify(markup ?? '');
  return /"(?:keyboard|remove_keyboard)"/u.test(text);
}

/** @param {Api} api */
export function createStore(api) {
  /** @type {Map<number, Chat>} */
  const chats = new Map();
  /** @type {Call[]} */
  let calls = [];
  /** @type {Map<number, Update>} */
  let updates = new Map();
  /** @type {((change: Change) => void)[]} */
  const listeners = [];
  /** @type {{ name: EventName, data: EventData }[] | null} Events wait here while the state is being loaded. */
  let waiting = [];
  let activeId = /** @type {number | null} */ (null);
  let link = /** @type {'connecting' | 'on' | 'off'} */ ('connecting');
  let isFollowing = true;
  let stopFollowing = () => {};

  /** @param {Change} change */
  const tell = (change) => listeners.forEach((listener) => listener(change));

  /** @param {number} userId */
  async function loadChat(userId) {
    const chat = chats.get(userId);
    if (chat === undefined) return;
    const transcript = await api.transcript(userId);
    chat.messages = new Map(transcript.messages.filter((one) => !one.deleted).map((one) => [one.messageId, one]));
    chat.replyKeyboard = transcript.replyKeyboard;
  }

  async function load() {
    waiting ??= [];
    const users = await api.users();
    const known = new Map(chats);
    chats.clear();
    for (const user of users) chats.set(user.id, { ...(known.get(user.id) ?? newChat(user)), user });
    await Promise.all(users.map((user) => loadChat(user.id)));
    calls = (await api.calls()).slice(-MOST_TRAFFIC);
    updates = new Map((await api.updates()).slice(-MOST_TRAFFIC).map((one) => [one.updateId, one]));
    const late = waiting ?? [];
    waiting = null;
    late.forEach(({ name, data }) => apply(name, data));
    if (activeId !== null && !chats.has(activeId)) activeId = null;
    tell({ topic: 'chats' });
    tell({ topic: 'chat' });
    tell({ topic: 'traffic' });
  }

  /** @param {number} userId */
  async function refreshKeyboard(userId) {
    const transcript = await api.transcript(userId);
    const chat = chats.get(userId);
    if (chat === undefined) return;
    chat.replyKeyboard = transcript.replyKeyboard;
    tell({ topic: 'keyboard', userId });
  }

  /** @param {Chat} chat @param {Message} message */
  function addMessage(chat, message) {
    const isNew = !chat.messages.has(message.messageId);
    chat.messages.set(message.messageId, message);
    if (message.from === 'bot') {
      chat.action = null;
      chat.draft = null;
      if (isNew && chat.user.id !== activeId) chat.unread += 1;
    }
    if (message.from === 'user') chat.user = { ...chat.user, started: true };
    tell({ topic: isNew ? 'message' : 'edit', userId: chat.user.id, message });
    tell({ topic: 'action', userId: chat.user.id });
  }

  /** @param {Chat} chat @param {string} name */
  function showAction(chat, name) {
    chat.action = { name, until: Date.now() + ACTION_MS };
    setTimeout(() => {
      if (chat.action !== null && chat.action.until <= Date.now()) chat.action = null;
      tell({ topic: 'action', userId: chat.user.id });
    }, ACTION_MS + 20);
    tell({ topic: 'action', userId: chat.user.id });
  }

  /** @param {Call} call */
  function addCall(call) {
    calls.push(call);
    if (calls.length > MOST_TRAFFIC) calls.shift();
    tell({ topic: 'traffic', call });
    const chatId = Number(call.params['chat_id']);
    if (chats.has(chatId) && touchesReplyKeyboard(call)) void refreshKeyboard(chatId).catch(() => undefined);
  }

  /** @param {Update} update */
  function addUpdate(update) {
    updates.set(update.updateId, update);
    if (updates.size > MOST_TRAFFIC) updates.delete(updates.keys().next().value ?? 0);
    tell({ topic: 'traffic', update });
  }

  /** @param {User} user */
  function addUser(user) {
    const chat = chats.get(user.id);
    if (chat === undefined) chats.set(user.id, newChat(user));
    else chat.user = user;
    tell({ topic: 'chats' });
    tell({ topic: 'action', userId: user.id });
  }

  /** Events about one private chat; groups have no person to show them to. @param {Chat} chat @param {EventName} name @param {EventData} data */
  function applyToChat(chat, name, data) {
    const { message, text } = data;
    if ((name === 'message' || name === 'edit') && message) addMessage(chat, message);
    else if (name === 'delete' && message) {
      chat.messages.delete(message.messageId);
      tell({ topic: 'delete', userId: chat.user.id, message });
    } else if (name === 'chatAction' && text) showAction(chat, text);
    else if (name === 'draft') {
      chat.draft = text ?? null;
      tell({ topic: 'draft', userId: chat.user.id });
    }
  }

  /** @param {EventName} name @param {EventData} data */
  function apply(name, data) {
    if (waiting !== null) {
      waiting.push({ name, data });
      return;
    }
    if (name === 'reset') void load();
    else if (name === 'call' && data.call) addCall(data.call);
    else if (name === 'update' && data.update) addUpdate(data.update);
    else if (name === 'user' && data.user) addUser(data.user);
    else {
      const chat = chats.get(data.message?.chatId ?? data.chatId ?? 0);
      if (chat !== undefined) applyToChat(chat, name, data);
    }
  }

  /** @param {'on' | 'off'} state */
  function setLink(state) {
    link = state;
    tell({ topic: 'link' });
  }

  /** Tries again while the stream is open; a lost stream tries by itself. */
  async function loadUntilDone() {
    try {
      await load();
      setLink('on');
    } catch {
      setLink('off');
      setTimeout(() => isFollowing && link === 'off' && void loadUntilDone(), LOAD_AGAIN_MS);
    }
  }

  return {
    api,
    chats,
    calls: () => calls,
    updates: () => [...updates.values()],
    link: () => link,
    active: () => (activeId === null ? null : (chats.get(activeId) ?? null)),
    /** @param {(change: Change) => void} listener */
    subscribe: (listener) => void listeners.push(listener),
    /** @param {number} userId */
    open: (userId) => {
      const chat = chats.get(userId);
      if (chat === undefined) return;
      activeId = userId;
      chat.unread = 0;
      tell({ topic: 'chat' });
      tell({ topic: 'chats' });
    },
    /** @param {User} user */
    addUser,
    forgetTraffic: () => {
      calls = [];
      updates = new Map();
      tell({ topic: 'traffic' });
    },
    /** Loads everything on each (re)connection, so that nothing said while it was away is missing. */
    start: () => {
      stopFollowing = api.follow({
        event: apply,
        open: () => {
          waiting ??= [];
          void loadUntilDone();
        },
        lost: () => setLink('off'),
      });
    },
    stop: () => {
      isFollowing = false;
      stopFollowing();
      listeners.length = 0;
    },
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
