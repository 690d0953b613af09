/** Numbers with what they count, by the parameter's own name. */
import type { Translate } from '../contract.ts';
import { decimal } from './decimal.ts';

const SECONDS = new Set([
  ...['duration', 'extend_at', 'extend_times', 'continue_at', 'infill_start_s', 'infill_end_s', 'start', 'ends'],
  ...['vocal_start', 'vocal_end', 'vocal_start_s', 'vocal_end_s', 'templ_start_seconds'],
]);
/** Kling counts the part of a voice recording that way: its default end is 8000. */
const MILLISECONDS = new Set(['start_time', 'end_time']);

const AMOUNT = /^-?\d+(?:\.\d+)?$/;

/** Numbers that stand for a word: parameter and value -> text key. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['duration -1', 'value-auto'],
  // Video editors take 0 for "as long as it was".
  ['duration 0', 'value-as-source'],
  ['seed -1', 'value-random'],
]);

export const AMOUNT_KEYS: readonly string[] = [...WORDS.values()];

/** Null for what is no number, or a number that says enough by itself. */
export function amountInWords(t: Translate, name: string, text: string): string | null {
  if (!AMOUNT.test(text)) return null;
  const word = WORDS.get(`${name} ${text}`);
  if (word !== undefined) return t(word);
  if (SECONDS.has(name)) return t('amount-seconds', { value: decimal(t, text) });
  if (MILLISECONDS.has(name)) return t('amount-seconds', { value: decimal(t, Number(text) / 1000) });
  if (name === 'sound_tempo') return t('amount-beats', { value: decimal(t, text) });
  if (name === 'upscale_factor') return t('amount-times', { value: decimal(t, text) });
  return null;
}
