/** From KIE credits to what a person pays, and how an amount is written. Exact: no floating point on the way. */
import { AppError } from '../../shared/errors.ts';
import { type Fraction, fraction, isPositive, isWhole, roundedHalfUp, times } from '../catalog/decimal.ts';

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

/** A formatter is slow to make, and every price asks. */
const DIGITS = new Map<string, number>();

/** How many digits the minor unit has: two for kopecks, none for yen. */
function minorDigits(currency: string): number {
  const known = DIGITS.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  DIGITS.set(currency, maximumFractionDigits ?? 2);
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
  return atLeastOne(times(inMinorUnits(cost, usdRate, currency), exact('the markup', markup)));
}

/** What the operator pays KIE for it, in minor units, rounded half up. */
export function costInMinorUnits(credits: number, { currency, usdRate }: Omit<Pricing, 'markup'>): bigint {
  const cost = times(exact('an amount of credits', credits), USD_PER_CREDIT);
  return roundedHalfUp(inMinorUnits(cost, usdRate, currency));
}

/** What Telegram Stars add to a balance, in minor units, rounded half up; at least one. */
export function starsWorth(
  stars: number,
  { starUsd, usdRate, currency }: { readonly starUsd: string; readonly usdRate: string; readonly currency: string },
): bigint {
  const worth = times(exact('a number of Stars', stars), exact('the worth of a Star', starUsd));
  return atLeastOne(inMinorUnits(worth, usdRate, currency));
}

function inMinorUnits(usd: Fraction, usdRate: string, currency: string): Fraction {
  const unit = { numerator: 10n ** BigInt(minorDigits(currency)), denominator: 1n };
  return times(times(usd, exact('the USD rate', usdRate)), unit);
}

/** What is worth anything is worth one. */
function atLeastOne(amount: Fraction): bigint {
  const rounded = roundedHalfUp(amount);
  return rounded === 0n && isPositive(amount) ? 1n : rounded;
}

/** Whole units of the currency (roubles) in minor units. */
export const wholeUnits = (units: number, currency: string): bigint =>
  BigInt(units) * 10n ** BigInt(minorDigits(currency));

/** How people write roubles behind a number. */
const ROUBLES = '₽|р(уб)?\\.?$';
const NOT_THE_AMOUNT = new RegExp(String.raw`[\s\u00a0]|` + ROUBLES, 'giu');

/** An amount as a person types it ("100", "99,50 ₽"), in minor units; null = none, zero, or finer than the currency. */
export function parseMoney(text: string, currency: string): bigint | null {
  const bare = text.replaceAll(NOT_THE_AMOUNT, '').replace(new RegExp(currency, 'i'), '').replace(',', '.');
  const amount = /^\d{1,9}(\.\d{1,9})?$/.test(bare) ? fraction(bare) : null;
  if (amount === null) return null;
  const minor = times(amount, { numerator: 10n ** BigInt(minorDigits(currency)), denominator: 1n });
  return isPositive(minor) && isWhole(minor) ? minor.numerator / minor.denominator : null;
}

/** "12.50", "-5.00": for machines, with a dot and every digit of the currency. */
export function plainMoney(minorUnits: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const sign = minorUnits < 0n ? '-' : '';
  const padded = String(minorUnits < 0n ? -minorUnits : minorUnits).padStart(digits + 1, '0');
  const whole = `${sign}${padded.slice(0, padded.length - digits)}`;
  return digits === 0 ? whole : `${whole}.${padded.slice(-digits)}`;
}

/** "12 ₽", "12,50 ₽", "₽12.50", "-5 ₽": the rouble by its sign, every other currency by its code. Spaces are no-break ones. */
export function formatMoney(minorUnits: bigint, currency: string, language: 'ru' | 'en'): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: currency === 'RUB' ? 'narrowSymbol' : 'code',
    trailingZeroDisplay: 'stripIfInteger',
  });
  // Intl formats decimal text exactly; a number would not hold every amount.
  return format.format(plainMoney(minorUnits, currency) as Intl.StringNumericLiteral);
}
