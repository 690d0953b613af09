/**
 * What a price depends on and no parameter says, read off the references inside an input: the lengths and sizes of its
 * files, and what is known of the earlier generation it goes on from. What is not known stays out and is never guessed.
 */
import { onBranchOf } from './branch.ts';
import { effectiveValue, type FieldSchema, isGiven, isRecord, isScalar, MediaKind } from './fields.ts';
import { type FileRef, parseFileRef } from './file-ref.ts';
import type { Model, ModelInput, Scalar } from './model.ts';
import { type QuoteFacts, SIZE_FIELDS } from './quantities.ts';
import { parseWorkRef, type WorkRef } from './work-ref.ts';

type Asked = Pick<Model, 'input' | 'rules'>;
type Json = ModelInput[string];

interface GivenFile {
  /** The top-level parameter it belongs to. */
  readonly name: string;
  readonly kind: MediaKind;
  /** Null = nothing is known of it, or it is of another kind. */
  readonly file: FileRef | null;
}

function filesAt(name: string, field: unknown, value: Json | undefined): readonly GivenFile[] {
  if (!isRecord(field) || !isGiven(value)) return [];
  if (field['x-media'] !== undefined) {
    const kind = MediaKind.safeParse(field['x-media']).data;
    if (kind === undefined || typeof value !== 'string') return [];
    const file = parseFileRef(value);
    return [{ name, kind, file: file?.media === kind ? file : null }];
  }
  if (Array.isArray(value)) return value.flatMap((item) => filesAt(name, field['items'], item));
  const properties = field['properties'];
  if (!isRecord(properties) || !isRecord(value)) return [];
  return Object.entries(properties).flatMap(([inner, schema]) => filesAt(name, schema, own(value, inner)));
}

const own = (record: Readonly<Record<string, Json>>, name: string): Json | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const filesIn = (model: Asked, input: ModelInput): readonly GivenFile[] =>
  Object.entries(model.input.properties).flatMap(([name, field]) => filesAt(name, field, own(input, name)));

/** KIE bills whole seconds, begun ones too. Unknown and zero are the same: a file has a length. */
function wholeSeconds({ file }: GivenFile): number | undefined {
  return file?.seconds === undefined || file.seconds === 0 ? undefined : Math.ceil(file.seconds);
}

/** Of all videos together; undefined as soon as one is not known. */
function inputSeconds(files: readonly GivenFile[]): number | undefined {
  const lengths = files.filter(({ kind }) => kind === 'video').map(wholeSeconds);
  const known = lengths.filter((length) => length !== undefined);
  return known.length === lengths.length && known.length > 0
    ? known.reduce((sum, length) => sum + length, 0)
    : undefined;
}

/** A schema may be anything, also one whose `duration` is no number at all. */
const isZero = (value: Json | undefined): boolean => isScalar(value) && Number(value) === 0;

/**
 * A result is as long as the one file that the model cannot do without: the voice of an avatar, else the video of an
 * edit. A `duration` says it itself, unless it is 0 ("as long as the video"); -1 leaves it to the model, and nobody
 * knows. `align_audio: false` (lip-sync of Volcengine) unties the video from the voice.
 */
function outputSeconds(model: Asked, input: ModelInput, files: readonly GivenFile[]): number | undefined {
  const { properties, required } = model.input;
  if (Object.hasOwn(properties, 'duration') && !isZero(effectiveValue(model, input, 'duration'))) return undefined;
  if (effectiveValue(model, input, 'align_audio') === false) return undefined;
  const needed = files.filter(({ name }) => required.includes(name));
  const voices = needed.filter(({ kind }) => kind === 'audio');
  const [leading, ...others] = voices.length > 0 ? voices : needed.filter(({ kind }) => kind === 'video');
  return leading === undefined || others.length > 0 ? undefined : wholeSeconds(leading);
}

/** The only picture of the input. */
function pictureOf(files: readonly GivenFile[]): { readonly width: number; readonly height: number } | undefined {
  const [only, ...others] = files.filter(({ kind }) => kind === 'image');
  const { width = 0, height = 0 } = only?.file ?? {};
  return others.length > 0 || width === 0 || height === 0 ? undefined : { width, height };
}

