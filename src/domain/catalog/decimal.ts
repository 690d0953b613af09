/** Exact amounts: fractions of big integers, because 0.1 + 0.2 must be 0.3 where money begins. */

/** Always with a positive denominator. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ONE: Fraction = { numerator: 1n, denominator: 1n };
export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

const DECIMAL = /^(\d{1,15})(?:\.(\d{1,15}))?$/;

/** A plain non-negative decimal, given as a number or as text ("5"), or null. A number means its shortest notation. */
export function fraction(value: unknown): Fraction | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const match = DECIMAL.exec(String(value));
  if (match === null) return null;
  const decimals = match[2] ?? '';
  return { numerator: BigInt(`${match[1] ?? ''}${decimals}`), denominator: 10n ** BigInt(decimals.length) };
}

export const times = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

export const plus = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
  denominator: a.denominator * b.denominator,
});

export const isLess = (a: Fraction, b: Fraction): boolean => a.numerator * b.denominator < b.numerator * a.denominator;

/** Null when `b` is zero. */
export const over = (a: Fraction, b: Fraction): Fraction | null =>
  b.numerator === 0n ? null : times(a, { numerator: b.denominator, denominator: b.numerator });

export const isPositive = (a: Fraction): boolean => a.numerator > 0n;
export const isWhole = (a: Fraction): boolean => a.numerator % a.denominator === 0n;

/** The next whole number. */
export const roundedUp = (a: Fraction): Fraction => ({
  numerator: (a.numerator + a.denominator - 1n) / a.denominator,
  denominator: 1n,
});

/** The nearest whole number; of two equally near ones the greater. */
export const roundedHalfUp = (a: Fraction): bigint => (2n * a.numerator + a.denominator) / (2n * a.denominator);

/** As a number with at most three decimals, rounded up; null when too large to be exact. */
export function toThousandths(a: Fraction): number | null {
  const thousandths = roundedUp(times(a, { numerator: 1_000n, denominator: 1n })).numerator;
  return thousandths > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(thousandths) / 1_000;
}
