/**
 * Free-text search over the catalog that forgives: words in any order, in either language or alphabet, with a wrong
 * letter, by ear, or typed in the wrong keyboard layout. Versions count: "kling 3" is Kling 3.0 before Kling 2.6.
 */
import type { Model } from './model.ts';
import { FILLERS, HEARD, TASK_WORDS } from './search/names.ts';
import { similarity } from './search/similarity.ts';
import { isNumber, otherLayout, simple, wordsOf } from './search/tokens.ts';

/** Best first; empty when nothing is similar. Never throws, whatever the text. */
export type ModelSearch = (query: string, limit?: number) => readonly Model[];

/** What is searched. */
interface Shelf {
  readonly entries: readonly Entry[];
  readonly vocabulary: ReadonlySet<string>;
  /** Words by which products are called, and none that says what they do. */
  readonly names: ReadonlySet<string>;
}
/** One model's words, each with how much a match of it says. */
interface Entry {
  readonly model: Model;
  readonly order: number;
  readonly words: ReadonlyMap<string, number>;
  /** The words of the product's own name, without the task behind the colon. */
  readonly name: readonly string[];
  /** What finds this model alone when it is asked for letter by letter. */
  readonly exact: ReadonlySet<string>;
}
/** A word that the query may mean: alone, or written together with the next one. */
interface Asked {
  readonly weight: number;
  /** Word of the index -> how alike it is. */
  readonly alike: ReadonlyMap<string, number>;
}
interface Found {
  readonly entry: Entry;
  readonly score: number;
}

const DEFAULT_LIMIT = 50;
/** A query is a few words; whatever is behind them is not read. */
const QUERY_LENGTH = 200;
const MAX_WORDS = 12;
/** A model that has less than this of what was asked is not similar. */
const MIN_SCORE = 0.5;
/** ... and neither is one far behind the best. */
const SHARE_OF_BEST = 0.5;

const WEIGHT = { name: 1, number: 0.7, task: 0.5, unknown: 0.3 } as const;
/** A name that was said in full comes before those that say more. */
const FULL_NAME_BONUS = 0.1;
const EXACT = 10;

const fillers = new Set(wordsOf(FILLERS));
const heard = new Map(Object.entries(HEARD).map(([word, spellings]) => [wordsOf(word)[0], wordsOf(spellings)]));
const taskWords = new Set(Object.values(TASK_WORDS).flatMap((words) => wordsOf(words)));

/** `models`: the most popular first; that order breaks ties. */
export function createModelSearch(models: readonly Model[]): ModelSearch {
  const shelf = toShelf(models.map(toEntry));
  return (query, limit = DEFAULT_LIMIT) => {
    const plain = rank(shelf, query);
    const isSure = (plain[0]?.score ?? 0) >= 1;
    const swapped = isSure ? [] : rank(shelf, otherLayout(query));
    const found = (swapped[0]?.score ?? 0) > (plain[0]?.score ?? 0) ? swapped : plain;
    return found.slice(0, limit).map(({ entry }) => entry.model);
  };
}

function toShelf(entries: readonly Entry[]): Shelf {
  const called = entries.flatMap(({ name }) => [...name, ...together(name)]);
  const names = called.flatMap((word) => (taskWords.has(word) ? [] : [word, ...(heard.get(word) ?? [])]));
  return { entries, vocabulary: new Set(entries.flatMap(({ words }) => [...words.keys()])), names: new Set(names) };
}

function toEntry(model: Model, order: number): Entry {
  const titles = [model.title.ru, model.title.en];
  const name = wordsOf(model.title.en.replace(/:.*$/s, ''));
  const words = new Map<string, number>();
  const add = (some: readonly string[], weight: number): void => {
    for (const word of some) if (!fillers.has(word)) words.set(word, Math.max(words.get(word) ?? 0, weight));
  };
  add(together(name), 1);
  for (const title of titles) add(wordsOf(title), 1);
  add(
    [...name, ...wordsOf(model.vendor)].flatMap((word) => heard.get(word) ?? []),
    0.95,
  );
  add(wordsOf(model.vendor), 0.9);
  for (const task of model.tasks) add([...wordsOf(TASK_WORDS[task]), ...together(wordsOf(task))], 0.85);
  add(wordsOf(model.id), 0.8);
  return { model, order, words, name, exact: new Set([...titles, model.id, model.key].map(exactly)) };
}

function rank(shelf: Shelf, text: string): readonly Found[] {
  const query = text.slice(0, QUERY_LENGTH);
  const asked = understand(shelf.vocabulary, withoutAbout(shelf, query));
  const whole = exactly(query);
  const found = shelf.entries
    .map((entry): Found => ({ entry, score: entry.exact.has(whole) ? EXACT : scoreOf(entry, asked) }))
    .filter(({ score }) => score >= MIN_SCORE)
    .toSorted((a, b) => b.score - a.score || a.entry.order - b.entry.order);
  const best = Math.min(1, found[0]?.score ?? 0);
  return found.filter(({ score }) => score >= best * SHARE_OF_BEST);
}

function understand(vocabulary: ReadonlySet<string>, query: string): readonly Asked[] {
  const words = wordsOf(query)
    .filter((word) => !fillers.has(word))
    .slice(0, MAX_WORDS);
  const joined = together(words);
  return words.map((word, index) => {
    const meant = [word, joined[index - 1], joined[index]].filter((one) => one !== undefined);
    const alike = new Map<string, number>();
    for (const known of vocabulary) {
      const best = Math.max(...meant.map((one) => similarity(one, known)));
      if (best > 0) alike.set(known, best);
    }
    return { alike, weight: weightOf(word, alike) };
  });
}

/** Without each Russian "about", which is spelled as models named Pro are by ear: before a word, unless behind a name. */
function withoutAbout({ names }: Shelf, query: string): string {
  const words = query.split(/\s+/);
  const isAbout = (word: string, index: number): boolean =>
    simple(word) === 'про' &&
    /^\p{L}/u.test(words[index + 1] ?? '') &&
    !names.has(wordsOf(words.slice(0, index).join(' ')).findLast((before) => !isNumber(before)) ?? '');
  return words.filter((word, index) => !isAbout(word, index)).join(' ');
}

/** Neighbours as one word, in case they are one: `нано банана` and `nanobanana`, `2 6` and `2.6`. */
function together(words: readonly string[]): readonly string[] {
  return words.slice(1).map((word, index) => {
    const before = words[index] ?? '';
    return isNumber(before) && isNumber(word) ? `${before}.${word}` : `${before}${word}`;
  });
}

function weightOf(word: string, alike: ReadonlyMap<string, number>): number {
  if (alike.size === 0) return WEIGHT.unknown;
  if (isNumber(word)) return WEIGHT.number;
  return taskWords.has(word) ? WEIGHT.task : WEIGHT.name;
}

function scoreOf({ words, name }: Entry, asked: readonly Asked[]): number {
  let sum = 0;
  let weights = 0;
  for (const { alike, weight } of asked) {
    sum += weight * bestMatch(words, alike);
    weights += weight;
  }
  if (sum === 0) return 0;
  const isSaid = name.every((word) => asked.some(({ alike }) => alike.has(word)));
  return sum / weights + (isSaid ? FULL_NAME_BONUS : 0);
}

function bestMatch(words: ReadonlyMap<string, number>, alike: ReadonlyMap<string, number>): number {
  let best = 0;
  for (const [word, weight] of words) best = Math.max(best, weight * (alike.get(word) ?? 0));
  return best;
}

/** As it was written but for case, accents and spaces. */
function exactly(text: string): string {
  return simple(text).replaceAll(/\s+/g, ' ').trim();
}
