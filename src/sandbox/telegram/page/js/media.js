/** Photos, videos, files and albums of a message. */
import { el } from './dom.js';
import { duration, size } from './format.js';
import { icon } from './icons.js';
import { openLightbox } from './lightbox.js';
import { audioPlayer, voicePlayer } from './players.js';
import { t } from './texts.js';

/**
 * @typedef {import('../../contract.ts').SimMedia} Media
 * @typedef {(fileId: string) => string} FileUrl
 */

/** The longest side of a picture in a bubble, in CSS pixels. */
const LONGEST = 400;

/**
 * Reserves the room a picture will need, so that nothing moves when it arrives.
 * @param {HTMLElement} box @param {{ width: number | null, height: number | null }} file @param {number} [longest]
 */
function reserve(box, file, longest = LONGEST) {
  const width = file.width || 320;
  const height = file.height || 240;
  const scale = Math.min(longest / width, longest / height);
  box.style.width = `${Math.max(Math.round(width * Math.min(scale, 2)), Math.min(longest, 160))}px`;
  box.style.aspectRatio = String(Math.min(Math.max(width / height, 0.5), 2.6));
}

/** @param {HTMLElement} box @param {HTMLElement} inside */
function watchFailure(box, inside) {
  inside.addEventListener('error', () => {
    box.classList.add('broken');
    box.dataset.broken = t('cannotShow');
  });
}

/** @param {Media} file @param {string} source */
function photo(file, source) {
  const image = el('img', { src: source, alt: t('photo'), decoding: 'async', draggable: 'false' });
  const open = () => openLightbox(source, file.fileName ?? 'photo');
  const box = el(
    'button',
    { type: 'button', class: 'media photo', 'aria-label': t('openPhoto'), onclick: open },
    image,
  );
  reserve(box, file);
  watchFailure(box, image);
  return box;
}

/** @param {Media} file @param {string} source */
function video(file, source) {
  const player = el('video', {
    src: source,
    controls: true,
    playsinline: true,
    preload: 'metadata',
    'aria-label': t('video'),
  });
  const box = el('div', { class: 'media video' }, player);
  if (file.durationSeconds) box.append(el('span', { class: 'media-badge' }, duration(file.durationSeconds)));
  player.addEventListener('play', () => box.querySelector('.media-badge')?.remove(), { once: true });
  // The sandbox does not always know the size of a video; the browser does, once the header is here.
  player.addEventListener('loadedmetadata', () => {
    if (file.width === null && player.videoWidth > 0)
      reserve(box, { width: player.videoWidth, height: player.videoHeight });
  });
  reserve(box, file);
  watchFailure(box, player);
  return box;
}

/** A silent loop: a video without controls, or a GIF. @param {string} mimeType @param {string} source @param {string} name */
function loop(mimeType, source, name) {
  if (mimeType.startsWith('image/')) return el('img', { src: source, alt: name });
  return el('video', { src: source, autoplay: true, loop: true, muted: true, playsinline: true, 'aria-label': name });
}

/** @param {Media} file @param {string} source */
function animation(file, source) {
  const moving = loop(file.mimeType, source, t('animation'));
  const box = el('div', { class: 'media animation' }, moving, el('span', { class: 'media-badge' }, 'GIF'));
  reserve(box, file);
  watchFailure(box, moving);
  return box;
}

/** @param {Media} _file @param {string} source */
function videoNote(_file, source) {
  const player = el('video', { src: source, controls: true, playsinline: true, preload: 'metadata' });
  player.setAttribute('aria-label', t('videoNote'));
  const box = el('div', { class: 'media round' }, player);
  reserve(box, { width: 240, height: 240 }, 240);
  watchFailure(box, player);
  return box;
}

/** @param {Media} file @param {string} source */
function sticker(file, source) {
  const shown = loop(file.mimeType, source, t('sticker'));
  const box = el('div', { class: 'media' }, shown);
  reserve(box, file, 180);
  watchFailure(box, shown);
  return box;
}

/** @param {Media} file @param {string} source */
function documentLink(file, source) {
  const name = file.fileName ?? t('document');
  return el(
    'a',
    { class: 'file', href: source, download: name, 'aria-label': `${t('download')} ${name}` },
    el('span', { class: 'file-badge' }, icon('download')),
    el('span', { class: 'file-name', title: name }, name),
    el('span', { class: 'file-size' }, size(file.sizeBytes)),
  );
}

const VIEWS = {
  photo,
  video,
  animation,
  video_note: videoNote,
  sticker,
  document: documentLink,
  voice: voicePlayer,
  audio: audioPlayer,
};

/** @param {Media} file @param {FileUrl} url @returns {HTMLElement} */
export const mediaView = (file, url) => VIEWS[file.kind](file, url(file.fileId));

/** Whether the time lies on the picture when there is no caption. @param {Media} file */
export const isPictorial = (file) => !['audio', 'voice', 'document'].includes(file.kind);

/** How many sixths of the grid's width each picture takes. @param {number} count @param {number} index */
function gridShare(count, index) {
  if (count === 1 || (count % 3 === 1 && count !== 4 && index === 0)) return 'whole';
  if (count === 2 || count === 4 || (count % 3 === 2 && index < 2)) return 'half';
  return 'third';
}

/**
 * Photos and videos as a grid, anything else one below the other.
 * @param {readonly Media[]} files @param {FileUrl} url
 */
export function albumView(files, url) {
  const isGrid = files.every(isPictorial);
  const box = el('div', { class: isGrid ? 'album' : 'album-files', role: 'group', 'aria-label': t('album') });
  files.forEach((file, index) => {
    const item = mediaView(file, url);
    if (isGrid) {
      item.style.removeProperty('width');
      item.style.removeProperty('aspect-ratio');
      item.classList.add(gridShare(files.length, index));
    }
    box.append(item);
  });
  return box;
}
