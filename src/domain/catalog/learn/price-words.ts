/** The words in which price prose may speak of one model: what its parameters can be, and words that change nothing. */
import { isScalar, mediaField } from '../fields.ts';
import type { InputSchema, Scalar } from '../model.ts';

/** A parameter, or a `$` fact, and its value. */
type Meaning = readonly [name: string, value: Scalar];

export interface PriceWords {
  /** Words in lower case and what they mean; undefined = they could mean several things. */
  readonly meanings: ReadonlyMap<string, Meaning | undefined>;
  readonly idle: ReadonlySet<string>;
}

const IDLE = [
  ...['a', 'an', 'the', 'of', 'for', 'at', 'in', 'is', 'it', 'each', 'every', 'now', 'just', 'only', 'flat', 'about'],
  ...['cost', 'costs', 'price', 'priced', 'pricing', 'generate', 'generates', 'generating', 'generation', 'output'],
  ...['video', 'videos', 'image', 'images', 'task', 'mode', 'model', 'api', 'kie', 'kie.ai'],
  ...['resolution', 'quality', 'duration', 'simple', 'all-inclusive'],
];

/** What people call a value whose own name says nothing. Source: KIE's price text of Veo 3.1. */
const CALLED: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  'veo-3-1': { lite: ['model', 'veo3_lite'], fast: ['model', 'veo3_fast'], quality: ['model', 'veo3'] },
};

const WITH = ['with', 'including'];
const WITHOUT = ['no', 'without'];
const phrases = (starts: readonly string[], ends: readonly string[]): readonly string[] =>
  starts.flatMap((start) => ends.map((end) => `${start} ${end}`));

/** A bare number could count anything, so it means a value only beside the parameter's name or as a length. */
function spellings(name: string, value: Scalar): readonly string[] {
  const text = String(value).toLowerCase();
  const plain = name.toLowerCase();
  const spaced = plain.replaceAll('_', ' ');
  const named = [`${plain} ${text}`, `${spaced} ${text}`, `with ${spaced} ${text}`];
  if (typeof value === 'boolean') return [...named, `${value ? 'with' : 'without'} ${spaced}`];
  if (!/^\d+(?:\.\d+)?$/.test(text)) return [...named, text];
  if (name !== 'duration') return named;
  return [...named, `${text}-second`, `${text} second`, `${text} seconds`, `${text}s`];
}

const choicesOf = (field: InputSchema['properties'][string]): readonly Scalar[] => {
  if (field['type'] === 'boolean') return [true, false];
  return Array.isArray(field['enum']) ? field['enum'].filter(isScalar) : [];
};

function switchMeanings(schema: InputSchema): readonly (readonly [string, Meaning])[] {
  const sound = Object.keys(schema.properties).filter(
    (name) => /audio|sound/.test(name) && schema.properties[name]?.['type'] === 'boolean',
  );
  const [only] = sound;
  const of = (name: string, ends: readonly string[]): readonly (readonly [string, Meaning])[] => [
    ...phrases(WITH, ends).map((words) => [words, [name, true]] as const),
    ...phrases(WITHOUT, ends).map((words) => [words, [name, false]] as const),
    [`${name.toLowerCase()} true`, [name, true]],
    [`${name.toLowerCase()} false`, [name, false]],
  ];
  const takesVideo = Object.values(schema.properties).some((field) => mediaField(field)?.kind === 'video');
  return [
    ...(only !== undefined && sound.length === 1 ? of(only, ['audio', 'native audio', 'sound']) : []),
    ...(takesVideo ? of('$videoInput', ['video', 'video input', 'input video']) : []),
  ];
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/[\s/_-]+/);

/** `names`: what the model is called; none of these words is a condition, unless a parameter has it as a value. */
export function priceWords(id: string, names: readonly string[], schema: InputSchema): PriceWords {
  const meanings = new Map<string, Meaning | undefined>();
  const add = (words: string, [name, value]: Meaning): void => {
    const before = meanings.get(words);
    const isSame = !meanings.has(words) || (before?.[0] === name && before[1] === value);
    meanings.set(words, isSame ? [name, value] : undefined);
  };
  for (const [name, field] of Object.entries(schema.properties)) {
    for (const value of choicesOf(field)) for (const words of spellings(name, value)) add(words, [name, value]);
  }
  for (const [words, meaning] of switchMeanings(schema)) add(words, meaning);
  for (const [words, meaning] of Object.entries(CALLED[id] ?? {})) meanings.set(words, meaning);
  return { meanings, idle: new Set([...IDLE, ...[id, ...names].flatMap(wordsOf)]) };
}
