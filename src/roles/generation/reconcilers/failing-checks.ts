/**
 * Looks that could not be taken, time after time. Their last number stands in the metrics meanwhile and says nothing any
 * more, so the admins have to be told. Each process counts its own tries.
 */
import type { Check } from '../../../domain/admin/trouble.ts';

/** An outage that everybody sees is over by then, or is told of by whoever it stops. */
const FAILING_TIMES = 3;
const FAILING_MS = 900_000;

export interface FailingChecks {
  /** How often in a row, once that is often and long enough to be told; else null. */
  readonly failed: (check: Check) => number | null;
  readonly succeeded: (check: Check) => void;
}

export function createFailingChecks(now: () => number): FailingChecks {
  const failing = new Map<Check, { readonly since: number; readonly times: number }>();
  return {
    failed: (check) => {
      const { since, times } = failing.get(check) ?? { since: now(), times: 0 };
      failing.set(check, { since, times: times + 1 });
      return times + 1 >= FAILING_TIMES && now() - since >= FAILING_MS ? times + 1 : null;
    },
    succeeded: (check) => void failing.delete(check),
  };
}
