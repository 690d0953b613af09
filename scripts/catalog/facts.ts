/** The shape of the facts file: what was found out about every model, one object a model. */
import * as z from 'zod';

const Scalar = z.union([z.string(), z.number(), z.boolean()]);

/** One parameter; `properties` and `items` nest. Fields that are not read here are ignored. */
export interface FactField {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly enum?: readonly z.infer<typeof Scalar>[] | undefined;
  readonly default?: z.core.util.JSONType | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly allowed?: readonly number[] | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly effectiveMaxItems?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  readonly accepts?: readonly string[] | undefined;
  readonly maxSizeMB?: number | undefined;
  readonly deprecated?: boolean | undefined;
  readonly items?: FactShape | undefined;
}
/** What a list holds: like a parameter, but without a name of its own. */
export type FactShape = Omit<FactField, 'name' | 'required'> & {
  readonly properties?: readonly FactField[] | undefined;
};

const shape = {
  type: z.string(),
  enum: z.array(Scalar).optional(),
  default: z.json().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Values outside min and max that are allowed all the same. */
  allowed: z.array(z.number()).optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  minItems: z.int().optional(),
  maxItems: z.int().optional(),
  /** The page allows more items than the model looks at. */
  effectiveMaxItems: z.int().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  accepts: z.array(z.string()).optional(),
  maxSizeMB: z.number().optional(),
  deprecated: z.boolean().optional(),
  items: z.lazy(() => FactShape.optional()),
};
const FactShape: z.ZodType<FactShape> = z.object({
  ...shape,
  properties: z.lazy(() => z.array(FactField).optional()),
});
const FactField: z.ZodType<FactField> = z.object({ ...shape, name: z.string(), required: z.boolean() });

const FactPrice = z.object({
  when: z.record(z.string(), Scalar),
  credits: z.number(),
  unit: z.string(),
  note: z.string().optional(),
});
export type FactPrice = z.infer<typeof FactPrice>;

const FactVariant = z.object({ title: z.string(), fields: z.array(z.string()), required: z.array(z.string()) });

const FactModel = z.object({
  id: z.string(),
  name: z.string(),
  vendor: z.string(),
  categories: z.array(z.string()),
  endpoint: z.string(),
  status: z.string(),
  input: z.array(FactField),
  rules: z.array(z.record(z.string(), z.json())).default([]),
  variants: z.array(FactVariant).default([]),
  output: z.string(),
  prices: z.array(FactPrice),
});
export type FactModel = z.infer<typeof FactModel>;

export const FactsFile = z.array(FactModel);
