/** When to look again, as KIE advises: every 2-3 s at first, 5-10 s up to two minutes, then 15-30 s. */

/** Seconds until the next look at a running task. Tuned by the model's usual time: nothing finishes far before it. */
export function nextLookSeconds(elapsedSeconds: number, usualSeconds: number): number {
  const untilLikely = usualSeconds * 0.6 - elapsedSeconds;
  if (elapsedSeconds < 30) return Math.min(10, Math.max(2, Math.floor(untilLikely / 3)));
  if (elapsedSeconds < 120) return Math.min(10, Math.max(5, Math.floor(untilLikely / 3)));
  return 15;
}

/** A record that KIE does not know yet is normal right after createTask; after this it is a failure. */
export const MISSING_RECORD_SECONDS = 120;

/** At most one resubmission after an unknown outcome, at the operator's expense. */
export const MAX_ATTEMPTS = 2;
