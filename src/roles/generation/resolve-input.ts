/**
 * From references to what KIE can read: files become addresses, earlier works become KIE's own ids. Everything happens
 * before the row is `submitting`, so a crash in here never looks like a task that may exist.
 */
import { parseFileRef } from '../../domain/catalog/file-ref.ts';
import { mediaField } from '../../domain/catalog/fields.ts';
import type { Model, ModelInput } from '../../domain/catalog/model.ts';
import { parseWorkRef, WorkSource } from '../../domain/catalog/work-ref.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import { AppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { fileAddress } from './input-files.ts';
import { workId } from './input-works.ts';

type Json = ModelInput[string];
type Schema = Readonly<Record<string, Json>>;
/** What a string under this schema is to be sent as. */
type Replace = (schema: Schema, text: string) => Promise<string>;

/** A started file is let finish; no further one is begun after this, or the job would outlive its time in the queue. */
const BEGIN_WITHIN_MS = 40_000;

const asSchema = (value: Json | undefined): Schema | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;

/** One after the other: what is under way at once is one file, however many there are. */
async function replaced(schema: Schema, value: Json, replace: Replace): Promise<Json> {
  if (typeof value === 'string') return await replace(schema, value);
  if (Array.isArray(value)) {
    const items = asSchema(schema['items']);
    if (items === null) return value;
    const list: Json[] = [];
    for (const item of value) list.push(await replaced(items, item, replace));
    return list;
  }
  if (typeof value !== 'object' || value === null) return value;
  return await replacedProperties(asSchema(schema['properties']) ?? {}, value, replace);
}

async function replacedProperties(properties: Schema, values: ModelInput, replace: Replace): Promise<ModelInput> {
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(values)) {
    const property = Object.hasOwn(properties, name) ? asSchema(properties[name]) : null;
    entries.push([name, property === null ? value : await replaced(property, value, replace)]);
  }
  return Object.fromEntries(entries);
}

/**
 * The generation's input as KIE is to get it. Only what the schema says is a file or a work is ever replaced: a prompt
 * that looks like a reference is a prompt. Rejects with INPUT_*, KIE_*, TELEGRAM_* or DB_UNAVAILABLE.
 */
export async function resolveInput(generation: Generation, model: Model, deps: GenerationDeps): Promise<ModelInput> {
  const startedAt = performance.now();
  return await replacedProperties(model.input.properties, generation.input, async (schema, text) => {
    const file = 'x-media' in schema ? parseFileRef(text) : null;
    const taker = file === null ? null : mediaField(schema);
    if (file !== null && taker !== null) {
      const mayBegin = (): void => {
        if (performance.now() - startedAt < BEGIN_WITHIN_MS) return;
        throw new AppError('INPUT_UNAVAILABLE', 'more files than fit into one job', { retryAfterMs: 1_000 });
      };
      return await fileAddress(file, taker, { generation, mayBegin, deps });
    }
    const source = WorkSource.safeParse(schema['x-source']).data;
    const work = source === undefined ? null : parseWorkRef(text);
    return source === undefined || work === null ? text : await workId(work, source, generation, deps);
  });
}
