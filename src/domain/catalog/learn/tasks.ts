/** What a model is for, from KIE's words for it. */
import type { OutputKind, Task } from '../model.ts';

/** Words of the task types and of model ids, in the order in which they are tried. */
const TASKS: readonly (readonly [RegExp, Task])[] = [
  [/lip sync|speech to video|talking|avatar|infinitalk|omnihuman/, 'lip-sync'],
  [/remove background|background remov/, 'remove-background'],
  [/upscal|super resolution/, 'upscale'],
  [/text to (image|picture)|\bt2i\b|image generation/, 'text-to-image'],
  [/image (to image|edit)|\bi2i\b|inpaint|outpaint|reframe|remix|segment/, 'image-to-image'],
  [/text to video|\bt2v\b|video generation/, 'text-to-video'],
  [/(image|reference|frames?) to video|\bi2v\b|\br2v\b/, 'image-to-video'],
  [/video (to video|edit|extend|extension)|videoedit|\bv2v\b|motion control|\bextend\b|animate/, 'video-to-video'],
  [/music|song|lyrics to|suno/, 'music'],
  [/text to (speech|dialogue)|\btts\b|speech synthesis/, 'speech'],
  [/sound|audio (isolation|effect)/, 'sound'],
  [/^text$|speech to text|transcri|lyrics|image to text|text generation/, 'text'],
];

const OUTPUTS: Readonly<Record<Task, OutputKind>> = {
  'text-to-image': 'image',
  'image-to-image': 'image',
  'remove-background': 'image',
  upscale: 'image',
  'text-to-video': 'video',
  'image-to-video': 'video',
  'video-to-video': 'video',
  'lip-sync': 'video',
  music: 'audio',
  speech: 'audio',
  sound: 'audio',
  text: 'text',
};

const plain = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();

/** KIE's task types, each of which is one task; the id, where none of them says anything. Empty = not understood. */
export function tasksOf(id: string, taskTypes: readonly string[]): readonly Task[] {
  const taskOf = (words: string): readonly Task[] => {
    const found = TASKS.find(([pattern]) => pattern.test(plain(words)));
    return found === undefined ? [] : [found[1]];
  };
  const said = taskTypes.flatMap(taskOf);
  return [...new Set(said.length > 0 ? said : taskOf(id))];
}

/** An upscaler makes what it is given, which its id or task type tells. */
export function outputOf(id: string, taskTypes: readonly string[], tasks: readonly Task[]): OutputKind | null {
  const [task] = tasks;
  if (task === undefined) return null;
  const isVideo = [id, ...taskTypes].some((words) => plain(words).includes('video'));
  return task === 'upscale' && isVideo ? 'video' : OUTPUTS[task];
}

const SECONDS: Readonly<Record<OutputKind, number>> = { image: 30, video: 180, audio: 60, text: 30, file: 60 };

/** Until own runs are known. Source: facts on KIE's API, part 3, for those that were recorded. */
export const usualSecondsOf = (output: OutputKind): number => SECONDS[output];
