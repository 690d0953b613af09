/** How much of a price's unit one task used. Written apart from the product's own, on purpose. */
import type { PriceUnit } from '../../domain/catalog/model.ts';
import type { Measured } from './measured.ts';
import { filesOf, hasParameter, valueOf, type Order } from './order.ts';

export interface Work extends Order {
  readonly measured: Measured;
}

/** Length of a video, in seconds, where neither the input nor its files tell; and of a file that cannot be read. */
const USUAL_SECONDS = 5;
const MOST_PICTURES = 15;
const MEGAPIXEL = 1_024 * 1_024;
/** Google counts 25 tokens for every second of speech that it makes. */
const SPEECH_TOKENS_PER_SECOND = 25;
const SPOKEN_CHARACTERS_PER_SECOND = 15;

const COUNTS = ['num_images', 'n', 'max_images'];

/** How many pictures the caller asked for; every family has its own name for it. */
export function pictureCount(order: Order): number {
  const name = COUNTS.find((each) => hasParameter(order, each));
  const asked = name === undefined ? 1 : Number(valueOf(order, name));
  return Number.isInteger(asked) && asked >= 1 ? Math.min(asked, MOST_PICTURES) : 1;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** A length of 0 is that of the input: of the sound that somebody speaks or sings, else of the video. */
function seconds(work: Work): number {
  const asked = hasParameter(work, 'duration') ? Number(valueOf(work, 'duration')) : Number.NaN;
  if (asked > 0) return asked;
  const frames = Number(valueOf(work, 'num_frames')) / Number(valueOf(work, 'frames_per_second'));
  if (Number.isFinite(frames) && frames > 0) return frames;
  const { audios, videos } = work.measured;
  const [given] = asked < 0 ? [] : [...audios, ...videos];
  return given === undefined ? USUAL_SECONDS : Math.ceil(given);
}

const MEGAPIXELS_BY_WORD: Readonly<Record<string, number>> = { '2K': 4, '4K': 16 };

function megapixels(work: Work): number {
  const word = valueOf(work, hasParameter(work, 'image_size') ? 'image_size' : 'resolution');
  const [picture] = work.measured.pictures;
  const drawn = word === undefined && picture !== undefined ? (picture.width * picture.height) / MEGAPIXEL : 1;
  return Math.ceil(MEGAPIXELS_BY_WORD[String(word)] ?? drawn) * pictureCount(work);
}

/** Of a text, or of the turns of a dialogue. */
function spoken(value: unknown): number {
  if (typeof value === 'string') return Array.from(value).length;
  if (!Array.isArray(value)) return 0;
  return sum(value.map((turn: unknown) => spoken((turn as { text?: unknown } | null)?.text ?? turn)));
}

const characters = (work: Work): number =>
  sum(['text', 'dialogue', 'dialogue_turns'].map((name) => spoken(work.input[name])));

function outputTokens(work: Work): number {
  return Math.ceil(characters(work) / SPOKEN_CHARACTERS_PER_SECOND) * SPEECH_TOKENS_PER_SECOND;
}

const one = (): number => 1;
const pictures = (work: Work): number => filesOf(work).filter(({ kind }) => kind === 'image').length;

const AMOUNTS: Readonly<Record<PriceUnit, (work: Work) => number>> = {
  request: one,
  image: pictureCount,
  video: one,
  second: seconds,
  minute: (work) => seconds(work) / 60,
  megapixel: megapixels,
  '1000-characters': (work) => Math.ceil(characters(work) / 1_000),
  'million-output-tokens': (work) => outputTokens(work) / 1_000_000,
  'input-second': ({ measured }) => Math.ceil(sum(measured.videos.map((video) => video ?? USUAL_SECONDS))),
  'input-image': pictures,
  'input-image-after-first': (work) => Math.max(0, pictures(work) - 1),
};

/** Whole seconds, megapixels and thousands of characters, rounded up. */
export const amountOf = (unit: PriceUnit, work: Work): number => AMOUNTS[unit](work);
