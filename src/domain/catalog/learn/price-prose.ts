/**
 * Price prose as rules. KIE gives prices as sentences written by people; only what follows a known pattern to the last
 * word is taken, because a condition that was overlooked would sell below cost.
 */
import type { PriceRule, PriceUnit, Scalar } from '../model.ts';
import type { PriceWords } from './price-words.ts';

const USD_PER_CREDIT = 0.005;
/** Dollars are printed rounded, to a tenth of a cent at worst. */
const USD_ROUNDING = 0.0006;

/** In the spelling of the prose, in the order in which they are tried. */
const UNITS: readonly (readonly [RegExp, PriceUnit])[] = [
  [/^input[- ](?:video )?second$|^second of input video$/, 'input-second'],
  [/^input[- ]image after the first$|^input-image-after-first$/, 'input-image-after-first'],
  [/^input[- ]image$/, 'input-image'],
  [/^s$|^secs?$|^seconds?$/, 'second'],
  [/^min$|^minutes?$/, 'minute'],
  [/^(?:output |generated )?(?:image|picture)s?$/, 'image'],
  [/^(?:output |generated )?(?:video|clip)s?$/, 'video'],
  [/^megapixels?$/, 'megapixel'],
  [/^(?:1,?000|1k)[- ]characters$/, '1000-characters'],
  [/^(?:request|task|generation|upscale|song|call|run)s?$/, 'request'],
];
const UNIT = UNITS.map(([pattern]) => pattern.source.replaceAll(/[$^]/g, '')).join('|');

const AMOUNT = String.raw`(\d[\d,]*(?:\.\d+)?)\s*(?:kie\s+)?credits?`;
const PER = String.raw`(?:\s*(?:\/|per)\s*(${UNIT})(?![\w-]))?`;
/** `(≈ $0.15)`, `(0.80 USD)`, `($0.0575/s, with video input)`: what follows the comma is no money any more. */
const MONEY = String.raw`(?:\s*\((?:[~≈]\s*)?(?:us\s*)?\$?\s*(\d+(?:\.\d+)?)\s*(?:usd)?(?:\s*(?:\/|per)\s*[\w -]+)?\s*(?:,\s*([^()]*))?\))?`;
const MENTION = new RegExp(`${AMOUNT}${PER}${MONEY}${PER}`, 'gi');

/** Tells what regular customers save on top-ups, which is no price of a generation. */
const TOP_UPS = /^\s*high-tier top-ups[^\n]*$/gim;
/** Source: KIE's price text of Seedance 2.5. */
const INPUT_COUNTS =
  /[^\w\n]*note[^\w\n]*:?\s*"?with video input"? has a lower unit price due to a different calculation method:?\s*no video = price × output; with video = price × \(input \+ output\)\.?/i;

const WAYS = /\((?:\s*(?:text|image|reference|video)-to-(?:video|image)(?:\s*\/)?)+\s*\)/gi;
/** What stands before a price and says what it counts: `Each second`, `Every 1000 characters`. */
const SUBJECT = new RegExp(
  String.raw`\b(?:1|one|an?|each|every)\s+(second of input video|${UNIT})(?![\w-])(?:\s+of(?=\s))?`,
);
const MARK = '§';

interface Mention {
  readonly credits: number;
  readonly unit: PriceUnit | null;
}

export interface ProsePrices {
  readonly rules: readonly PriceRule[];
  /** The seconds of the videos that are put in are billed as well. */
  readonly countsInput: boolean;
}

const unitOf = (words: string): PriceUnit | undefined => UNITS.find(([pattern]) => pattern.test(words))?.[1];

/** A long run of spaces would be tried in all ways in which the patterns can share it: seconds for a few hundred. */
const evenlySpaced = (prose: string): string =>
  prose.replaceAll(/\s+/g, (space) => (space.includes('\n') ? '\n' : ' '));

