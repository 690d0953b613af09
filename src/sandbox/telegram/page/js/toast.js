import { el } from './dom.js';

/** Long enough to read: two seconds and forty milliseconds for each character. @param {string} words */
const readingMs = (words) => Math.min(8000, 2200 + words.length * 40);

/** Short notices over the chat; screen readers hear them. */
export function createToasts() {
  const element = el('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  /** @param {string} words @param {'plain' | 'error'} [kind] */
  const show = (words, kind = 'plain') => {
    const toast = el('div', { class: `toast ${kind}` }, words);
    element.append(toast);
    setTimeout(() => toast.remove(), readingMs(words));
  };
  return { element, show, clear: () => element.replaceChildren() };
}

/** @typedef {ReturnType<typeof createToasts>} Toasts */
