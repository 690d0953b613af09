import { el } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/** Files dropped on an element. @param {HTMLElement} target @param {(files: File[]) => void} onFiles */
export function watchDrops(target, onFiles) {
  const hint = el('div', { class: 'drop', hidden: true }, icon('attach', 40), t('dropHere'));
  target.append(hint);
  // dragenter and dragleave fire for every child; only their balance says whether the pointer has left.
  let depth = 0;
  /** @param {number} next */
  const show = (next) => {
    depth = Math.max(0, next);
    hint.hidden = depth === 0;
  };
  /** @param {DragEvent} event */
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files') === true;
  target.addEventListener('dragenter', (event) => hasFiles(event) && show(depth + 1));
  target.addEventListener('dragleave', (event) => hasFiles(event) && show(depth - 1));
  target.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  target.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(0);
    onFiles([...(event.dataTransfer?.files ?? [])]);
  });
}
