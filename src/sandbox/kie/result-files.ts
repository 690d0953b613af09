/** The files that a finished task leaves behind at `/results/…`. They are made when somebody fetches them. */
import { createHash } from 'node:crypto';
import type { Files } from './files.ts';
import { composeMelody } from './media/melody.ts';
import { composeMp3 } from './media/mp3.ts';
import { drawPicture } from './media/picture.ts';
import { readPng } from './media/png-read.ts';
import { encodePng, type Raster } from './media/png.ts';
import { cover, cutOut } from './media/reshape.ts';
import { sampleVideo } from './media/video.ts';
import { filesOf, valueOf, type JsonObject } from './order.ts';
import type { Settings } from './settings.ts';
import type { Task } from './tasks.ts';

/** `cutout`: transparent around an oval; `enlarged`: the given picture, larger. */
export type FileKind = 'picture' | 'cutout' | 'enlarged' | 'video' | 'wav' | 'mp3' | 'text';

/** Keeps one more file of the task; returns its URL. */
export type KeepFile = (task: Task, kind: FileKind, name: string) => string;

/** Length of every piece of music, in seconds. */
export const MUSIC_SECONDS = 9.6;
const SPEECH_SECONDS = 4.8;
const LONGEST_SIDE = 2_048;

/** The words that the result shows, whatever the model calls them. */
export function promptOf(input: JsonObject): string {
  const words = ['prompt', 'text', 'title', 'style', 'content'].map((name) => input[name]);
  return words.find((each) => typeof each === 'string') ?? '';
}

function seedOf(task: Task, name: string): number {
  return createHash('sha256')
    .update(`${promptOf(task.input)} ${task.model.id} ${name}`)
    .digest()
    .readUInt32LE(0);
}

type Look = () => Promise<Raster | undefined>;

/** The first picture of the input, when it is one of ours and can be read. It is held on to: uploads vanish first. */
function givenPicture(task: Task, files: Pick<Files, 'find'>): Look {
  const link = filesOf(task).find(({ kind }) => kind === 'image');
  const file = link === undefined ? undefined : files.find(link.url);
  return async () => (file === undefined ? undefined : await readPng(await file.body()));
}

async function enlarge(task: Task, given: Raster): Promise<Buffer> {
  const asked = Number(valueOf(task, 'upscale_factor') ?? 2);
  const factor = Math.min(asked > 0 ? asked : 2, LONGEST_SIDE / Math.max(given.width, given.height));
  return await encodePng(cover(given, Math.round(given.width * factor), Math.round(given.height * factor)));
}

/** Every layer has its oval elsewhere. */
async function cutPicture(task: Task, seed: number, given: Raster | undefined): Promise<Buffer> {
  const picture = given ?? (await readPng(await drawPicture({ ...sceneOf(task, seed), given })));
  if (picture === undefined) throw new Error('the sandbox cannot read its own picture');
  return await encodePng(cutOut(picture, 0.4 + (seed % 5) / 20));
}

const sceneOf = (task: Task, seed: number) => ({
  prompt: promptOf(task.input),
  seed,
  caption: task.model.id,
  input: task.input,
});

async function makePicture(kind: FileKind, task: Task, seed: number, look: Look): Promise<Buffer> {
  const given = await look();
  if (kind === 'cutout') return await cutPicture(task, seed, given);
  if (kind === 'enlarged' && given !== undefined) return await enlarge(task, given);
  return await drawPicture({ ...sceneOf(task, seed), given });
}

interface Recipe {
  readonly extension: string;
  readonly contentType: string;
  readonly make: () => Promise<Buffer>;
}

function recipeOf(kind: FileKind, task: Task, seed: number, look: Look): Recipe {
  switch (kind) {
    case 'picture':
    case 'cutout':
    case 'enlarged':
      return { extension: 'png', contentType: 'image/png', make: () => makePicture(kind, task, seed, look) };
    case 'video':
      return { extension: 'mp4', contentType: 'video/mp4', make: sampleVideo };
    case 'wav':
      return { extension: 'wav', contentType: 'audio/wav', make: () => Promise.resolve(composeMelody(seed)) };
    case 'mp3': {
      const seconds = task.model.id.startsWith('ai-music-api/') ? MUSIC_SECONDS : SPEECH_SECONDS;
      return { extension: 'mp3', contentType: 'audio/mpeg', make: () => Promise.resolve(composeMp3(seed, seconds)) };
    }
    case 'text':
      return {
        extension: 'txt',
        contentType: 'text/plain',
        make: () => Promise.resolve(Buffer.from(promptOf(task.input))),
      };
  }
}

export function createKeepFile(files: Files, settings: () => Settings): KeepFile {
  return (task, kind, name) => {
    const recipe = recipeOf(kind, task, seedOf(task, name), givenPicture(task, files));
    const expiresAt = (task.completeTime ?? task.dueAt) + settings().resultTtlMs;
    return files.put(`/results/${task.taskId}_${name}.${recipe.extension}`, {
      contentType: recipe.contentType,
      expiresAt,
      body: recipe.make,
    });
  };
}