/** Whole ones: where no parameter says a size, the result keeps that of the picture. */
function megapixels(model: Asked, input: ModelInput, files: readonly GivenFile[]): number | undefined {
  if (SIZE_FIELDS.some((name) => isGiven(effectiveValue(model, input, name)))) return undefined;
  const picture = pictureOf(files);
  return picture === undefined ? undefined : Math.ceil((picture.width * picture.height) / 1024 ** 2);
}

const OUTPUT_SIZES: readonly (readonly [number, string])[] = [
  [2048, '<=2K'],
  [4096, '4K'],
  [8192, '8K'],
];

/** By the longer side of the enlarged picture; beyond 8K there is no price. Source: topaz/image-upscale. */
function outputSize(model: Asked, input: ModelInput, files: readonly GivenFile[]): string | undefined {
  const picture = pictureOf(files);
  const factor = Number(effectiveValue(model, input, UPSCALE_FACTOR));
  if (picture === undefined || !(factor > 0)) return undefined;
  const side = Math.max(picture.width, picture.height) * factor;
  return OUTPUT_SIZES.find(([most]) => side <= most)?.[1];
}

const UPSCALE_FACTOR = 'upscale_factor';
const isSource = (field: FieldSchema): boolean => field['x-source'] !== undefined;

function earlierWork(model: Asked, input: ModelInput): WorkRef | undefined {
  return Object.entries(model.input.properties)
    .filter(([, field]) => isSource(field))
    .map(([name]) => parseWorkRef(own(input, name)))
    .find((work) => work !== null);
}

/** Values that a `$` condition is computed from. */
const FIELDS_BY_CONDITION: Readonly<Record<string, readonly string[]>> = { $outputSize: [UPSCALE_FACTOR] };
const OF_EARLIER_WORK = ['$resolution', '$from', '$tier'];

export const fieldsOfCondition = (condition: string): readonly string[] =>
  Object.hasOwn(FIELDS_BY_CONDITION, condition) ? (FIELDS_BY_CONDITION[condition] ?? []) : [];

/** Whether the input of this model can ever tell the `$` condition. */
export function canTell({ input: { properties } }: Asked, condition: string): boolean {
  if (OF_EARLIER_WORK.includes(condition)) return Object.values(properties).some(isSource);
  const fields = fieldsOfCondition(condition);
  return fields.length > 0 && fields.every((name) => Object.hasOwn(properties, name));
}

const withoutUnknown = <T>(record: Readonly<Record<string, T | undefined>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== undefined));

export function inputFacts(asked: Asked, input: ModelInput): QuoteFacts {
  const model = onBranchOf(asked, input);
  const files = filesIn(model, input);
  const work = earlierWork(model, input);
  const numbers: QuoteFacts = withoutUnknown({
    outputSeconds: outputSeconds(model, input, files),
    inputSeconds: inputSeconds(files),
    megapixels: megapixels(model, input, files),
  });
  const conditions = withoutUnknown<Scalar>({
    $resolution: work?.resolution,
    $from: work?.resolution,
    $tier: work?.tier,
    $outputSize: outputSize(model, input, files),
  });
  return { ...numbers, conditions };
}

/** How Veo names its tiers, and its price list those of the follow-ups. Source: prices of veo-3-1 and veo/extend. */
const TIERS: Readonly<Record<string, string>> = { veo3: 'quality', veo3_fast: 'fast', veo3_lite: 'lite' };

/** What a reference to a generation made of this input may say of it. A follow-up inherits what it does not set. */
export function workFacts(model: Asked, input: ModelInput): Pick<WorkRef, 'resolution' | 'tier'> {
  const earlier = earlierWork(model, input);
  const resolution = effectiveValue(model, input, 'resolution');
  const name = effectiveValue(model, input, 'model');
  const tier = typeof name === 'string' && Object.hasOwn(TIERS, name) ? TIERS[name] : undefined;
  return withoutUnknown({
    resolution: typeof resolution === 'string' ? resolution : earlier?.resolution,
    tier: tier ?? earlier?.tier,
  });
}
