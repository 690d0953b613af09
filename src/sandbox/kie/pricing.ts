/** A model's price list as the original tells it: prose, one sentence per price. */
import type { Model, PriceRule, PriceUnit, Scalar } from '../../domain/catalog/model.ts';

const USD_PER_CREDIT = 0.005;

const SUBJECTS: Readonly<Record<PriceUnit, string>> = {
  request: 'One request',
  image: 'One image',
  video: 'A video',
  second: 'Each second',
  minute: 'Each minute',
  megapixel: 'Each megapixel',
  '1000-characters': 'Every 1000 characters',
  'million-output-tokens': 'Every million output tokens',
  'input-second': 'Each second of input video',
  'input-image': 'Each input image',
  'input-image-after-first': 'Each input image after the first',
};

/** Parameters whose values need no name beside them. */
const SPEAKING = new Set(['resolution', 'quality', 'size', 'image_resolution', 'output_resolution']);

function conditionWords([name, value]: readonly [string, Scalar]): string {
  const words = name.replace(/^\$/, '').replaceAll('_', ' ');
  if (name === '$videoInput') return value === true ? 'with video input' : 'without video input';
  if (typeof value === 'boolean') return `${value ? 'with' : 'without'} ${words}`;
  return SPEAKING.has(name) ? `at ${value}` : `with ${words} ${value}`;
}

/** At least two decimals, as prices are written; more where they matter. */
function usd(credits: number): string {
  const [whole = '0', decimals = ''] = (Math.round(credits * USD_PER_CREDIT * 1e6) / 1e6).toFixed(6).split('.');
  return `${whole}.${decimals.replace(/0{1,4}$/, '')}`;
}

function sentence({ when, credits, unit }: PriceRule): string {
  const { duration, ...others } = when;
  const isVideoOfLength = unit === 'video' && duration !== undefined;
  const subject = isVideoOfLength ? `A ${duration}-second video` : SUBJECTS[unit];
  const conditions = Object.entries(isVideoOfLength ? others : when).map(conditionWords);
  return `${[subject, ...conditions].join(' ')} costs ${credits} credits (${usd(credits)} USD).`;
}

/** Null when the original tells no price. */
export function pricingProse(model: Pick<Model, 'prices'>): string | null {
  return model.prices.length === 0 ? null : model.prices.map(sentence).join(' ');
}
