/** How reliable a model was over the last day, in steps of ten minutes. Times have no fractions of a second. */

const MOST_POINTS = 144;
const POINT_MS = 600_000;
const NORMAL_PERCENT = 90;

interface SuccessPoint {
  readonly start: string;
  readonly end: string;
  /** Percent; null where nothing was made. */
  readonly successRate: number | null;
  readonly errorRate: number | null;
  readonly isNormal: boolean;
}

const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** A number that is always the same for the same model. */
const markOf = (id: string): number => Array.from(id).reduce((sum, character) => sum + character.charCodeAt(0), 0);

function rateOf(mark: number, index: number): number | null {
  const step = (mark + index * 7) % 24;
  if (step === 0) return null;
  return step < 12 ? 100 : 100 - (step % 8) / 2;
}

/** The oldest first; every eleventh model or so is not watched at all. A model that fails every task shows it. */
export function successRates(id: string, now: number, isFailing: boolean): readonly SuccessPoint[] {
  const mark = markOf(id);
  if (mark % 11 === 0 && !isFailing) return [];
  const last = Math.floor(now / POINT_MS) * POINT_MS;
  return Array.from({ length: MOST_POINTS }, (_, index) => {
    const start = last - (MOST_POINTS - index) * POINT_MS;
    const successRate = isFailing ? 0 : rateOf(mark, index);
    return {
      start: iso(start),
      end: iso(start + POINT_MS),
      successRate,
      errorRate: successRate === null ? null : 100 - successRate,
      isNormal: successRate === null || successRate >= NORMAL_PERCENT,
    };
  });
}
