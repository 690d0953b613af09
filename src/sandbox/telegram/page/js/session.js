/** What a person does in the open chat, and what the page says when it cannot be done. */
import * as dialogs from './dialogs.js';
import { fullName } from './format.js';
import { askAboutFiles } from './attach.js';
import { t } from './texts.js';

/**
 * @typedef {import('./store.js').Store} Store
 * @typedef {import('../../contract.ts').SimMessage} Message
 * @typedef {import('../../contract.ts').SimButton} Button
 * @typedef {import('../../contract.ts').SimAnswer} Answer
 * @typedef {import('../../contract.ts').SimPayResult} PayResult
 */

/** The parameter of a t.me link to this bot; undefined for any other address. @param {string} href @param {string} botName */
function startParameter(href, botName) {
  const url = new URL(href);
  const isTelegram = ['t.me', 'telegram.me'].includes(url.hostname) || url.protocol === 'tg:';
  const name = url.protocol === 'tg:' ? url.searchParams.get('domain') : url.pathname.slice(1);
  if (!isTelegram || name?.toLowerCase() !== botName.toLowerCase()) return undefined;
  return url.searchParams.get('start') ?? '';
}

/**
 * @param {Store} store @param {import('./toast.js').Toasts} toasts
 * @param {{ botName: string, deepLink: () => string }} options `deepLink` is used up by the first Start
 */
export function createSession(store, toasts, { botName, deepLink }) {
  const { api } = store;

  /** Runs an action; its failure is shown and not thrown. @param {() => Promise<void>} action @returns {Promise<boolean>} */
  async function attempt(action) {
    try {
      await action();
      return true;
    } catch (error) {
      toasts.show(error instanceof Error ? error.message : String(error), 'error');
      return false;
    }
  }

  const userId = () => store.active()?.user.id ?? 0;

  /** @param {import('./composer.js').Draft} draft */
  const send = (draft) => attempt(async () => void (await api.send({ userId: userId(), ...draft })));

  /** @param {string} parameter */
  const start = (parameter) => send({ text: parameter === '' ? '/start' : `/start ${parameter}` });

  /** Follows links to this very bot inside the page. @param {string} href */
  function followLink(href) {
    const parameter = startParameter(href, botName);
    if (parameter === undefined) return false;
    void start(parameter);
    return true;
  }

  /** @param {Answer | null} answer */
  async function showAnswer(answer) {
    if (answer === null) toasts.show(t('buttonSilent'), 'error');
    else if (answer.url) await follow(answer.url);
    else if (answer.text && answer.showAlert) await dialogs.showAlert(botName, answer.text);
    else if (answer.text) toasts.show(answer.text);
  }

  /** @param {string} href */
  async function follow(href) {
    if (!followLink(href)) await dialogs.openLink(href);
  }

  /** @param {PayResult} result */
  function showPayment(result) {
    if (result.status === 'paid') return;
    toasts.show(result.errorMessage ?? t(result.status === 'refused' ? 'paymentRefused' : 'paymentExpired'), 'error');
  }

  /** @param {Message} message */
  async function pay(message) {
    const { invoice } = message;
    if (invoice === null || invoice.paidChargeId !== null) return;
    if (!(await dialogs.confirmPayment(invoice.title, invoice.stars, botName))) return;
    showPayment(await api.pay(userId(), message.messageId));
  }

  /** @param {Message} message @param {Button} button */
  async function pressNow(message, button) {
    const { kind, value, text } = button;
    if (kind === 'pay') return await pay(message);
    if (kind === 'url' && value) return await follow(value);
    if (kind === 'copy' && value) {
      await navigator.clipboard.writeText(value);
      return toasts.show(t('copied'));
    }
    if (kind !== 'callback') return toasts.show(t('notHere'));
    const which = value === null ? { label: text } : { data: value };
    const result = await api.tap({ userId: userId(), messageId: message.messageId, ...which });
    // The answer belongs to the chat it came from; a person who has moved on does not see it.
    if (store.active()?.user.id === message.chatId) void showAnswer(result.answer);
  }

  return {
    send,
    start,
    followLink,
    startChat: () => void start(deepLink()),
    /** @param {Message} message @param {Button} button */
    press: async (message, button) => void (await attempt(() => pressNow(message, button))),
    /** Whether the files were sent. @param {File[]} files @param {string} caption */
    files: async (files, caption) => {
      const to = userId();
      const outgoing = await askAboutFiles(files, caption);
      if (outgoing === null) return false;
      return await attempt(async () => {
        for (const message of outgoing) await api.send({ userId: to, ...message });
      });
    },
    /** @param {boolean} blocked */
    block: (blocked) => attempt(async () => store.addUser(await api.block(userId(), blocked))),
    addUser: async () => {
      const id = Math.max(1000, ...store.chats.keys()) + 1;
      const spec = await dialogs.askNewUser(id);
      if (spec === null) return;
      await attempt(async () => {
        store.addUser(await api.addUser(spec));
        store.open(id);
      });
    },
    startWithParameter: async () => {
      const parameter = await dialogs.askStartParameter();
      if (parameter !== null) await start(parameter);
    },
    title: () => {
      const chat = store.active();
      return chat === null ? '' : fullName(chat.user);
    },
  };
}

/** @typedef {ReturnType<typeof createSession>} Session */
