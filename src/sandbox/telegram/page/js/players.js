/** Sound: one line with a round button, for music with its title, for voice with its real waveform. */
import { el, svg } from './dom.js';
import { duration } from './format.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/** @typedef {import('../../contract.ts').SimMedia} Media */

const BARS = 46;

/** Decoding a long recording only for its picture would cost more than it shows. */
const MOST_WAVE_BYTES = 4_000_000;

/** Only one recording sounds at a time, as in the real client. @param {HTMLAudioElement} sound */
function silenceOthers(sound) {
  for (const other of document.querySelectorAll('audio')) if (other !== sound) other.pause();
}

/** @param {HTMLAudioElement} sound */
function playButton(sound) {
  const button = el('button', { type: 'button', class: 'round-button', 'aria-label': t('play') }, icon('play'));
  button.addEventListener('click', () => {
    if (sound.paused) void sound.play().catch(() => undefined);
    else sound.pause();
  });
  const show = () => {
    button.setAttribute('aria-label', t(sound.paused ? 'play' : 'pause'));
    button.replaceChildren(icon(sound.paused ? 'play' : 'pause'));
  };
  sound.addEventListener('play', () => {
    silenceOthers(sound);
    show();
  });
  sound.addEventListener('pause', show);
  return button;
}

/**
 * The element, its button, slider and clock, wired together.
 * @param {Media} file @param {string} source @param {(share: number) => void} [onProgress]
 */
function parts(file, source, onProgress = () => undefined) {
  const sound = el('audio', { src: source, preload: 'metadata' });
  const seek = el('input', { type: 'range', class: 'seek', min: 0, max: 1000, step: 1, 'aria-label': t('position') });
  seek.value = '0';
  const time = el('span', { class: 'player-time' }, duration(file.durationSeconds ?? 0));
  const length = () => (Number.isFinite(sound.duration) ? sound.duration : (file.durationSeconds ?? 0));
  const show = () => {
    const share = length() > 0 ? sound.currentTime / length() : 0;
    seek.value = String(Math.round(share * 1000));
    seek.style.setProperty('--share', `${share * 100}%`);
    seek.setAttribute('aria-valuetext', duration(sound.currentTime));
    time.textContent =
      sound.currentTime > 0 ? `${duration(sound.currentTime)} / ${duration(length())}` : duration(length());
    onProgress(share);
  };
  for (const event of ['loadedmetadata', 'durationchange', 'timeupdate', 'ended']) sound.addEventListener(event, show);
  sound.addEventListener('error', () => (time.textContent = t('cannotShow')));
  seek.addEventListener('input', () => {
    sound.currentTime = (Number(seek.value) / 1000) * length();
    show();
  });
  return { sound, seek, time, button: playButton(sound) };
}

/** @param {Media} file @param {string} source */
export function audioPlayer(file, source) {
  const { sound, seek, time, button } = parts(file, source);
  const title = [file.performer, file.title].filter(Boolean).join(' – ') || file.fileName || t('audio');
  return el(
    'div',
    { class: 'player', role: 'group', 'aria-label': title },
    button,
    el('span', { class: 'player-title', title }, title),
    seek,
    time,
    sound,
  );
}

/** The loudness of each bar from 0 to 1. @param {string} source @returns {Promise<number[]>} */
async function loudness(source) {
  const response = await fetch(source);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > MOST_WAVE_BYTES) return [];
  // An offline context decodes without touching the machine's sound card.
  const decoded = await new OfflineAudioContext(1, 1, 22_050).decodeAudioData(bytes);
  const samples = decoded.getChannelData(0);
  const step = Math.max(1, Math.floor(samples.length / BARS));
  const bars = Array.from({ length: BARS }, (_, bar) => {
    let peak = 0;
    for (let index = bar * step; index < (bar + 1) * step; index += 8)
      peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    return peak;
  });
  const loudest = Math.max(...bars, 0.01);
  return bars.map((bar) => bar / loudest);
}

/** @param {Media} file @param {string} source */
export function voicePlayer(file, source) {
  const bars = Array.from({ length: BARS }, (_, index) =>
    svg('rect', { x: index * 5, width: 3, rx: 1.5, y: 11, height: 4 }),
  );
  const picture = svg('svg', { viewBox: `0 0 ${BARS * 5 - 2} 26`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  picture.append(...bars);
  const { sound, seek, time, button } = parts(file, source, (share) =>
    bars.forEach((bar, index) => bar.classList.toggle('played', share > 0 && index / BARS < share)),
  );
  // A recording that cannot be decoded keeps its flat line; the player itself says what is wrong.
  void loudness(source).then(
    (levels) =>
      levels.forEach((level, index) => {
        const height = Math.max(4, level * 26);
        bars[index]?.setAttribute('height', String(height));
        bars[index]?.setAttribute('y', String((26 - height) / 2));
      }),
    () => undefined,
  );
  return el(
    'div',
    { class: 'player voice', role: 'group', 'aria-label': t('voice') },
    button,
    el('span', { class: 'wave' }, picture, seek),
    time,
    sound,
  );
}
