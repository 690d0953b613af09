/** Choosing how files are sent: each as a photo, a video, a sound or a file; several as an album. */
import { ask } from './dialogs.js';
import { el, iconButton } from './dom.js';
import { size } from './format.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/**
 * @typedef {import('../../contract.ts').SimMediaSpec} MediaSpec
 * @typedef {import('../../contract.ts').MediaKind} Kind
 * @typedef {{ file: File, kind: Kind, url: string }} Attachment
 * @typedef {{ media: MediaSpec[], caption?: string }} Outgoing
 */

/** @type {[Kind, import('./texts.js').TextKey][]} */
const KINDS = [
  ['photo', 'asPhoto'],
  ['video', 'asVideo'],
  ['animation', 'asAnimation'],
  ['audio', 'asAudio'],
  ['voice', 'asVoice'],
  ['document', 'asDocument'],
];

/** Telegram's albums hold two to ten. */
const MOST_IN_ALBUM = 10;

/** @param {File} file @returns {Kind} */
function likelyKind(file) {
  if (file.type === 'image/gif') return 'animation';
  if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') return 'photo';
  if (file.type.startsWith('video/')) return 'video';
  if (/^audio\/(?:ogg|opus)/u.test(file.type)) return 'voice';
  if (file.type.startsWith('audio/')) return 'audio';
  return 'document';
}

/** What the file can be sent as: everything can be a file. @param {File} file */
function possibleKinds(file) {
  const [family] = file.type.split('/');
  /** @type {Record<string, Kind[]>} */
  const byFamily = { image: ['photo', 'animation'], video: ['video', 'animation'], audio: ['audio', 'voice'] };
  return KINDS.filter(([kind]) => kind === 'document' || byFamily[family]?.includes(kind));
}

/** @param {Attachment} attachment */
function thumb({ file, url }) {
  if (file.type.startsWith('image/')) return el('img', { src: url, alt: '' });
  if (file.type.startsWith('video/')) return el('video', { src: url, muted: true, preload: 'metadata' });
  return icon(file.type.startsWith('audio/') ? 'music' : 'file');
}

/** @param {HTMLElement & { onerror: unknown }} element @param {string} event @returns {Promise<boolean>} */
const loaded = (element, event) =>
  new Promise((resolve) => {
    element.addEventListener(event, () => resolve(true), { once: true });
    element.addEventListener('error', () => resolve(false), { once: true });
  });

/** What a real client would measure before sending. @param {Attachment} attachment @returns {Promise<Partial<MediaSpec>>} */
async function measure({ file, url }) {
  if (file.type.startsWith('image/')) {
    const image = el('img', { src: url });
    return (await loaded(image, 'load')) ? { width: image.naturalWidth, height: image.naturalHeight } : {};
  }
  if (!/^(?:audio|video)\//u.test(file.type)) return {};
  const player = el('video', { src: url, preload: 'metadata' });
  if (!(await loaded(player, 'loadedmetadata'))) return {};
  const durationSeconds = Number.isFinite(player.duration) ? Math.max(1, Math.round(player.duration)) : undefined;
  return {
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(player.videoWidth > 0 && { width: player.videoWidth, height: player.videoHeight }),
  };
}

/** @param {File} file @returns {Promise<string>} */
const base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/u, '')));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });

/** @param {Attachment} attachment @returns {Promise<MediaSpec>} */
async function spec(attachment) {
  const { file, kind } = attachment;
  const measured = await measure(attachment);
  return {
    kind,
    base64: await base64(file),
    fileName: file.name,
    ...(file.type && { mimeType: file.type }),
    ...measured,
  };
}

/** Photos and videos mix in an album, files and music only with their own kind; nothing else may be in one. @param {Kind} kind */
function albumFamily(kind) {
  if (kind === 'photo' || kind === 'video') return 'pictures';
  return kind === 'audio' || kind === 'document' ? kind : null;
}

/**
 * Splits the media into messages: neighbours of one family become albums of at most ten.
 * @param {MediaSpec[]} media @param {boolean} isAlbum
 */
function toMessages(media, isAlbum) {
  /** @type {MediaSpec[][]} */
  const messages = [];
  for (const one of media) {
    const last = messages.at(-1);
    const family = albumFamily(one.kind);
    const fits = last !== undefined && last.length < MOST_IN_ALBUM && albumFamily(last[0].kind) === family;
    if (isAlbum && family !== null && fits) last.push(one);
    else messages.push([one]);
  }
  return messages;
}

/**
 * Asks what to do with the files. Null: cancelled.
 * @param {readonly File[]} files @param {string} caption
 * @returns {Promise<Outgoing[] | null>}
 */
export async function askAboutFiles(files, caption) {
  let attachments = files.map((file) => ({ file, kind: likelyKind(file), url: URL.createObjectURL(file) }));
  const list = el('div', { class: 'attachments scroll' });
  const words = el('textarea', { class: 'input', rows: 1, 'aria-label': t('caption'), placeholder: t('caption') });
  words.value = caption;
  const album = el('input', { type: 'checkbox', checked: true });
  const albumLine = el('label', { class: 'check' }, album, t('asAlbum'));

  function render() {
    albumLine.hidden = attachments.length < 2;
    list.replaceChildren(
      ...attachments.map((attachment) => {
        const choice = el('select', { 'aria-label': attachment.file.name });
        for (const [kind, text] of possibleKinds(attachment.file))
          choice.append(el('option', { value: kind }, t(text)));
        choice.value = attachment.kind;
        choice.addEventListener('change', () => (attachment.kind = /** @type {Kind} */ (choice.value)));
        const remove = () => {
          attachments = attachments.filter((one) => one !== attachment);
          render();
        };
        return el(
          'div',
          { class: 'attachment' },
          el('span', { class: 'thumb' }, thumb(attachment)),
          el(
            'span',
            { class: 'what' },
            el('span', { class: 'file-name' }, attachment.file.name),
            el('span', { class: 'file-size' }, size(attachment.file.size)),
          ),
          choice,
          iconButton(icon('close', 18), t('remove'), { onclick: remove }),
        );
      }),
    );
  }
  render();
  const agreed = await ask({
    title: t('attachTitle'),
    body: [list, words, albumLine],
    submit: t('send'),
    read: () => (attachments.length > 0 ? true : null),
    ready: () => words.focus(),
  });
  const media = agreed ? await Promise.all(attachments.map(spec)) : [];
  attachments.forEach(({ url }) => URL.revokeObjectURL(url));
  if (!agreed) return null;
  const text = words.value.trim();
  return toMessages(media, album.checked).map((group, index) => ({
    media: group,
    ...(index === 0 && text !== '' && { caption: text }),
  }));
}
