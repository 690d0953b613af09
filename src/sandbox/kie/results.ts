/** What a successful task leaves behind: files at `/results/…`, or an object for texts. */
import { createHash } from 'node:crypto';
import type { Files } from './files.ts';
import type { JsonObject } from './input-check.ts';
import { pictureCount } from './price.ts';
import type { Settings } from './settings.ts';
import type { Task, TaskResult } from './tasks.ts';
import { drawPicture } from './media/picture.ts';
import { composeMelody } from './media/melody.ts';
import { sampleVideo } from './media/video.ts';

interface Recipe {
  readonly extension: string;
  readonly contentType: string;
  readonly make: () => Promise<Buffer>;
}

/** The words that the result shows, whatever the model calls them. */
function promptOf(input: JsonObject): string {
  const words = input['prompt'] ?? input['text'] ?? input['title'];
  return typeof words === 'string' ? words : '';
}

function seedOf(task: Task, index: number): number {
  return createHash('sha256')
    .update(`${promptOf(task.input)} ${task.model.id} ${index}`)
    .digest()
    .readUInt32LE(0);
}

function recipeOf(task: Task, index: number): Recipe {
  const seed = seedOf(task, index);
  const prompt = promptOf(task.input);
  switch (task.model.output) {
    case 'image': {
      const scene = { prompt, seed, caption: task.model.id, input: task.input };
      return { extension: 'png', contentType: 'image/png', make: () => drawPicture(scene) };
    }
    case 'video':
      return { extension: 'mp4', contentType: 'video/mp4', make: sampleVideo };
    case 'audio':
      return { extension: 'wav', contentType: 'audio/wav', make: () => Promise.resolve(composeMelody(seed)) };
    case 'text':
    case 'file':
      return { extension: 'txt', contentType: 'text/plain', make: () => Promise.resolve(Buffer.from(prompt)) };
  }
}

function keepFile(task: Task, index: number, files: Files, expiresAt: number): string {
  const { extension, contentType, make } = recipeOf(task, index);
  const path = `/results/${task.taskId}_${index + 1}.${extension}`;
  return files.put(path, { contentType, expiresAt, body: make });
}

export function createResultMaker(files: Files, settings: () => Settings): (task: Task) => TaskResult {
  return (task) => {
    if (task.model.output === 'text') {
      return { resultObject: { text: `Ответ модели ${task.model.id}: ${promptOf(task.input)}` } };
    }
    const count = task.model.output === 'image' ? pictureCount(task.input) * (task.model.picturesPerRequest ?? 1) : 1;
    const expiresAt = (task.completeTime ?? task.dueAt) + settings().resultTtlMs;
    return { resultUrls: Array.from({ length: count }, (_, index) => keepFile(task, index, files, expiresAt)) };
  };
}
