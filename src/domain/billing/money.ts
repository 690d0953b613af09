/** From KIE credits to what a person pays, and how an amount is written. Exact: no floating point on the way. */
import { AppError } from '../../shared/errors.ts';
import { type Fraction, fraction, isPositive, roundedHalfUp, times } from '../catalog/decimal.ts';

export interface Pricing {
  /** ISO 4217, in capitals. */
  readonly currency: string;
  /** One US dollar in that currency: a decimal above zero, as text because it must stay exact. */
  readonly usdRate: string;
  /** What the operator's costs are multiplied by: a decimal above zero. */
  readonly markup: string;
}

/** Source: facts on KIE's API, part 7: one credit costs 0.005 USD. */
const USD_PER_CREDIT: Fraction = { numerator: 1n, denominator: 200n };

/** How many digits the minor unit has: two for kopecks, none for yen. */
function minorDigits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

function exact(what: string, value: string | number): Fraction {
  const amount = fraction(value);
  if (amount === null) throw new AppError('UNEXPECTED', `${what} is no plain decimal`);
  return amount;
}

/**
 * The price in minor units (kopecks), rounded half up; what costs anything costs at least one. Throws UNEXPECTED when
 * the credits or the pricing are no plain decimals.
 */
export function priceInMinorUnits(credits: number, { currency, usdRate, markup }: Pricing): bigint {
  const cost = times(exact('an amount of credits', credits), USD_PER_CREDIT);
  const price = times(times(cost, exact('the USD rate', usdRate)), exact('the markup', markup));
  const minor = times(price, { numerator: 10n ** BigInt(minorDigits(currency)), denominator: 1n });
  const rounded = roundedHalfUp(minor);
  return rounded === 0n && isPositive(minor) ? 1n : rounded;
}

/** "12 ₽", "12,50 ₽", "₽12.50": the rouble by its sign, every other currency by its code. Spaces are no-break ones. */
export function formatMoney(minorUnits: bigint, currency: string, language: 'ru' | 'en'): string {
  const digits = minorDigits(currency);
  const padded = String(minorUnits).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  const amount = digits === 0 ? whole : `${whole}.${padded.slice(-digits)}`;
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: currency === 'RUB' ? 'narrowSymbol' : 'code',
    trailingZeroDisplay: 'stripIfInteger',
  });
  // Intl formats decimal text exactly; a number would not hold every amount.
  return format.format(amount as Intl.StringNumericLiteral);
}
