/** The settings as the environment says, for whatever no admin has changed. */
import { wholeUnits } from '../billing/money.ts';
import type { Settings } from './settings.ts';

/** Of the configuration, under its own names. */
interface Given {
  readonly CURRENCY: string;
  readonly USD_RATE: string;
  readonly PRICE_MARKUP: string;
  readonly FREE_DAILY_LIMIT: number;
  readonly FREE_MAX_CREDITS: number;
  readonly MAX_RUNNING_PER_USER: number;
  readonly MAX_MESSAGES_PER_MINUTE: number;
  readonly MAX_SPEND_PER_DAY: number;
  readonly REFERRAL_BONUS: number;
}

const USUAL_PACKAGES = [100, 250, 500, 1_000, 2_500];

export function defaultSettings(given: Given): Settings {
  return {
    usdRate: given.USD_RATE,
    markup: given.PRICE_MARKUP,
    freeDailyLimit: given.FREE_DAILY_LIMIT,
    freeMaxCredits: given.FREE_MAX_CREDITS,
    maxRunning: given.MAX_RUNNING_PER_USER,
    maxMessagesPerMinute: given.MAX_MESSAGES_PER_MINUTE,
    dailySpendLimit: given.MAX_SPEND_PER_DAY === 0 ? null : Number(wholeUnits(given.MAX_SPEND_PER_DAY, given.CURRENCY)),
    starPackages: USUAL_PACKAGES.map((stars) => ({ stars, amount: null })),
    referralBonus: given.REFERRAL_BONUS,
    isMaintenance: false,
  };
}
