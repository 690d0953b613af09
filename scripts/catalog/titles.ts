/** Names that people see. Proper names stay in Latin letters in both languages. */
import type { Task } from '../../src/domain/catalog/model.ts';
import type { FactModel } from './facts.ts';

/** Where the page's name says too little or in a spelling that is not the product's own. */
const PROPER_NAMES: Readonly<Record<string, string>> = {
  'flux-2/flex-text-to-image': 'FLUX.2 Flex',
  'flux-2/pro-text-to-image': 'FLUX.2 Pro',
  'flux-2/flex-image-to-image': 'FLUX.2 Flex',
  'flux-2/pro-image-to-image': 'FLUX.2 Pro',
  'flux1-kontext': 'FLUX.1 Kontext',
  'qwen/text-to-image': 'Qwen Image',
  'qwen2/text-to-image': 'Qwen Image 2',
  'qwen2-1/text-to-image': 'Qwen Image 2.1',
  'qwen3/text-to-image': 'Qwen Image 3',
  'qwen3/pro-text-to-image': 'Qwen Image 3 Pro',
};

/** In this order: each leaves what the next one reads. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/\((?:jobs form)\)/gi, ''],
  [/^google\s+-?\s*|^bytedance\s+(?=seedance)/gi, ''],
  [/^elevenlabs\/(.*)$/gi, 'ElevenLabs $1'],
  [/[\s-]*\b(?:text|image|reference|video|speech)[\s-]to[\s-](?:image|video)\b/gi, ''],
  [/\bimagen(\d)/gi, 'Imagen $1'],
  [/\b(seedream|qwen)(?=\d)/gi, '$1 '],
  [/\bgpt[\s-]?image-?/gi, 'GPT Image '],
  [/-(fast|ultra)\b/gi, ' $1'],
  [/\s+-\s+/g, ' '],
  [/\s+/g, ' '],
];

const capitalised = (name: string): string =>
  name.replaceAll(/(?<=^|\s)[a-z](?=[a-z])/g, (letter) => letter.toUpperCase());

/** The product's name alone: without the task, the vendor's prefix and notes of the page. */
export function properName(fact: Pick<FactModel, 'id' | 'name'>): string {
  const given = PROPER_NAMES[fact.id];
  if (given !== undefined) return given;
  const clean = NOISE.reduce((name, [pattern, instead]) => name.replaceAll(pattern, instead), fact.name);
  const trimmed = clean.replaceAll(/^[\s-]+|[\s-]+$/g, '');
  return trimmed === '' ? fact.name : capitalised(trimmed);
}

interface Words {
  readonly ru: string;
  readonly en: string;
}

const TASK_WORDS: Readonly<Record<Task, Words>> = {
  'text-to-image': { ru: 'картинка по описанию', en: 'image from text' },
  'image-to-image': { ru: 'картинка из картинки', en: 'image from image' },
  'text-to-video': { ru: 'видео по описанию', en: 'video from text' },
  'image-to-video': { ru: 'видео из картинки', en: 'video from image' },
  'video-to-video': { ru: 'видео из видео', en: 'video from video' },
  audio: { ru: 'звук', en: 'audio' },
  text: { ru: 'текст', en: 'text' },
};

/** Ways to call a model that our tasks do not tell apart. */
const WAYS: readonly (readonly [RegExp, Words])[] = [
  [/reference-to-video$|-r2v$/, { ru: 'видео по образцам', en: 'video from references' }],
  [/speech-to-video/, { ru: 'говорящий персонаж', en: 'talking character' }],
];

/** `shared`: other models of the catalog have the same proper name, so the title must say what this one does. */
export function titleOf(id: string, name: string, tasks: readonly Task[], shared: boolean): { ru: string; en: string } {
  const [task] = tasks;
  if (!shared || task === undefined) return { ru: name, en: name };
  const words = WAYS.find(([pattern]) => pattern.test(id))?.[1] ?? TASK_WORDS[task];
  return { ru: `${name}: ${words.ru}`, en: `${name}: ${words.en}` };
}
