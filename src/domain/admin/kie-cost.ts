import { costInMinorUnits, type Pricing } from '../billing/money.ts';
import type { KieCost } from './figures.ts';

/** What is booked, and what the credits of everything without a bill are worth at the rate of now. */
export function kieCost(cost: KieCost, pricing: Pricing): bigint {
  return cost.booked + worthOf(cost.credits, pricing);
}

export function worthOf(credits: number, pricing: Pricing): bigint {
  // A sum of decimals as a float may have more digits than any bill.
  return credits <= 0 ? 0n : costInMinorUnits(Math.round(credits * 1e6) / 1e6, pricing);
}
