/** What a measure found, and the one table that all measures end in. */

export interface Line {
  /** What was counted, with its conditions: `reply latency p50 at 100 updates/s`. */
  readonly what: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  /** The first is ours; null = could not be measured here. */
  readonly values: Readonly<Record<string, number | null>>;
  /** What one must know to read the numbers. */
  readonly note?: string;
}

export interface Measured {
  readonly measure: string;
  readonly seconds: number;
  readonly lines: readonly Line[];
}

export const OURS = 'kie-ai-bot';

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

const digits = (value: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '-' : '∞';
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
};

/** How many times better ours is: below 1 the peer wins. Null where a zero or a gap makes the question senseless. */
function ratio(line: Line, peer: string): number | null {
  const ours = line.values[OURS] ?? null;
  const theirs = line.values[peer] ?? null;
  if (ours === null || theirs === null || ours === 0 || theirs === 0) return null;
  return line.better === 'more' ? ours / theirs : theirs / ours;
}

function cell(line: Line, name: string): string {
  const value = line.values[name] ?? null;
  if (value === null) return `${name} -`;
  const times = name === OURS ? null : ratio(line, name);
  return `${name} ${digits(value)}${times === null ? '' : ` (${digits(times)}×)`}`;
}

/** `(2×)` behind a peer's number: ours is twice as good; `(0.5×)`: half as good. */
export function table(measured: readonly Measured[]): string {
  return measured
    .flatMap(({ measure, seconds, lines }) => [
      `\n${measure} (${Math.round(seconds)} s)`,
      ...lines.flatMap((line) => [
        `  ${line.what}, ${line.unit}: ${Object.keys(line.values)
          .map((name) => cell(line, name))
          .join(' | ')}`,
        ...(line.note === undefined ? [] : [`      ${line.note}`]),
      ]),
    ])
    .join('\n');
}
