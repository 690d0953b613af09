/** When to look again, as KIE advises: every 2-3 s at first, 5-10 s up to two minutes, then 15-30 s. */

/** Seconds until the next look at a running task. A model that usually takes minutes is not asked every two seconds. */
export function nextLookSeconds(elapsedSeconds: number, usualSeconds: number): number {
  if (elapsedSeconds >= 120) return 15;
  const isFarFromLikely = usualSeconds * 0.6 - elapsedSeconds > 30;
  if (isFarFromLikely) return 10;
  return elapsedSeconds < 30 ? 2 : 5;
}

/** A record that KIE does not know yet is normal right after createTask; after this it is a failure. */
export const MISSING_RECORD_SECONDS = 120;

/** At most one resubmission after an unknown outcome, at the operator's expense. */
export const MAX_ATTEMPTS = 2;