/** The prose with a mark in place of each price, or null where dollars and credits disagree. */
function marked(prose: string): { readonly text: string; readonly mentions: readonly Mention[] } | null {
  const mentions: Mention[] = [];
  const flaws: number[] = [];
  const mark = (...found: readonly (string | undefined)[]): string => {
    const [, amount = '', before, usd, rest = '', after] = found;
    const credits = Number(amount.replaceAll(',', ''));
    const units = [before, after].filter((words) => words !== undefined).map((words) => unitOf(words.toLowerCase()));
    const isPriced = usd === undefined || Math.abs(Number(usd) - credits * USD_PER_CREDIT) <= USD_ROUNDING;
    // `1,5` is not fifteen.
    const isGrouped = !amount.includes(',') || /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(amount);
    if (!isPriced || !isGrouped || units.length > 1) flaws.push(mentions.length);
    mentions.push({ credits, unit: units[0] ?? null });
    return ` ${MARK}${mentions.length - 1} ${rest} `;
  };
  const text = prose.replaceAll(MENTION, (...found: unknown[]) =>
    mark(...found.slice(0, 6).map((part) => (typeof part === 'string' ? part : undefined))),
  );
  return flaws.length === 0 ? { text, mentions } : null;
}

/** What a piece of text says, with all other words idle; null = not understood. */
function conditionsIn(text: string, words: PriceWords): ReadonlyMap<string, Scalar> | null {
  let left = ` ${text.replaceAll(/[():"—–-]+(?=\s|$)|(?<=\s|^)[():"—–-]+|[():"]/g, ' ').replaceAll(/\s+/g, ' ')} `;
  const found = new Map<string, Scalar>();
  for (const phrase of [...words.meanings.keys()].toSorted((a, b) => b.length - a.length)) {
    if (!left.includes(` ${phrase} `)) continue;
    const meaning = words.meanings.get(phrase);
    if (meaning === undefined || (found.has(meaning[0]) && found.get(meaning[0]) !== meaning[1])) return null;
    found.set(...meaning);
    left = left.replaceAll(` ${phrase} `, '  ').replaceAll(/\s+/g, ' ');
  }
  const others = left.split(' ').filter((word) => word !== '');
  const isIdle = (word: string): boolean => words.idle.has(word);
  return others.every((word) => isIdle(word) || word.split('-').every(isIdle)) ? found : null;
}

type Conditions = ReadonlyMap<string, Scalar>;

interface Segment {
  readonly before: Conditions;
  readonly after: Conditions;
  readonly mention: Mention | null;
  /** What the words before the price say that it counts. */
  readonly counts: PriceUnit | undefined;
}

function segmentOf(text: string, mentions: readonly Mention[], words: PriceWords): Segment | null {
  const [start = '', ...tails] = text.split(new RegExp(`${MARK}(?=\\d)`));
  if (tails.length > 1) return null;
  const [, index = 'none', rest = ''] = /^(\d+)(.*)$/s.exec(tails.join('')) ?? [];
  const before = conditionsIn(start.replace(SUBJECT, ' '), words);
  const after = conditionsIn(rest, words);
  if (before === null || after === null) return null;
  return { before, after, mention: mentions[Number(index)] ?? null, counts: unitOf(SUBJECT.exec(start)?.[1] ?? '') };
}

/** Within brackets a comma does not end what belongs together. */
const withoutBrackets = (text: string): string =>
  text.replaceAll(/\(([^()§]*)\)/g, (_all, inside: string) => ` ${inside.replaceAll(/[,;/|]/g, ' ')} `);

const sentencesOf = (text: string): readonly string[] => withoutBrackets(text).split(/\n|\.(?=\s|$)/);
const segmentsOf = (sentence: string): readonly string[] =>
  sentence.split(/[;|•,]|\s\/\s|\band\b|\bor\b/).filter((text) => text.trim() !== '');

type Draft = Omit<PriceRule, 'unit'> & { readonly unit: PriceUnit | null };

