/** What a successful task answers with: files, tracks, or an object. Which of them is the model's own affair. */
import { pictureCount } from './amounts.ts';
import { musicResult } from './music.ts';
import { valueOf } from './order.ts';
import { promptOf, type FileKind, type KeepFile } from './result-files.ts';
import type { Task, TaskResult } from './tasks.ts';

/** Models that answer one request with several pictures (Grok: seen in real traffic). */
const SEVERAL: readonly (readonly [id: RegExp, pictures: number])[] = [
  [/^grok-imagine\/text-to-image$/, 6],
  [/^grok-imagine\/image-to-image$/, 4],
  [/layer-decomposition$/, 4],
  [/segment-map$/, 3],
];

/** The detected people, each as the mask of one of them. */
const PEOPLE = 2;

function pictureKind({ model }: Task): FileKind {
  if (/remove-background|layer-decomposition|segment-map/.test(model.id)) return 'cutout';
  return model.id.includes('upscale') ? 'enlarged' : 'picture';
}

function fileKindOf(task: Task): FileKind {
  switch (task.model.output) {
    case 'image':
      return pictureKind(task);
    case 'video':
      return 'video';
    case 'audio':
      return task.model.id.startsWith('elevenlabs/') ? 'mp3' : 'wav';
    case 'text':
    case 'file':
      return 'text';
  }
}

function countOf(task: Task): number {
  if (task.model.output !== 'image') return 1;
  const several = SEVERAL.find(([id]) => id.test(task.model.id));
  return several?.[1] ?? pictureCount(task);
}

const many = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

function objectOf(task: Task, keep: KeepFile): Record<string, unknown> {
  const { id } = task.model;
  if (id.endsWith('/human-identification')) return { subject_status: 1 };
  if (id.endsWith('/subject-detection')) {
    return { subject_status: 1, mask_urls: many(PEOPLE, (index) => keep(task, 'cutout', `mask_${index}`)) };
  }
  const words = promptOf(task.input);
  return { text: `Ответ модели ${id}: ${words}` };
}

/** Seedance tells the outer frames when asked to. */
function framesOf(task: Task, keep: KeepFile): TaskResult {
  if (task.model.output !== 'video' || valueOf(task, 'return_last_frame') !== true) return {};
  return {
    firstFrameUrl: [keep(task, 'picture', 'first_frame')],
    lastFrameUrl: [keep(task, 'picture', 'last_frame')],
  };
}

export function createResultMaker(keep: KeepFile): (task: Task) => TaskResult {
  return (task) => {
    const music = musicResult(task, keep);
    if (music !== undefined) return music;
    if (task.model.output === 'text') return { resultObject: objectOf(task, keep) };
    const kind = fileKindOf(task);
    const resultUrls = many(countOf(task), (index) => keep(task, kind, String(index)));
    return { resultUrls, ...framesOf(task, keep) };
  };
}
