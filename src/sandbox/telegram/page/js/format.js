import { language } from './texts.js';

/** Hours and minutes. @param {number} atMs */
export const clock = (atMs) =>
  new Date(atMs).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** @param {number} atMs */
export const dayKey = (atMs) => new Date(atMs).toDateString();

/** @param {number} atMs */
export const day = (atMs) => new Date(atMs).toLocaleDateString(language, { day: 'numeric', month: 'long' });

/** Time today, the date on any other day. @param {number} atMs */
export const when = (atMs) =>
  dayKey(atMs) === new Date().toDateString()
    ? clock(atMs)
    : new Date(atMs).toLocaleDateString(language, { day: 'numeric', month: 'short' });

/** `1:05` @param {number} seconds */
export function duration(seconds) {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** `1.5 MB` @param {number | undefined} bytes */
export function size(bytes) {
  if (bytes === undefined) return '';
  if (bytes < 1000) return `${bytes} B`;
  const kilo = bytes / 1000;
  return kilo < 1000 ? `${kilo.toFixed(kilo < 10 ? 1 : 0)} KB` : `${(kilo / 1000).toFixed(1)} MB`;
}

/** Up to two letters that stand for a name. @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = (/** @type {string | undefined} */ word) => [...(word ?? '')][0] ?? '';
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '')).toUpperCase() || '?';
}

/** @param {number} id */
export const tone = (id) => `tone-${Math.abs(id) % 7}`;

/** @param {import('../../contract.ts').SimUser} user */
export const fullName = (user) => [user.firstName, user.lastName].filter(Boolean).join(' ');
