/**
 * Whether a figure stayed flat. The first part of a run is warm-up and not judged: code is compiled, caches fill, young
 * tables are mostly empty pages. Of the rest the median of the last quarter stands against that of the first: a median
 * does not see single peaks (a vacuum, a checkpoint, a garbage collection), and a slow leak lifts every sample. The slope
 * (Theil-Sen, the median of all pairs) says how fast, and is for the reader.
 */

/** What may change without being a leak: whichever of both is more. */
export interface Limit {
  /** In the unit of the figure. */
  readonly amount: number;
  /** Of the first quarter's median. */
  readonly share: number;
  /** No judged sample may be above it, however flat all is. */
  readonly most?: number;
}

export interface Point {
  /** Seconds since the load began. */
  readonly at: number;
  readonly value: number;
}

export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly limit: Limit;
  readonly points: readonly Point[];
}

/**
 * `unclear`: the medians rose, but no more than the samples scatter, so a longer run has to tell. It is no proof of
 * anything and therefore not good; neither is `few`.
 */
export type Trend = 'flat' | 'falling' | 'rising' | 'too high' | 'unclear' | 'few';

export interface Judgement {
  readonly name: string;
  readonly unit: string;
  readonly trend: Trend;
  readonly isGood: boolean;
  /** Medians of the first and the last quarter; NaN with too few samples, and so are the next three. */
  readonly first: number;
  readonly last: number;
  readonly slopePerHour: number;
  readonly allowed: number;
  readonly highest: number;
  readonly samples: number;
}

/** Fewer samples than that after the warm-up make quarters of one or two. */
const FEWEST = 8;
/** All pairs of so many points are some 28 000 slopes, however long the run was. */
const MOST_POINTS = 240;
/** So many median deviations of a quarter could be chance. */
const SCATTERS = 2;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

const valuesOf = (points: readonly Point[]): readonly number[] => points.map(({ value }) => value);

/** The usual distance from the median. */
const scatterOf = (values: readonly number[]): number => {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
};

/** A second. NaN of one point. */
function slopeOf(points: readonly Point[]): number {
  const step = Math.ceil(points.length / MOST_POINTS);
  const thinned = points.filter((_, index) => index % step === 0);
  return median(
    thinned.flatMap((late, index) =>
      thinned.slice(0, index).map((early) => (late.value - early.value) / (late.at - early.at)),
    ),
  );
}

function trendOf(rise: number, allowed: number, scatter: number): Trend {
  if (Math.abs(rise) <= allowed) return 'flat';
  if (rise < 0) return 'falling';
  return rise > SCATTERS * scatter ? 'rising' : 'unclear';
}

/** `points` in the order of their time. Throws when one of them is no number: a figure that was not read is no zero. */
export function judge({ name, unit, limit, points }: Series, warmUpSeconds: number): Judgement {
  const judged = points.filter(({ at }) => at >= warmUpSeconds);
  const strange = points.find(({ at, value }) => !Number.isFinite(value) || !Number.isFinite(at));
  if (strange !== undefined) throw new Error(`${name} is ${strange.value} at ${strange.at} s`);
  if (points.some(({ at }, index) => index > 0 && at <= (points[index - 1]?.at ?? -Infinity))) {
    throw new Error(`the samples of ${name} are not in the order of their time`);
  }
  const samples = judged.length;
  if (samples < FEWEST) {
    const nothing = { first: NaN, last: NaN, slopePerHour: NaN, allowed: NaN, highest: NaN };
    return { name, unit, trend: 'few', isGood: false, ...nothing, samples };
  }
  const quarter = Math.floor(samples / 4);
  const early = valuesOf(judged.slice(0, quarter));
  const late = valuesOf(judged.slice(-quarter));
  const [first, last] = [median(early), median(late)];
  const allowed = Math.max(limit.amount, limit.share * first);
  const highest = Math.max(...valuesOf(judged));
  const isTooHigh = limit.most !== undefined && highest > limit.most;
  const trend = isTooHigh ? 'too high' : trendOf(last - first, allowed, Math.max(scatterOf(early), scatterOf(late)));
  const isGood = trend === 'flat' || trend === 'falling';
  return { name, unit, trend, isGood, first, last, slopePerHour: slopeOf(judged) * 3_600, allowed, highest, samples };
}
