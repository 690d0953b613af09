/** Names that people see of models that nobody has named by hand, and the words that tell models of one name apart. */
import type { Model, Task } from '../model.ts';

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
  'remove-background': { ru: 'удаление фона', en: 'background removal' },
  upscale: { ru: 'увеличение', en: 'upscale' },
  'lip-sync': { ru: 'говорящий персонаж', en: 'talking character' },
  music: { ru: 'музыка', en: 'music' },
  speech: { ru: 'озвучка', en: 'speech' },
  sound: { ru: 'звук', en: 'sound' },
  text: { ru: 'текст', en: 'text' },
};

/** Ways to call a model that our tasks do not tell apart. */
const WAYS: readonly (readonly [RegExp, Words])[] = [
  [/reference-to-video$|-r2v$/, { ru: 'видео по образцам', en: 'video from references' }],
];

/** The name and what this one of several models with that name does. */
export function titleByTask(id: string, name: string, task: Task): Model['title'] {
  const words = WAYS.find(([pattern]) => pattern.test(id))?.[1] ?? TASK_WORDS[task];
  return { ru: `${name}: ${words.ru}`, en: `${name}: ${words.en}` };
}

const TASK_IN_ID =
  /\b(?:text|image|reference|video|speech)[-\s]to[-\s](?:image|video|speech|dialogue)\b|\b(?:[tirv]2[vi]|tts)\b/g;

const word = (part: string): string => part.replace(/^[a-z]/, (letter) => letter.toUpperCase());

/** `wan/2-8-text-to-video` -> `Wan 2.8: видео по описанию`. KIE's own titles are written for search engines. */
export function titleFromId(id: string, task: Task): Model['title'] {
  const name = id
    .toLowerCase()
    .replaceAll(TASK_IN_ID, ' ')
    .replaceAll(/\bv(?=\d)/g, '')
    .replaceAll(/(?<=\b\d)-(?=\d\b)/g, '.')
    .split(/[\s/_-]+/)
    .filter((part) => part !== '')
    .map(word)
    .join(' ');
  return name === ''
    ? { ru: id, en: id }
    : TASK_IN_ID_ONCE.test(id)
      ? titleByTask(id, name, task)
      : { ru: name, en: name };
}

/** Without the flag that makes a test remember where it stopped. */
const TASK_IN_ID_ONCE = new RegExp(TASK_IN_ID.source);
