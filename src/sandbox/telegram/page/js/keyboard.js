/** The buttons under a message. */
import { el } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {import('../../contract.ts').SimButton} Button
 * @typedef {(button: Button) => Promise<void>} Press
 */

const STYLES = ['primary', 'success', 'danger'];

/** @param {Button} button */
function mark(button) {
  if (button.kind === 'url') return icon('out', 14);
  return null;
}

/** A ⭐ in a pay button's text is drawn as an icon, as Telegram does. @param {Button} button @returns {(string | Element)[]} */
function label(button) {
  if (button.kind !== 'pay') return [button.text];
  const star = icon('star', 17);
  star.classList.add('star');
  return button.text.split('⭐').flatMap((piece, index) => (index === 0 ? [piece] : [star, piece]));
}

/** @param {Button} button @param {Press} press */
function key(button, press) {
  const element = el(
    'button',
    {
      type: 'button',
      class: `key ${button.kind} ${STYLES.includes(button.style ?? '') ? `style-${button.style}` : ''}`.trim(),
      title: button.text.length > 28 ? button.text : undefined,
    },
    ...label(button),
    mark(button),
  );
  element.addEventListener('click', () => {
    // A client ignores a second press while the first one waits for its answer.
    if (element.getAttribute('aria-busy') === 'true') return;
    element.setAttribute('aria-busy', 'true');
    void press(button).finally(() => element.removeAttribute('aria-busy'));
  });
  return element;
}

/** @param {readonly (readonly Button[])[]} rows @param {Press} press */
export function inlineKeyboard(rows, press) {
  const keys = el('div', { class: 'keys', role: 'group' });
  for (const row of rows) {
    if (row.length > 0) keys.append(el('div', { class: 'keys-row' }, ...row.map((button) => key(button, press))));
  }
  return keys;
}

/** The class that gives a keyboard the room its widest row needs. @param {readonly (readonly Button[])[]} rows */
export function keyboardWidth(rows) {
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return widest === 0 ? '' : `keys-${Math.min(widest, 3)}`;
}
