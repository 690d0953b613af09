/**
 * An earlier generation as a value of an input: some models go on from KIE's own task or from one of its tracks, whose
 * ids no person knows. The generation role replaces the reference by the id right before the submit.
 */
import * as z from 'zod';

export interface WorkRef {
  /** `task`: KIE's task id; `track`: the id of one of its tracks (music). */
  readonly what: 'task' | 'track';
  readonly generationId: string;
  /** Into the generation's results; 0 for a task. */
  readonly index: number;
  /** Of the earlier generation, where its price list knows them: some follow-ups cost by them. */
  readonly resolution?: string | undefined;
  readonly tier?: string | undefined;
}

/** What a parameter that takes such a reference says in its schema, as `x-source`. */
export const WorkSource = z.object({
  what: z.enum(['task', 'track']),
  /** Ids of the models whose results it takes. */
  models: z.array(z.string()).min(1),
});
export type WorkSource = Readonly<z.infer<typeof WorkSource>>;

const REF = /^work-(task|track):([a-z0-9]{12})\/(\d{1,3})(?:\?(.*))?$/s;

export function formatWorkRef({ what, generationId, index, resolution, tier }: WorkRef): string {
  const query = new URLSearchParams({
    ...(resolution === undefined ? {} : { resolution }),
    ...(tier === undefined ? {} : { tier }),
  }).toString();
  return `work-${what}:${generationId}/${index}${query === '' ? '' : `?${query}`}`;
}

/** Null for whatever `formatWorkRef` did not make. */
export function parseWorkRef(text: unknown): WorkRef | null {
  if (typeof text !== 'string') return null;
  const [, what, generationId, index, query] = REF.exec(text) ?? [];
  if (generationId === undefined || (what !== 'task' && what !== 'track')) return null;
  const facts = new URLSearchParams(query ?? '');
  return {
    ...{ what, generationId, index: Number(index) },
    ...{ resolution: facts.get('resolution') ?? undefined, tier: facts.get('tier') ?? undefined },
  };
}
