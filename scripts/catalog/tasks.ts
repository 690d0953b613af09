/** What a model is for, in the words of our menu, and how long it usually takes. */
import type { Task } from '../../src/domain/catalog/model.ts';
import type { FactModel } from './facts.ts';
import { NotUnderstood } from '../../src/domain/catalog/learn/not-understood.ts';

/** Categories that mean the same task whatever the model makes. */
const TASK_BY_CATEGORY: Readonly<Record<string, Task>> = {
  'text-to-image': 'text-to-image',
  'image-to-image': 'image-to-image',
  'image-edit': 'image-to-image',
  'background-removal': 'remove-background',
  segmentation: 'image-to-image',
  'text-to-video': 'text-to-video',
  'image-to-video': 'image-to-video',
  'video-to-video': 'video-to-video',
  upscale: 'upscale',
  'lip-sync': 'lip-sync',
  'text-to-speech': 'speech',
  'sound-effects': 'sound',
  'audio-isolation': 'sound',
  music: 'music',
  'speech-to-text': 'text',
};

function taskOf(category: string, fact: FactModel): Task {
  if (fact.output === 'text') return 'text';
  const task = TASK_BY_CATEGORY[category];
  if (task !== undefined) return task;
  throw new NotUnderstood(`the category ${category}`);
}

/** In the order of the facts file; the first one is the main task. */
export const tasksOf = (fact: FactModel): readonly Task[] => [
  ...new Set(fact.categories.map((category) => taskOf(category, fact))),
];

const SECONDS_BY_OUTPUT: Readonly<Record<string, number>> = { image: 30, video: 180, audio: 60, text: 30 };

/** Run times in the recorded traffic. Source: facts on KIE's API, part 3. */
const SECONDS_SEEN: readonly (readonly [RegExp, number])[] = [
  [/^bytedance\/seedance-2/, 230],
  [/^kling-3\.0/, 150],
  [/^happyhorse/, 90],
  [/^grok-imagine.*video/, 130],
  [/^wan\/2-7-r2v/, 60],
  [/^wan\/2-7-videoedit/, 780],
];

export function usualSecondsOf(fact: FactModel): number {
  const seen = SECONDS_SEEN.find(([pattern]) => pattern.test(fact.id));
  const usual = seen?.[1] ?? SECONDS_BY_OUTPUT[fact.output];
  if (usual === undefined) throw new NotUnderstood(`the output ${fact.output}`);
  return usual;
}
