/**
 * Parameters and their values in words. What the dictionary does not know gets a readable form of the provider's own
 * name, so that a new model is usable on the day it appears.
 */
import type { Scalar } from '../catalog/model.ts';
import type { Translate } from './contract.ts';
import type { Field } from './form/fields.ts';
import { oneLine } from './html.ts';

const LABEL_LENGTH = 40;

/** Parameter name -> what a person would call it; several names may mean the same thing. */
const FIELD_WORDS: ReadonlyMap<string, string> = new Map([
  ['prompt', 'field-prompt'],
  ['negative_prompt', 'field-negative'],
  ['aspect_ratio', 'field-shape'],
  ['ratio', 'field-shape'],
  ['image_size', 'field-shape'],
  ['size', 'field-shape'],
  ['resolution', 'field-resolution'],
  ['image_resolution', 'field-resolution'],
  ['quality', 'field-quality'],
  ['output_format', 'field-format'],
  ['background', 'field-background'],
  ['style', 'field-style'],
  ['seed', 'field-seed'],
  ['num_inference_steps', 'field-steps'],
  ['guidance_scale', 'field-guidance'],
  ['rendering_speed', 'field-speed'],
  ['acceleration', 'field-acceleration'],
  ['enhance_prompt', 'field-enhance'],
  ['expand_prompt', 'field-enhance'],
  ['prompt_extend', 'field-enhance'],
  ['prompt_upsampling', 'field-enhance'],
  ['enable_translation', 'field-translation'],
  ['thinking_mode', 'field-thinking'],
  ['watermark', 'field-watermark'],
  ['enable_sequential', 'field-series'],
  ['n', 'field-count'],
  ['num_images', 'field-count'],
  ['max_images', 'field-count'],
  ['enable_pro', 'field-pro'],
]);

/** Extra explanation below a question. */
const FIELD_HINTS: ReadonlyMap<string, string> = new Map([
  ['field-negative', 'hint-negative'],
  ['field-seed', 'hint-seed'],
  ['field-steps', 'hint-steps'],
  ['field-guidance', 'hint-guidance'],
  ['field-enhance', 'hint-enhance'],
]);

const VALUE_WORDS: ReadonlyMap<string, string> = new Map([
  ['true', 'value-yes'],
  ['false', 'value-no'],
  ['auto', 'value-auto'],
  ['adaptive', 'value-auto'],
  ['none', 'value-none'],
  ['basic', 'value-basic'],
  ['regular', 'value-regular'],
  ['standard', 'value-regular'],
  ['low', 'value-low'],
  ['medium', 'value-medium'],
  ['high', 'value-high'],
  ['ultra', 'value-ultra'],
  ['opaque', 'value-opaque'],
  ['transparent', 'value-transparent'],
  ['turbo', 'value-turbo'],
  ['balanced', 'value-balanced'],
  ['general', 'value-general'],
  ['realistic', 'value-realistic'],
  ['design', 'value-design'],
  ['fiction', 'value-fiction'],
  ['square', 'value-square'],
  ['square_hd', 'value-square-hd'],
]);

/** The same word in another sense under another parameter. */
const VALUE_WORDS_OF_FIELD: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['field-acceleration', new Map([['high', 'value-acceleration-high']])],
  ['field-speed', new Map([['quality', 'value-speed-quality']])],
]);

const FILE_FORMATS = new Set(['png', 'jpg', 'jpeg', 'webp', 'gif', 'svg', 'mp4', 'mp3', 'wav']);
const RATIO = /^(\d{1,5}(?:\.\d{1,3})?):(\d{1,5}(?:\.\d{1,3})?)$/;
/** Sizes that some models name in words: `landscape_16_9`. */
const NAMED_RATIO = /^(?:portrait|landscape)_(\d{1,3})_(\d{1,3})$/;
const RESOLUTION = /^(\d(?:\.\d)?)k$/i;

/** Every key that the dictionary can ask for; a test holds it against the text files. */
export const DICTIONARY_KEYS: readonly string[] = [
  ...FIELD_WORDS.values(),
  ...FIELD_HINTS.values(),
  ...VALUE_WORDS.values(),
  ...[...VALUE_WORDS_OF_FIELD.values()].flatMap((words) => [...words.values()]),
  'ratio-square',
  'ratio-wide',
  'ratio-tall',
];

/** Plain text: escape it before it goes into HTML. */
export function fieldTitle(t: Translate, field: Field): string {
  const key = fieldKey(field);
  return key === undefined ? readable(field.name) : t(key);
}

export function fieldHint(t: Translate, field: Field): string | null {
  const key = FIELD_HINTS.get(fieldKey(field) ?? '');
  return key === undefined ? null : t(key);
}

/** Plain text: escape it before it goes into HTML. */
export function valueLabel(t: Translate, field: Field, value: Scalar): string {
  if (typeof value === 'number') return String(value);
  const text = String(value);
  if (field.kind !== 'choice') return oneLine(text, LABEL_LENGTH);
  const word = text.toLowerCase();
  const key = VALUE_WORDS_OF_FIELD.get(fieldKey(field) ?? '')?.get(word) ?? VALUE_WORDS.get(word);
  if (key !== undefined) return t(key);
  if (FILE_FORMATS.has(word)) return text.toUpperCase();
  return ratioLabel(t, text) ?? readable(text);
}

function fieldKey(field: Field): string | undefined {
  const key = FIELD_WORDS.get(field.name);
  const isResolution = field.kind === 'choice' && field.options.some((option) => RESOLUTION.test(String(option)));
  return key === 'field-shape' && isResolution ? 'field-resolution' : key;
}

function ratioLabel(t: Translate, text: string): string | null {
  const named = NAMED_RATIO.exec(text);
  // KIE names both orientations by the longer side first or last; the word before decides which way it lies.
  const sides = named ?? RATIO.exec(text);
  if (sides === null) return null;
  const [a, b] = [Number(sides[1]), Number(sides[2])];
  const [width, height] =
    named === null
      ? [a, b]
      : text.startsWith('portrait')
        ? [Math.min(a, b), Math.max(a, b)]
        : [Math.max(a, b), Math.min(a, b)];
  const ratio = `${width}:${height}`;
  if (width === height) return t('ratio-square', { ratio });
  return width > height ? t('ratio-wide', { ratio }) : t('ratio-tall', { ratio });
}

/** `num_inference_steps` -> `Num inference steps`; never empty, because a button must have a face. */
function readable(name: string): string {
  const words = oneLine(name.replaceAll(/[_\s]+/gu, ' '), LABEL_LENGTH);
  if (words === '') return '·';
  const isShouting = words.length > 3 && words === words.toUpperCase();
  const calm = isShouting ? words.toLowerCase() : words;
  return calm.charAt(0).toUpperCase() + calm.slice(1);
}
