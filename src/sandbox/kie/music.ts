/** What Suno's models answer with: two tracks, files made of a track, or an object about one. */
import { createHash, randomUUID } from 'node:crypto';
import { isGiven, type JsonObject } from './order.ts';
import { MUSIC_SECONDS, promptOf, type KeepFile } from './result-files.ts';
import type { Task, TaskResult, Track } from './tasks.ts';

const FAMILY = 'ai-music-api/';
const TRACKS = 2;

const textOf = (input: JsonObject, name: string): string | undefined => {
  const value = input[name];
  return typeof value === 'string' && isGiven(value) ? value : undefined;
};

/** Without a title Suno makes one up. */
const titleOf = (input: JsonObject): string =>
  textOf(input, 'title') ?? (promptOf(input).split(/\s+/).slice(0, 4).join(' ').slice(0, 80) || 'Untitled');

function trackOf(task: Task, index: number, keep: KeepFile): Track {
  const { input } = task;
  return {
    id: randomUUID(),
    audio_url: keep(task, 'mp3', `track_${index}`),
    stream_audio_url: keep(task, 'mp3', `stream_${index}`),
    image_url: keep(task, 'picture', `cover_${index}`),
    prompt: promptOf(input),
    model_name: `chirp-${(textOf(input, 'model') ?? 'V6').toLowerCase()}`,
    title: titleOf(input),
    tags: textOf(input, 'style') ?? textOf(input, 'tags') ?? 'pop',
    createTime: task.createTime,
    duration: MUSIC_SECONDS,
  };
}

const tracks = (task: Task, keep: KeepFile): TaskResult => ({
  data: Array.from({ length: TRACKS }, (_, index) => trackOf(task, index + 1, keep)),
});

/** A made-up id of the kind that Suno gives to personas and voices: the same task always gets the same. */
const idFor = (task: Task): string => createHash('sha256').update(task.taskId).digest('hex').slice(0, 32);

const VERSES = ['Первый куплет о том, о чём просили', 'И припев, который легко запомнить'];

function lyrics({ input }: Task): TaskResult {
  const verse = (index: number): JsonObject => ({
    text: `[Verse]\n${promptOf(input)}\n${VERSES[0]} (${index})\n\n[Chorus]\n${VERSES[1]}`,
    title: `${titleOf(input)} ${index}`,
    status: 'complete',
    errorMessage: '',
  });
  return { resultObject: { lyricsData: [verse(1), verse(2)] } };
}

function midi(): TaskResult {
  const notes = [57, 60, 62, 64].map((pitch, index) => ({ pitch, start: index, end: index + 0.9, velocity: 0.8 }));
  return { resultObject: { state: 'complete', instruments: [{ name: 'Acoustic Piano', notes }] } };
}

function timestampedLyrics(): TaskResult {
  const words = `${VERSES[0]} ${VERSES[1]}`.split(' ');
  const alignedWords = words.map((word, index) => ({
    word: `${word} `,
    success: true,
    startS: index * 0.5,
    endS: index * 0.5 + 0.4,
    palign: 0,
  }));
  return { resultObject: { alignedWords, waveformData: [0, 0.4, 0.8, 0.3], hootCer: 0.1, isStreamed: false } };
}

function persona(task: Task): TaskResult {
  const { name, description } = task.input;
  return { resultObject: { personaId: idFor(task), name, description } };
}

function stems(task: Task, keep: KeepFile): TaskResult {
  const isSplit = /split|stem/.test(String(task.input['stem_name']));
  const names = isSplit ? ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'] : ['vocals', 'instrumental'];
  return { resultUrls: names.map((name) => keep(task, 'mp3', name)) };
}

const PHRASE = 'Сегодня тихий вечер, и я пою эту строку своим голосом.';

type Make = (task: Task, keep: KeepFile) => TaskResult;

/** By the last part of the model's id; what is not named here makes tracks. */
const OTHERS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['generate-lyrics', lyrics],
  ['generate-midi-from-audio', midi],
  ['generate-persona', persona],
  ['timeStamped-lyrics', timestampedLyrics],
  [
    'boost-music-style',
    ({ input }) => ({ resultObject: { result: `${promptOf(input)}, тёплый звук, живые барабаны` } }),
  ],
  ['validation-phrase', () => ({ resultObject: { validateInfo: PHRASE } })],
  ['regenerate-phrase', () => ({ resultObject: { validateInfo: `${PHRASE} Ещё раз.` } })],
  ['create-voice', (task) => ({ resultObject: { voiceId: idFor(task) } })],
  ['check-voice', () => ({ resultObject: { isAvailable: true } })],
  ['separate-vocals', stems],
  ['convert-to-wav-format', (task, keep) => ({ resultUrls: [keep(task, 'wav', 'track')] })],
  ['cover-generate', (task, keep) => ({ resultUrls: ['1', '2'].map((name) => keep(task, 'picture', name)) })],
  ['create-music-video', (task, keep) => ({ resultUrls: [keep(task, 'video', '1')] })],
]);

/** Undefined for the models of other families. */
export function musicResult(task: Task, keep: KeepFile): TaskResult | undefined {
  const { id } = task.model;
  if (!id.startsWith(FAMILY)) return undefined;
  return (OTHERS.get(id.slice(FAMILY.length)) ?? tracks)(task, keep);
}
