/** Carries looks out one after the other: each tells its number, and the admins hear of what is not zero while it lasts. */
import { pgError } from '../../../adapters/postgres/errors.ts';
import { checkFailedKey, foundKey, type Check } from '../../../domain/admin/trouble.ts';
import type { AppError } from '../../../shared/errors.ts';
import { errorFields } from '../../../shared/log.ts';
import { reconcileLedger, reconcileStars } from './books.ts';
import type { Found, ReconcileDeps } from './checks.ts';
import { reconcileDeadLetters } from './dead-letters.ts';
import { reconcileDeliveryFailures } from './delivery-failures.ts';
import { reconcileHolds } from './holds.ts';
import { reconcileKieCredits } from './kie-credits.ts';
import { reconcileOverdue } from './overdue.ts';
import { reconcileOrphans } from './orphans.ts';
import { reconcileStuck, reconcileUnknown } from './stuck.ts';
import { reconcileUndelivered } from './undelivered.ts';

type Look = (deps: ReconcileDeps) => Promise<Found | null>;
type Looks = Readonly<Partial<Record<Check, Look>>>;

/** Every minute. `unknown` before `stuck`, which would take them along. */
export const WORK_CHECKS = {
  holds: reconcileHolds,
  overdue: reconcileOverdue,
  unknown: reconcileUnknown,
  stuck: reconcileStuck,
  undelivered: reconcileUndelivered,
  'dead-letters': reconcileDeadLetters,
  'delivery-failures': reconcileDeliveryFailures,
} as const satisfies Looks;

/** Every ten minutes: they read much. `orphans` after `kie-credits`, which books the bills that make them. */
export const BOOK_CHECKS = {
  ledger: reconcileLedger,
  stars: reconcileStars,
  'kie-credits': reconcileKieCredits,
  orphans: reconcileOrphans,
} as const satisfies Looks;

const SHOWN = 5;
const EXAMPLE_LENGTH = 100;
/** What work in hand may look like for a moment, unlike books that do not agree. */
const DEFECTS: ReadonlySet<Check> = new Set(['holds', 'ledger', 'stars']);

async function tell(check: Check, { count, examples }: Found, deps: ReconcileDeps): Promise<void> {
  deps.failing.succeeded(check);
  deps.onFound(check, count);
  await deps.alerts.clear(checkFailedKey(check), ...(count === 0 ? [foundKey(check)] : []));
  if (count === 0) return;
  const shown = examples.slice(0, SHOWN).map((example) => example.slice(0, EXAMPLE_LENGTH));
  const level = DEFECTS.has(check) ? 'error' : 'warn';
  deps.log[level]('reconcile.found', { check, count, examples: shown });
  await deps.alerts.raise({ subject: 'found', check, count, examples: shown });
}

async function tellFailure(check: Check, error: AppError, { failing, log, alerts }: ReconcileDeps): Promise<void> {
  const level = error.fault === 'transient' ? 'warn' : 'error';
  log[level]('reconcile.failed', { check, error: errorFields(error) });
  const times = failing.failed(check);
  if (times !== null) await alerts.raise({ subject: 'check-failed', check, code: error.code, times });
}

/** Never rejects: a look that fails finds nothing, and the others are taken all the same. */
export async function runChecks(looks: Looks, deps: ReconcileDeps): Promise<void> {
  for (const [check, look] of Object.entries(looks) as [Check, Look][]) {
    try {
      const found = await look(deps);
      if (found !== null) await tell(check, found, deps);
    } catch (thrown) {
      await tellFailure(check, pgError(thrown), deps);
    }
  }
}
