/** Building the document without ever parsing markup: text stays text, whatever it contains. */

/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, unknown> & { class?: string }} Props
 */

/** @param {Element} element @param {string} name @param {unknown} value */
function setProp(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on') && typeof value === 'function') {
    element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  } else if (name === 'value' || name === 'checked' || name === 'muted') {
    Reflect.set(element, name, value);
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * An element with attributes, listeners (`onclick: fn`) and children; strings become text nodes.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  add(element, ...children);
  return element;
}

/** @param {Element} parent @param {...Child} children */
export function add(parent, ...children) {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
}

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} tag @param {Record<string, string | number>} attributes @returns {SVGElement} */
export function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * An icon button: the label is both its accessible name and its tooltip.
 * @param {SVGElement} picture @param {string} label @param {Props} [props]
 */
export function iconButton(picture, label, props = {}) {
  const { class: extra = '', ...rest } = props;
  return el(
    'button',
    { type: 'button', 'aria-label': label, title: label, class: `icon-button ${extra}`.trim(), ...rest },
    picture,
  );
}
