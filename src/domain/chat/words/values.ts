/** What the values of a choice are called: text keys for words, and rules for shapes, sizes, versions and notes. */
import type { Translate } from '../contract.ts';

/** In lower case, as all the models' spellings meet there. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['auto', 'value-auto'],
  ['adaptive', 'value-auto'],
  ['none', 'value-none'],
  ['any', 'value-any'],
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
  ['m', 'value-male'],
  ['f', 'value-female'],
  ['origin', 'value-source-sound'],
  ['input_image', 'value-from-image'],
  ['input_video', 'value-from-video'],
  ['text_2_video', 'value-way-text'],
  ['first_and_last_frames_2_video', 'value-way-frames'],
  ['reference_2_video', 'value-way-references'],
  ['style_persona', 'value-persona-style'],
  ['voice_persona', 'value-persona-voice'],
  ['separate_vocal', 'value-stem-vocal'],
  ['split_stem', 'value-stem-all'],
  ['beginner', 'value-skill-beginner'],
  ['intermediate', 'value-skill-intermediate'],
  ['advanced', 'value-skill-advanced'],
  ['professional', 'value-skill-professional'],
  ['neutral', 'value-accent-neutral'],
  ['american (gen)', 'value-accent-american'],
  ['american (valley)', 'value-accent-valley'],
  ['american (south)', 'value-accent-south'],
  ['british (rp)', 'value-accent-british'],
  ['british (brixton)', 'value-accent-brixton'],
  ['transatlantic', 'value-accent-transatlantic'],
  ['australian', 'value-accent-australian'],
  ['vocal smile', 'value-speech-smile'],
  ['newscaster', 'value-speech-news'],
  ['whisper', 'value-speech-whisper'],
  ['empathetic', 'value-speech-empathetic'],
  ['promo/hype', 'value-speech-promo'],
  ['deadpan', 'value-speech-deadpan'],
  ['natural', 'value-pace-natural'],
  ['rapid fire', 'value-pace-rapid'],
  ['the drift', 'value-pace-drift'],
  ['staccato', 'value-pace-staccato'],
]);

/** The same word in another sense under another title. */
const WORDS_UNDER: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['field-acceleration', new Map([['high', 'value-acceleration-high']])],
  ['field-rendering', new Map([['quality', 'value-rendering-quality']])],
  [
    'field-mode',
    new Map([
      ['std', 'value-mode-standard'],
      ['normal', 'value-mode-standard'],
      ['basic', 'value-mode-standard'],
      ['pro', 'value-mode-pro'],
      ['lite', 'value-mode-lite'],
      ['fun', 'value-mode-fun'],
      ['spicy', 'value-mode-spicy'],
    ]),
  ],
  [
    'field-pose',
    new Map([
      ['image', 'value-from-image'],
      ['video', 'value-from-video'],
    ]),
  ],
  [
    'field-reference-role',
    new Map([
      ['subject', 'value-role-subject'],
      ['background', 'value-role-background'],
    ]),
  ],
  [
    'field-stability',
    new Map([
      ['0', 'value-stability-lively'],
      ['0.5', 'value-stability-natural'],
      ['1', 'value-stability-even'],
    ]),
  ],
]);

const FILE_FORMATS = new Set(['png', 'jpg', 'jpeg', 'webp', 'gif', 'svg', 'mp4', 'mov', 'mp3', 'wav']);
const RATIO = /^(\d{1,5}(?:\.\d{1,3})?):(\d{1,5}(?:\.\d{1,3})?)$/;
/** Sizes that some models name in words: `landscape_16_9`. */
const NAMED_RATIO = /^(?:portrait|landscape)_(\d{1,3})_(\d{1,3})$/;
const RESOLUTION = /^\d(?:\.\d)?k$/i;
const LINES = /^(\d{3,4})p?$/i;
/** `V4_5PLUS`, `V6_MINI`, `veo3_fast`. */
const VERSION = /^(v|veo)(\d)(?:_(\d))?_?([a-z]*)$/i;
const NOTE = /^([A-G]#?)(m?)$/;

export const VALUE_KEYS: readonly string[] = [
  ...WORDS.values(),
  ...[...WORDS_UNDER.values()].flatMap((words) => [...words.values()]),
];

/** Null for what the dictionary does not know. `under` is the key of the parameter's title. */
export function valueInWords(t: Translate, under: string | undefined, value: string): string | null {
  const note = under === 'field-musical-key' ? noteLabel(t, value) : null;
  if (note !== null) return note;
  const word = value.toLowerCase();
  const key = WORDS_UNDER.get(under ?? '')?.get(word) ?? WORDS.get(word);
  if (key !== undefined) return t(key);
  if (FILE_FORMATS.has(word)) return value.toUpperCase();
  if (under === 'field-version') return versionLabel(value);
  return resolutionLabel(under, value) ?? ratioLabel(t, value);
}

function resolutionLabel(under: string | undefined, value: string): string | null {
  if (RESOLUTION.test(value)) return value.toUpperCase();
  const lines = under === 'field-resolution' || /p$/i.test(value) ? LINES.exec(value)?.[1] : undefined;
  return lines === undefined ? null : `${lines}p`;
}

function versionLabel(value: string): string | null {
  const [, family, major, minor, tier = ''] = VERSION.exec(value) ?? [];
  if (family === undefined || major === undefined) return null;
  const number = minor === undefined ? major : `${major}.${minor}`;
  const name = family.toLowerCase() === 'veo' ? `Veo ${number}` : `V${number}`;
  return tier === '' ? name : `${name} ${tier.charAt(0).toUpperCase()}${tier.slice(1).toLowerCase()}`;
}

function noteLabel(t: Translate, value: string): string | null {
  const [, note, minor] = NOTE.exec(value) ?? [];
  if (note === undefined) return null;
  return minor === 'm' ? t('value-minor', { note }) : t('value-major', { note });
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
