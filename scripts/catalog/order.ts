/** Which model is shown first. */
import type { Model } from '../../src/domain/catalog/model.ts';

/**
 * Beginnings of model ids, the most wanted first: the families that the clients and skills behind the facts file name
 * most often come first, within a family the model that gives most for its price.
 *
 * The first one is the default for pictures. `google/nano-banana` is the best known name, needs nothing but a prompt,
 * and costs 4 credits whatever is chosen, which is just what a free generation may cost (FREE_MAX_CREDITS).
 */
const ORDER: readonly string[] = [
  'google/nano-banana',
  'nano-banana-2-1',
  'nano-banana-2-lite',
  'nano-banana-pro',
  'nano-banana-2',
  'gpt-image-2-text',
  'gpt-image-2-5-flare',
  'gpt-image-2-5-sunburst',
  'seedream/5-flash',
  'seedream/5-lite',
  'seedream/5-pro',
  'seedream/4.5',
  'z-image',
  'flux-2/pro',
  'flux-2/flex',
  'flux1-kontext',
  'grok-imagine-image-2-0',
  'grok-imagine/text-to-image',
  'grok-imagine/image-to-image',
  'ideogram/v3-text',
  'ideogram',
  'google/imagen4-fast',
  'google/imagen4-ultra',
  'google/imagen4',
  '4o-image-api',
  'gpt-image',
  'qwen3/pro',
  'qwen3',
  'qwen2-1',
  'qwen2',
  'qwen',
  'wan/2-7-image-pro',
  'wan/2-7-image',
  'bytedance/seedream-v4',
  'bytedance/seedream',
  'veo-3-1',
  'kling-3.0/video',
  'kling/v3-turbo',
  'kling-3.0-omni',
  'bytedance/seedance-2-5',
  'bytedance/seedance-2',
  'kling-2.6',
  'kling-3.0',
  'kling',
  'wan/3-0',
  'wan/2-7',
  'wan/2-7-image-to-video',
  'topaz',
  'recraft',
  'grok-imagine',
  'hailuo/2-3',
  'minimax',
  'hailuo',
  'bytedance',
  'runway',
  'veo',
  'wan',
  'ai-music-api/generate',
  'ai-music-api',
  'elevenlabs/text-to-speech',
  'elevenlabs',
];

/** The longest beginning decides, so that `seedream/5-pro` is not taken for `seedream/5`. */
function rank(id: string): number {
  const [longest] = ORDER.filter((start) => id.startsWith(start)).toSorted((a, b) => b.length - a.length);
  return longest === undefined ? ORDER.length : ORDER.indexOf(longest);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function byPopularity(a: Pick<Model, 'id'>, b: Pick<Model, 'id'>): number {
  return rank(a.id) - rank(b.id) || compare(a.id, b.id);
}
