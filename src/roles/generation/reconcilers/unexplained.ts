/** KIE's account against the bills of this key. Pure. */
import type { BalanceLook } from '../../../adapters/postgres/kie-spend.ts';

/** Bills are hundredths of a credit; the account may be rounded. */
const LEAST_TOLERANCE = 5;
const SHARE_TOLERANCE = 0.02;

/** A task that was made during the very last look is explained by the next one, so two in a row must say the same. */
export function unexplainedCredits(looks: readonly BalanceLook[]): number {
  return Math.min(sinceTopUp(looks), sinceTopUp(looks.slice(0, -1)));
}

/**
 * Credits that left the account since the last time it grew, and that no task of ours explains; 0 = all is explained.
 * What was in flight at the first look may have been billed before it, and what is in flight at the last one may have been
 * billed already: both are allowed for. A rise is a top-up, so the comparison begins anew after it.
 */
function sinceTopUp(looks: readonly BalanceLook[]): number {
  const rise = looks.findLastIndex((look, index) => look.credits > (looks[index - 1]?.credits ?? look.credits));
  const first = looks[Math.max(0, rise)];
  const last = looks.at(-1);
  if (first === undefined || last === undefined) return 0;
  const dropped = first.credits - last.credits;
  const billed = last.spent - first.spent;
  const tolerance = Math.max(LEAST_TOLERANCE, billed * SHARE_TOLERANCE);
  const unexplained = dropped - billed - last.inFlight - tolerance;
  return unexplained > 0 ? Math.ceil(unexplained) : 0;
}
