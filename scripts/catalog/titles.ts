/** Names that people see. Proper names stay in Latin letters in both languages. */
import { titleByTask } from '../../src/domain/catalog/learn/title.ts';
import type { Model, Task } from '../../src/domain/catalog/model.ts';
import type { FactModel } from './facts.ts';
import { HELPERS, PRODUCTS } from './names.ts';

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
  const given = PRODUCTS[fact.id];
  if (given !== undefined) return given;
  const clean = NOISE.reduce((name, [pattern, instead]) => name.replaceAll(pattern, instead), fact.name);
  const trimmed = clean.replaceAll(/^[\s-]+|[\s-]+$/g, '');
  return trimmed === '' ? fact.name : capitalised(trimmed);
}

/** `isShared`: other models of the catalog have the same name, so the title must say what this one does. */
export function titleOf(
  fact: Pick<FactModel, 'id' | 'name'>,
  tasks: readonly Task[],
  isShared: boolean,
): Model['title'] {
  const helper = HELPERS[fact.id];
  if (helper !== undefined) {
    const [product, { ru, en }] = helper;
    return { ru: `${product}: ${ru}`, en: `${product}: ${en}` };
  }
  const name = properName(fact);
  const [task] = tasks;
  return isShared && task !== undefined ? titleByTask(fact.id, name, task) : { ru: name, en: name };
}
