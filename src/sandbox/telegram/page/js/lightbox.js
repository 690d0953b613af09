import { el, iconButton } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/** A photo on the whole window; Escape, the button or a click beside it closes. @param {string} source @param {string} name */
export function openLightbox(source, name) {
  const dialog = el('dialog', { class: 'lightbox', 'aria-label': t('photo') });
  const close = () => dialog.close();
  dialog.append(
    el(
      'div',
      { class: 'lightbox-bar' },
      el(
        'a',
        { class: 'icon-button', href: source, download: name, 'aria-label': t('download'), title: t('download') },
        icon('download'),
      ),
      iconButton(icon('close'), t('close'), { onclick: close }),
    ),
    el('figure', { onclick: close }, el('img', { src: source, alt: t('photo') })),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
