/**
 * The repository's own description of a model: what it takes, makes and costs. Models are data, read from the bundled
 * snapshot (and, later, from KIE's catalog); no model is ever typed in by hand.
 */
import * as z from 'zod';

/** What a person wants done; the first level of the menu. */
export const Task = z.enum([
  'text-to-image',
  'image-to-image',
  'remove-background',
  'upscale',
  'text-to-video',
  'image-to-video',
  'video-to-video',
  'lip-sync',
  'music',
  'speech',
  'sound',
  'text',
]);
export type Task = z.infer<typeof Task>;

export const OutputKind = z.enum(['image', 'video', 'audio', 'text', 'file']);
export type OutputKind = z.infer<typeof OutputKind>;

/**
 * What the price counts. `request` and `video` are one per generation. The `input-…` units are surcharges: they are
 * added to whatever the other units say.
 */
export const PriceUnit = z.enum([
  'request',
  'image',
  'video',
  'second',
  'minute',
  'megapixel',
  '1000-characters',
  'million-output-tokens',
  'input-second',
  'input-image',
  'input-image-after-first',
]);
export type PriceUnit = z.infer<typeof PriceUnit>;

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

/**
 * Applies when every parameter of `when` has its value. `credits` are KIE credits per unit (1 credit = 0.005 USD).
 * A name that starts with `$` is no parameter of the API but a fact about the generation: `$videoInput` (a video is
 * among the inputs) and those of input-facts.ts are read off the input, others must be told to `quote`.
 */
export const PriceRule = z.object({ when: z.record(z.string(), Scalar), credits: z.number().min(0), unit: PriceUnit });
export type PriceRule = z.infer<typeof PriceRule>;

/**
 * A JSON Schema (2020-12) of one object, as KIE's `input` takes it. Strings that are addresses of files carry
 * `x-media` (image, video, audio, document), `x-accepts` (MIME types) and `x-max-size-mb`; see fields.ts. Strings that
 * are ids of earlier generations carry `x-source`; see work-ref.ts.
 */
export const InputSchema = z
  .object({
    type: z.literal('object'),
    properties: z.record(z.string(), z.record(z.string(), z.json())),
    required: z.array(z.string()),
  })
  .loose();
export type InputSchema = z.infer<typeof InputSchema>;

const Names = z.array(z.string()).min(1);
/** Holds when every named parameter (or its default) has one of its values. */
const Condition = z.record(z.string(), z.array(Scalar).min(1));
export type Condition = z.infer<typeof Condition>;

/** What KIE refuses or lets fail although each parameter alone is fine. */
export const InputRule = z.discriminatedUnion('rule', [
  z.object({ rule: z.literal('at-least-one'), of: Names }),
  z.object({ rule: z.literal('exactly-one'), of: Names }),
  /** Fields of at most one group may be given. */
  z.object({ rule: z.literal('exclusive'), groups: z.array(Names).min(2) }),
  z.object({ rule: z.literal('requires'), field: z.string(), needs: Names }),
  z.object({ rule: z.literal('forbid'), when: Condition }),
  /** Items times their weights, together at most `max`. */
  z.object({ rule: z.literal('quota'), max: z.number(), weights: z.record(z.string(), z.number()) }),
  z.object({ rule: z.literal('max-items'), when: Condition, field: z.string(), max: z.int().min(0) }),
  z.object({
    rule: z.literal('implies'),
    when: Condition,
    present: z.array(z.string()),
    values: z.record(z.string(), Scalar),
  }),
  /** One of several ways to call the model: everything `required` by at least one branch must be given. */
  z.object({
    rule: z.literal('one-of'),
    branches: z.array(z.object({ title: z.string(), fields: Names, required: Names })).min(2),
  }),
]);
export type InputRule = z.infer<typeof InputRule>;

export const Model = z.object({
  /** KIE's model id: opaque, sent as it is. */
  id: z.string().min(1),
  /** `[a-z0-9-]`, at most 40: unique, stable, safe in deep links and callback data. */
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: z.object({ ru: z.string(), en: z.string() }),
  vendor: z.string(),
  tasks: z.array(Task).min(1),
  input: InputSchema,
  /** Between fields; absent = none. */
  rules: z.array(InputRule).optional(),
  output: OutputKind,
  /** Empty = no price = not sold. */
  prices: z.array(PriceRule),
  /** Usual run time in seconds, until enough own runs are known. */
  usualSeconds: z.number().positive(),
  /** Absent = active. A withdrawn model is offered to nobody but still has a name under old results. */
  status: z.enum(['active', 'withdrawn']).optional(),
  /** The operator's own price of one generation with any settings, in minor units; never in the snapshot. */
  flatPrice: z
    .string()
    .regex(/^[1-9]\d*$/)
    .optional(),
});
export type Model = z.infer<typeof Model>;

/** The most popular model first; the first one that makes images from text is the default. */
export const Snapshot = z.object({ takenFrom: z.string(), models: z.array(Model) });
export type Snapshot = z.infer<typeof Snapshot>;

/** The input as it is sent to KIE. */
export type ModelInput = Readonly<Record<string, z.core.util.JSONType>>;
