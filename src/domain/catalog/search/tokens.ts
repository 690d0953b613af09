/**
 * Text as the words that are compared: one spelling for "Kling", "клинг" and "КЛИНГ", for "2.6", "2-6" and "2,6", and
 * for the ways in which Russian speakers write foreign names by ear.
 */

const WORD_LENGTH = 24;

const LATIN: Readonly<Record<string, string>> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'i', к: 'k', л: 'l' },
  ...{ м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'ts', ч: 'ch', ш: 'sh' },
  ...{ щ: 'sh', ъ: '', ы: 'i', ь: '', э: 'e', ю: 'u', я: 'a' },
};

/** In this order: spellings that sound alike become one. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ck|q/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/c(?!h)/g, 'k'],
  [/x/g, 'ks'],
  [/w/g, 'v'],
  [/y|ee/g, 'i'],
  [/oo/g, 'u'],
  [/([a-z])\1+/g, '$1'],
];

const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбюё';
const OTHER_LAYOUT: ReadonlyMap<string, string> = new Map(
  Array.from(LATIN_KEYS).flatMap((latin, index): [string, string][] => {
    const cyrillic = RUSSIAN_KEYS.charAt(index);
    return [
      [latin, cyrillic],
      [cyrillic, latin],
    ];
  }),
);

/** A number with the letter that belongs to it (`4k`, `1080p`, `4o`), or letters. */
const WORD = /\d+(?:\.\d+)*(?:[a-z](?![a-z]))?|[a-z]+/g;

/** Words in their order, spelled for comparison; numbers without a trailing `.0`. */
export function wordsOf(text: string): readonly string[] {
  const latin = Array.from(simple(text), (letter) => LATIN[letter] ?? letter).join('');
  // "2-6", "2,6" and "v2.6" are the version 2.6.
  const versions = latin.replaceAll(/(?<=\d)[-,](?=\d)/g, '.').replaceAll(/\bv(?=\d)/g, ' ');
  return Array.from(versions.matchAll(WORD), ([word]) => spelled(word).slice(0, WORD_LENGTH));
}

/** What the same keys give in the other keyboard layout: `rkbyu` is `клинг`. */
export function otherLayout(text: string): string {
  return Array.from(simple(text), (letter) => OTHER_LAYOUT.get(letter) ?? letter).join('');
}

/** Without case, accents and look-alike forms. */
export function simple(text: string): string {
  const apart = text.toWellFormed().toLowerCase().normalize('NFKD');
  return apart.replaceAll(/(?<![ие])\p{M}/gu, '').normalize('NFC');
}

export function isNumber(word: string): boolean {
  return /^\d/.test(word);
}

function spelled(word: string): string {
  if (isNumber(word)) return word.replace(/(?:\.0)+(?=[a-z]?$)/, '');
  return SOUNDS.reduce((spelling, [pattern, instead]) => spelling.replaceAll(pattern, instead), word);
}
