/** What Stars add to a balance where no invoice of ours says so. */
import type { Settings } from '../admin/settings.ts';
import { starsWorth } from './money.ts';

/**
 * By the worst rate of the packages, rounded down, so that no way around an invoice is better than one; by the worth of
 * a Star where there are no packages. At least one minor unit: something was paid.
 */
export function worthWithoutInvoice(
  stars: number,
  { starPackages, usdRate }: Pick<Settings, 'starPackages' | 'usdRate'>,
  { starUsd, currency }: { readonly starUsd: string; readonly currency: string },
): bigint {
  const byRate = (count: number): bigint => starsWorth(count, { starUsd, usdRate, currency });
  const worths = starPackages.map(
    (one) => (BigInt(stars) * (one.amount === null ? byRate(one.stars) : BigInt(one.amount))) / BigInt(one.stars),
  );
  const [first, ...others] = worths;
  if (first === undefined) return byRate(stars);
  const least = others.reduce((a, b) => (b < a ? b : a), first);
  return least < 1n ? 1n : least;
}
