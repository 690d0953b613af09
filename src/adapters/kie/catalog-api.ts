/** KIE's model catalog (since September 2026). All of it together may be called once a second. */
import * as z from 'zod';
import { sleep, type Clock } from '../../shared/clock.ts';
import type { Read } from './read.ts';

const Text = z.string().nullish().catch(null);

/**
 * One that the database cannot hold would cost the whole list, and one with dots for a step would ask another address.
 * The longest one that there is has 49 characters.
 */
const ModelId = z
  .string()
  .regex(/^[^\p{C}]{1,200}$/u)
  .refine((id) => id.split('/').every((step) => step.trim() !== '' && step !== '.' && step !== '..'));

const CatalogModel = z
  .object({
    model: ModelId,
    title: Text,
    provider: Text,
    taskType: z.unknown().optional(),
    description: Text,
    pricingDesc: Text,
  })
  .transform((entry) => ({
    id: entry.model,
    title: entry.title ?? entry.model,
    vendor: entry.provider ?? '',
    /** KIE's own words, such as `Text to Image`. */
    taskTypes: [entry.taskType].flat().filter((type) => typeof type === 'string'),
    description: entry.description ?? '',
    /** Prose, and what is billed. */
    pricing: entry.pricingDesc ?? null,
  }));
type CatalogModel = z.infer<typeof CatalogModel>;

/** A list whose odd entries are left out, because one of them must not hide the others. */
const listOf = <T>(entry: z.ZodType<T>) =>
  z.array(z.unknown()).transform((entries) =>
    entries.flatMap((each) => {
      const parsed = entry.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    }),
  );

/** A list that is only a part of all would make the others look withdrawn, so it is not readable. */
const Models = z
  .object({ total: z.number().nullish().catch(null), models: z.array(z.unknown()) })
  .refine(({ total, models }) => (total ?? 0) <= models.length, { path: ['total'] })
  .transform(({ models }) => models)
  .pipe(listOf(CatalogModel));

/** An OpenAPI 3.1 document of one model, with `$ref`s into itself. */
const OpenApi = z.record(z.string(), z.json());
type OpenApiDocument = z.infer<typeof OpenApi>;

const Schema = z
  .object({ openapi: OpenApi.nullish() })
  .nullish()
  .transform((data) => data?.openapi ?? null);
const Price = z
  .object({ pricingDesc: Text })
  .nullish()
  .transform((data) => data?.pricingDesc ?? null);

const Percent = z.number().nullish().catch(null);
const SuccessPoint = z
  .object({ start: z.string(), end: z.string(), successRate: Percent })
  .transform(({ start, end, successRate }) => ({ start, end, percent: successRate ?? null }));
/** Ten minutes; `percent` is null where nothing was made. */
type SuccessPoint = z.infer<typeof SuccessPoint>;
const Success = z
  .object({ points: z.array(SuccessPoint) })
  .nullish()
  .transform((data) => data?.points ?? []);

export interface CatalogApi {
  readonly listModels: (signal?: AbortSignal) => Promise<readonly CatalogModel[]>;
  /** `null` when KIE has no document for this model, or no such model. */
  readonly modelSchema: (id: string, signal?: AbortSignal) => Promise<OpenApiDocument | null>;
  readonly modelPrice: (id: string, signal?: AbortSignal) => Promise<string | null>;
  /** The last 24 hours, oldest first; empty = not watched, which is not the same as failing. */
  readonly modelSuccessRate: (id: string, signal?: AbortSignal) => Promise<readonly SuccessPoint[]>;
}

interface CatalogDeps {
  readonly read: Read;
  readonly apiBase: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

export function createCatalogApi({ read, apiBase, clock, timeoutMs, intervalMs }: CatalogDeps): CatalogApi {
  let last: Promise<unknown> = Promise.resolve();
  let readyAt = 0;

  /**
   * One after the other, counted from the last answer: KIE dates a call when it arrives, which is before its answer, so
   * two calls are never closer there than here, however long each travels.
   */
  function paced<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal | undefined, absent?: T): Promise<T> {
    const call = { method: 'GET', url: `${apiBase}/api/v1/models${path}`, timeoutMs, signal } as const;
    const answer = last.then(async () => {
      await sleep(Math.max(0, Math.ceil(readyAt - clock.monotonic())), signal);
      return await read(call, schema, absent === undefined ? {} : { absent });
    });
    const settle = (): void => {
      readyAt = clock.monotonic() + intervalMs;
    };
    last = answer.then(settle, settle);
    return answer;
  }

  /** The vendor's own client notes want the id's slash as it is; everything else is encoded. */
  const pathOf = (id: string): string => `/${id.split('/').map(encodeURIComponent).join('/')}`;

  return {
    listModels: (signal) => paced('', Models, signal),
    modelSchema: (id, signal) => paced<OpenApiDocument | null>(`${pathOf(id)}/schema`, Schema, signal, null),
    modelPrice: (id, signal) => paced<string | null>(`${pathOf(id)}/price`, Price, signal, null),
    modelSuccessRate: (id, signal) => paced<readonly SuccessPoint[]>(`${pathOf(id)}/success-rate`, Success, signal, []),
  };
}
