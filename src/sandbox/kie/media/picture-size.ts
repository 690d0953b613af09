/** Pixel size of a generated picture, from whatever the model calls its shape. */
import type { JsonObject } from '../order.ts';
import type { PictureSize } from './dimensions.ts';

const LONG_SIDE = 1_024;

/** The words of ideogram, qwen and the older seedream. */
const WORDS: readonly (readonly [word: string, width: number, height: number])[] = [
  ['landscape_21_9', 21, 9],
  ['landscape_16_9', 16, 9],
  ['landscape_4_3', 4, 3],
  ['landscape_3_2', 3, 2],
  ['portrait_16_9', 9, 16],
  ['portrait_4_3', 3, 4],
  ['portrait_3_2', 2, 3],
];

/** Undefined for `auto` and for words that name no shape. */
function ratioOf(shape: string): number | undefined {
  const [, width, height] = /^(\d+)[:x](\d+)$/.exec(shape) ?? [];
  if (width !== undefined && height !== undefined) return Number(width) / Number(height) || 1;
  const word = WORDS.find(([name]) => name === shape);
  return word === undefined ? undefined : word[1] / word[2];
}

/** The longer side has 1024 pixels. `auto` and unknown shapes are that of the given picture, else squares. */
export function pictureSize(input: JsonObject, given?: PictureSize): PictureSize {
  const shape = input['aspect_ratio'] ?? input['ratio'] ?? input['image_size'] ?? input['size'];
  const asked = typeof shape === 'string' ? ratioOf(shape.toLowerCase()) : undefined;
  const ratio = asked ?? (given === undefined ? 1 : given.width / given.height);
  const side = (share: number): number => Math.max(64, Math.round(LONG_SIDE * Math.min(1, share)));
  return { width: side(ratio), height: side(1 / ratio) };
}
