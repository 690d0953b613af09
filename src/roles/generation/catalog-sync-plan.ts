/** What a new list of KIE's models means for what is known: decided here, done elsewhere. */
import type { ListChange, ListedBefore, ListFacts } from '../../adapters/postgres/catalog-store.ts';

export interface Listed extends ListFacts {
  readonly id: string;
}

export type ListPlan =
  | ({ readonly believed: true } & ListChange)
  /** Of `expected` models that were there the last time, only `found` are there now. */
  | { readonly believed: false; readonly expected: number; readonly found: number };

interface PlanFacts {
  readonly list: readonly Listed[];
  readonly before: readonly ListedBefore[];
  readonly bundledIds: readonly string[];
  readonly intervalMs: number;
  /** The same text for the same facts, short. */
  readonly fingerprint: (value: unknown) => string;
}

/** Everything is read again within this time, a part of it in every round. */
const DAY_MS = 86_400_000;

/**
 * An empty list, or one without more than half of what was there, is KIE's trouble and not its will: nothing is done by
 * it. The bundled models stand in for a last list where there is none yet.
 */
export function planList({ list, before, bundledIds, intervalMs, fingerprint }: PlanFacts): ListPlan {
  const entries = new Map(list.map((entry) => [entry.id, entry]));
  const seen = before.filter(({ missed, state }) => missed === 0 && state !== 'withdrawn').map(({ id }) => id);
  const expected = seen.length > 0 ? seen : bundledIds;
  const found = expected.filter((id) => entries.has(id)).length;
  if (entries.size === 0 || found * 2 < expected.length) return { believed: false, expected: expected.length, found };

  const gone = before.filter(({ state }) => state === 'withdrawn').map(({ id }) => id);
  const known = new Set([...before.map(({ id }) => id), ...bundledIds]);
  return {
    believed: true,
    present: [...entries.values()].map(({ id, title, vendor, taskTypes, pricing }) => {
      const facts = { title, vendor, taskTypes, pricing };
      return { id, facts, factsHash: fingerprint(facts) };
    }),
    missing: [...known].filter((id) => !entries.has(id) && !gone.includes(id)),
    rereads: Math.ceil(entries.size * Math.min(1, intervalMs / DAY_MS)),
  };
}
