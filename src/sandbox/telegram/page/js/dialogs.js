/** Questions and notices on top of the page. Escape and a click beside them cancel. */
import { add, el } from './dom.js';
import { t } from './texts.js';

/**
 * Shows a form and resolves with what `read` makes of it, or with null when it was cancelled.
 * @template T
 * @param {{ title: string, body: import('./dom.js').Child[], submit: string, read: () => T | null, cancel?: boolean,
 *   ready?: (dialog: HTMLDialogElement) => void }} options
 * @returns {Promise<T | null>}
 */
export function ask({ title, body, submit, read, cancel = true, ready }) {
  const heading = el('h2', {}, title);
  heading.id = `title-${crypto.randomUUID()}`;
  const dialog = el('dialog', { class: 'dialog scroll', 'aria-labelledby': heading.id });
  const actions = el('div', { class: 'actions' });
  if (cancel) {
    actions.append(el('button', { type: 'button', class: 'button quiet', onclick: () => dialog.close() }, t('cancel')));
  }
  actions.append(el('button', { type: 'submit', class: 'button primary' }, submit));
  const form = el('form', { method: 'dialog' }, heading);
  add(form, ...body, actions);
  dialog.append(form);
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return new Promise((resolve) => {
    let result = /** @type {T | null} */ (null);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      result = read();
      if (result !== null) dialog.close();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    dialog.showModal();
    ready?.(dialog);
  });
}

/** @param {string} label @param {HTMLElement} control */
const field = (label, control) => el('label', { class: 'field' }, label, control);

/** The answer of a bot that asked for `show_alert`. @param {string} from @param {string} words */
export const showAlert = (from, words) =>
  ask({ title: from, body: [el('p', { class: 'words' }, words)], submit: t('ok'), read: () => true, cancel: false });

/** @param {string} href */
export async function openLink(href) {
  const agreed = await ask({
    title: t('openLink'),
    body: [el('p', { class: 'words' }, href)],
    submit: t('open'),
    read: () => true,
  });
  if (agreed) window.open(href, '_blank', 'noopener,noreferrer');
}

/** @param {string} what @param {number} stars @param {string} botName */
export const confirmPayment = (what, stars, botName) =>
  ask({
    title: t('payTitle'),
    body: [el('p', { class: 'words' }, `${what}\n@${botName}`), el('p', { class: 'hint' }, t('payWords'))],
    submit: `${t('pay')} ⭐ ${stars}`,
    read: () => true,
  });

const LANGUAGES = [
  ['ru', 'Русский'],
  ['en', 'English'],
  ['uk', 'Українська'],
  ['es', 'Español'],
  ['de', 'Deutsch'],
  ['zh-hans', '中文'],
  ['', '—'],
];

/**
 * @param {number} id of the new person
 * @returns {Promise<import('./api.js').UserSpec | null>}
 */
export function askNewUser(id) {
  const name = el('input', { class: 'input', name: 'name', required: true, maxlength: 64, autocomplete: 'off' });
  const username = el('input', {
    class: 'input',
    name: 'username',
    autocomplete: 'off',
    pattern: '@?[A-Za-z][A-Za-z0-9_]{3,31}',
  });
  const languages = el('select', { class: 'input', name: 'language' });
  for (const [tag, title] of LANGUAGES) languages.append(el('option', { value: tag }, title));
  return ask({
    title: t('newUser'),
    body: [
      field(t('name'), name),
      field(t('username'), username),
      field(t('language'), languages),
      el('p', { class: 'hint' }, t('newUserHint')),
    ],
    submit: t('add'),
    read: () => {
      const [firstName, ...rest] = name.value.trim().split(/\s+/u);
      if (!firstName) return null;
      return {
        id,
        firstName,
        ...(rest.length > 0 && { lastName: rest.join(' ') }),
        ...(username.value && { username: username.value.replace(/^@/u, '') }),
        ...(languages.value && { languageCode: languages.value }),
      };
    },
  });
}

/** A deep link's parameter: up to 64 of A-Z, a-z, 0-9, _ and -, as Telegram allows. */
export function askStartParameter() {
  const input = el('input', { class: 'input', required: true, pattern: '[A-Za-z0-9_\\-]{1,64}', autocomplete: 'off' });
  return ask({
    title: t('deepLink').replace('…', ''),
    body: [field(t('deepLinkField'), input), el('p', { class: 'hint' }, t('deepLinkHint'))],
    submit: t('start'),
    read: () => input.value || null,
  });
}
