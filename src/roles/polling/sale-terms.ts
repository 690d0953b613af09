/** What the dialog may know of the settings. */
import type { Settings } from '../../domain/admin/settings.ts';
import { starsWorth, type Pricing } from '../../domain/billing/money.ts';
import type { SaleTerms } from '../../domain/billing/payment.ts';

/** What only the environment says. */
export interface SaleOptions {
  readonly currency: string;
  /** What one Telegram Star is worth, in US dollars: a decimal above zero. */
  readonly starUsd: string;
  readonly paymentDetails: string | null;
}

export function pricingOf({ usdRate, markup }: Settings, { currency }: SaleOptions): Pricing {
  return { currency, usdRate, markup };
}

export function saleTerms(settings: Settings, options: SaleOptions): SaleTerms {
  const { freeMaxCredits, dailySpendLimit, starPackages, referralBonus, isMaintenance, usdRate } = settings;
  const { currency, starUsd, paymentDetails } = options;
  return {
    ...{ freeMaxCredits, paymentDetails, referralBonus, isMaintenance },
    dailySpendLimit: dailySpendLimit === null ? null : BigInt(dailySpendLimit),
    starPackages: starPackages.map(({ stars, amount }) => ({
      stars,
      amount: amount === null ? starsWorth(stars, { starUsd, usdRate, currency }) : BigInt(amount),
    })),
  };
}
