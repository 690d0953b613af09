/** Every parameter of a model as a question would show it, nested ones included. */
import * as z from 'zod';
import { isScalar } from '../../src/domain/catalog/fields.ts';
import type { Model, Scalar } from '../../src/domain/catalog/model.ts';

export interface Parameter {
  /** `elements.name` */
  readonly path: string;
  readonly name: string;
  readonly kind: 'text' | 'choice' | 'number' | 'file' | 'list';
  readonly options: readonly Scalar[];
}

const Schema = z.object({
  type: z.unknown().optional(),
  enum: z.array(z.unknown()).catch([]),
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).catch({}),
  items: z.record(z.string(), z.unknown()).optional().catch(undefined),
  'x-media': z.unknown().optional(),
});

export function parametersOf(model: Model): readonly Parameter[] {
  return Object.entries(model.input.properties).flatMap(([name, schema]) => parameters(name, name, schema));
}

function parameters(path: string, name: string, raw: unknown): readonly Parameter[] {
  const schema = Schema.parse(raw);
  const item = schema.items === undefined ? schema : Schema.parse(schema.items);
  const inner = Object.entries(item.properties).flatMap(([child, its]) => parameters(`${path}.${child}`, child, its));
  const options = schema.type === 'boolean' ? [true, false] : schema.enum.filter(isScalar);
  return [{ path, name, kind: kindOf(schema, item['x-media'] !== undefined, options), options }, ...inner];
}

function kindOf(schema: z.infer<typeof Schema>, isFile: boolean, options: readonly Scalar[]): Parameter['kind'] {
  if (isFile) return 'file';
  if (options.length > 0) return 'choice';
  if (schema.items !== undefined) return 'list';
  return schema.type === 'integer' || schema.type === 'number' ? 'number' : 'text';
}
