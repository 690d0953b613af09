/** How much of a unit an input asks for: the number that a price per unit is multiplied by. */
import type { Fraction } from './decimal.ts';
import { fraction, isPositive, isWhole, ONE, over, roundedUp, times, ZERO } from './decimal.ts';
import { countMedia, effectiveValue } from './fields.ts';
import type { Model, ModelInput, PriceUnit, Scalar } from './model.ts';

/** What a price may depend on and no parameter says. Absent = not known. */
export interface QuoteFacts {
  /** Length of the result where no parameter sets it: that of the given audio (lip-sync) or video (upscale). */
  readonly outputSeconds?: number;
  /** Length of all given videos together. */
  readonly inputSeconds?: number;
  /** Size of the result where no parameter sets it; one megapixel is 1024 x 1024. */
  readonly megapixels?: number;
  readonly outputTokens?: number;
  /** Values of the `$` conditions, such as `$tier`. */
  readonly conditions?: Readonly<Record<string, Scalar>>;
}

export interface Asked {
  readonly model: Pick<Model, 'input'>;
  readonly input: ModelInput;
  readonly facts: QuoteFacts;
}

export const COUNT_FIELDS = ['num_images', 'n', 'max_images'];
export const SIZE_FIELDS = ['image_size', 'resolution'];
const TEXT_FIELDS = ['text', 'dialogue'];
const FRAME_FIELDS = ['num_frames', 'frames_per_second'];

/** Whole megapixels of the size words, rounded up; `square_hd` is 1024 x 1024 and the other presets lie below it. */
const MEGAPIXELS: Readonly<Record<string, number>> = {
  square: 1,
  square_hd: 1,
  portrait_4_3: 1,
  portrait_3_2: 1,
  portrait_16_9: 1,
  landscape_4_3: 1,
  landscape_3_2: 1,
  landscape_16_9: 1,
  landscape_21_9: 1,
  '1K': 1,
  '2K': 4,
  '4K': 16,
};

const has = (asked: Asked, name: string): boolean => Object.hasOwn(asked.model.input.properties, name);
const value = (asked: Asked, name: string): unknown => effectiveValue(asked.model, asked.input, name);
const positive = (amount: Fraction | null): Fraction | null => (amount !== null && isPositive(amount) ? amount : null);

/** Results asked for: one, unless the model has a parameter that counts them. */
function count(asked: Asked): Fraction | null {
  const name = COUNT_FIELDS.find((field) => has(asked, field));
  if (name === undefined) return ONE;
  const asFraction = positive(fraction(value(asked, name)));
  return asFraction !== null && isWhole(asFraction) ? asFraction : null;
}

function secondsOfFrames(asked: Asked): Fraction | null {
  if (!FRAME_FIELDS.every((field) => has(asked, field))) return null;
  const [frames, perSecond] = FRAME_FIELDS.map((field) => fraction(value(asked, field)));
  return frames && perSecond ? positive(over(frames, perSecond)) : null;
}

/**
 * KIE bills whole seconds, begun ones too. `duration` may be 0 or -1 ("as long as the input", "the model decides"):
 * then only the facts can tell. Frames, where they are parameters, make the length whatever the files are.
 */
function seconds(asked: Asked): Fraction | null {
  const duration = has(asked, 'duration') ? positive(fraction(value(asked, 'duration'))) : null;
  const length = duration ?? secondsOfFrames(asked) ?? positive(fraction(asked.facts.outputSeconds));
  return length === null ? null : roundedUp(length);
}

function inputSeconds(asked: Asked): Fraction | null {
  const length = fraction(asked.facts.inputSeconds);
  return length === null ? null : roundedUp(length);
}

function megapixels(asked: Asked): Fraction | null {
  const name = SIZE_FIELDS.find((field) => has(asked, field));
  const word = name === undefined ? undefined : value(asked, name);
  const said = typeof word === 'string' && Object.hasOwn(MEGAPIXELS, word) ? MEGAPIXELS[word] : undefined;
  const known = positive(fraction(said ?? asked.facts.megapixels));
  const images = count(asked);
  return known === null || images === null ? null : times(roundedUp(known), images);
}

/** Code points, as JSON Schema counts them too. */
const characters = (text: unknown): number => (typeof text === 'string' ? Array.from(text).length : 0);

/** Of a text, or of the texts of a dialogue. */
function spokenCharacters(spoken: unknown): number {
  if (!Array.isArray(spoken)) return characters(spoken);
  return spoken.reduce<number>((sum, turn: unknown) => {
    const text: unknown = typeof turn === 'object' && turn !== null && 'text' in turn ? turn.text : turn;
    return sum + characters(text);
  }, 0);
}

function thousandCharacters(asked: Asked): Fraction | null {
  const names = TEXT_FIELDS.filter((field) => has(asked, field));
  const spoken = names.reduce((sum, name) => sum + spokenCharacters(value(asked, name)), 0);
  const thousands = positive(fraction(spoken / 1_000));
  return thousands === null ? null : roundedUp(thousands);
}

const surcharge = (items: number): Fraction => fraction(Math.max(0, items)) ?? ZERO;

const scaled = (amount: unknown, denominator: bigint): Fraction | null => {
  const known = fraction(amount);
  return known === null ? null : times(known, { numerator: 1n, denominator });
};

function minutes(asked: Asked): Fraction | null {
  const length = seconds(asked);
  return length === null ? null : times(length, { numerator: 1n, denominator: 60n });
}

const QUANTITY_BY_UNIT: Readonly<Record<PriceUnit, (asked: Asked) => Fraction | null>> = {
  request: () => ONE,
  image: count,
  video: count,
  second: seconds,
  minute: minutes,
  megapixel: megapixels,
  '1000-characters': thousandCharacters,
  'million-output-tokens': (asked) => scaled(asked.facts.outputTokens, 1_000_000n),
  'input-second': inputSeconds,
  'input-image': (asked) => surcharge(countMedia(asked.model, asked.input, 'image')),
  'input-image-after-first': (asked) => surcharge(countMedia(asked.model, asked.input, 'image') - 1),
};

/**
 * The quantity of `unit`, or null when neither the input nor the facts tell it. Megapixels and thousands of characters
 * are rounded up to whole ones: KIE does not say how it rounds, and a quote must not be below the bill.
 */
export const quantityOf = (unit: PriceUnit, asked: Asked): Fraction | null => QUANTITY_BY_UNIT[unit](asked);

const UNIT_FIELDS: Readonly<Partial<Record<PriceUnit, readonly string[]>>> = {
  image: COUNT_FIELDS,
  video: COUNT_FIELDS,
  second: ['duration', ...FRAME_FIELDS],
  minute: ['duration', ...FRAME_FIELDS],
  megapixel: [...COUNT_FIELDS, ...SIZE_FIELDS],
  '1000-characters': TEXT_FIELDS,
};

/** The parameters that the quantity of `unit` is read from, whether or not a model has them. */
export const fieldsOfUnit = (unit: PriceUnit): readonly string[] => UNIT_FIELDS[unit] ?? [];