/** What was said before the prices of a sentence, and holds until the sentence says otherwise. */
interface Context {
  readonly conditions: Conditions;
  readonly counts: PriceUnit | undefined;
}

const contradict = (some: Conditions, others: Conditions): boolean =>
  [...others].some(([name, value]) => some.has(name) && some.get(name) !== value);

/** Null = two statements about one price do not go together. What stands behind a price holds for that one alone. */
function draftOf({ after }: Segment, mention: Mention, { conditions, counts }: Context): Draft | null {
  const saysTwoUnits = mention.unit !== null && counts !== undefined && mention.unit !== counts;
  if (saysTwoUnits || contradict(conditions, after)) return null;
  const when = Object.fromEntries([...conditions, ...after]);
  return { when, credits: mention.credits, unit: mention.unit ?? counts ?? null };
}

function draftsOf(sentence: string, mentions: readonly Mention[], words: PriceWords): readonly Draft[] | null {
  let context: Context = { conditions: new Map(), counts: undefined };
  const drafts: Draft[] = [];
  for (const text of segmentsOf(sentence)) {
    const segment = segmentOf(text, mentions, words);
    if (segment === null || (segment.mention === null && segment.before.size > 0)) return null;
    context = {
      conditions: new Map([...context.conditions, ...segment.before]),
      counts: segment.counts ?? context.counts,
    };
    if (segment.mention === null) continue;
    const draft = draftOf(segment, segment.mention, context);
    if (draft === null) return null;
    drafts.push(draft);
  }
  return drafts;
}

const isSurcharge = (draft: Draft): boolean => draft.unit?.startsWith('input-') ?? false;
const names = (draft: Draft): string => Object.keys(draft.when).toSorted().join(' ');

/** Prices that depend on different things, or say two things of one case, were misread or are not prices. */
function agree(drafts: readonly Draft[]): boolean {
  const cases = drafts.map((draft) => JSON.stringify([isSurcharge(draft), Object.entries(draft.when).toSorted()]));
  const shapes = new Set(drafts.filter((draft) => !isSurcharge(draft)).map(names));
  return shapes.size === 1 && new Set(cases).size === drafts.length;
}

/**
 * The prices that the prose states, or null when a word of it was not understood. `plainUnit` is what a price counts
 * that names no unit; null = that cannot be told.
 */
export function pricesInProse(prose: string, words: PriceWords, plainUnit: PriceUnit | null): ProsePrices | null {
  const said = evenlySpaced(prose).replaceAll(TOP_UPS, '').replaceAll(WAYS, ' ');
  const text = said.replace(INPUT_COUNTS, '\n');
  const found = marked(text.toLowerCase().replaceAll(/(\d)\s+([pk])\b/g, '$1$2'));
  if (found === null) return null;
  const sentences = sentencesOf(found.text).map((sentence) => draftsOf(sentence, found.mentions, words));
  if (sentences.some((drafts) => drafts === null)) return null;
  const drafts = sentences.flatMap((each) => each ?? []);
  const isVideo = (draft: Draft): boolean => Object.hasOwn(draft.when, 'duration');
  const rules = drafts.flatMap((draft) => {
    const unit = draft.unit ?? (isVideo(draft) ? 'video' : plainUnit);
    return unit === null ? [] : [{ ...draft, unit }];
  });
  if (rules.length === 0 || rules.length < found.mentions.length || !agree(drafts)) return null;
  return { rules, countsInput: text !== said };
}

/** `Generate Persona is free.`: said of the model and of nothing else, for `Nothing here is free` says the opposite. */
export function isFree(prose: string, { idle }: PriceWords): boolean {
  const [, subject] = /^([^.,;]*)\bis free\.?\s*$/i.exec(prose) ?? [];
  const words = subject?.toLowerCase().split(/[\s/_-]+/);
  return words?.every((word) => word === '' || idle.has(word)) ?? false;
}
