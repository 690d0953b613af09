/**
 * The repository's own description of a model: what it takes, makes and costs. Models are data, read from the bundled
 * snapshot (and, later, from KIE's catalog); no model is ever typed in by hand.
 */
import { z } from 'zod';

/** What a person wants done; the first level of the menu. */
export const Task = z.enum([
  'text-to-image',
  'image-to-image',
  'text-to-video',
  'image-to-video',
  'video-to-video',
  'audio',
  'text',
]);
export type Task = z.infer<typeof Task>;

export const OutputKind = z.enum(['image', 'video', 'audio', 'text', 'file']);
export type OutputKind = z.infer<typeof OutputKind>;

/** What the price counts. `request` and `video` are one per generation. */
export const PriceUnit = z.enum([
  'request',
  'image',
  'video',
  'second',
  'input-second',
  'minute',
  'megapixel',
  '1000-characters',
]);
export type PriceUnit = z.infer<typeof PriceUnit>;

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

/** Applies when every parameter of `when` has its value. `credits` are KIE credits per unit (1 credit = 0.005 USD). */
export const PriceRule = z.object({ when: z.record(z.string(), Scalar), credits: z.number().min(0), unit: PriceUnit });
export type PriceRule = z.infer<typeof PriceRule>;

/** A JSON Schema (2020-12) of one object, as KIE's `input` takes it. */
export const InputSchema = z
  .object({
    type: z.literal('object'),
    properties: z.record(z.string(), z.record(z.string(), z.json())),
    required: z.array(z.string()),
  })
  .loose();
export type InputSchema = z.infer<typeof InputSchema>;

export const Model = z.object({
  /** KIE's model id: opaque, sent as it is. */
  id: z.string().min(1),
  /** `[a-z0-9-]`, at most 40: unique, stable, safe in deep links and callback data. */
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: z.object({ ru: z.string(), en: z.string() }),
  vendor: z.string(),
  tasks: z.array(Task).min(1),
  input: InputSchema,
  output: OutputKind,
  /** Empty = no price = not sold. */
  prices: z.array(PriceRule),
  /** Usual run time in seconds, until enough own runs are known. */
  usualSeconds: z.number().positive(),
});
export type Model = z.infer<typeof Model>;

export const Snapshot = z.object({ takenFrom: z.string(), models: z.array(Model) });
export type Snapshot = z.infer<typeof Snapshot>;

/** The input as it is sent to KIE. */
export type ModelInput = Readonly<Record<string, z.core.util.JSONType>>;
