/** What an admin may change at run time. What nobody has changed is as the environment says. */
import * as z from 'zod';

const decimal = z.string().regex(/^(?=.*[1-9])\d{1,9}(?:\.\d{1,9})?$/);
const count = z.int().min(0).max(100_000);
/** Minor units. */
const amount = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

export const StarPackage = z.object({
  stars: z.int().min(1).max(100_000),
  /** What it adds to the balance; null = by the rate of the dollar. */
  amount: amount.nullable(),
});
export type StarPackage = Readonly<z.infer<typeof StarPackage>>;

const FIELDS = {
  /** One US dollar in the currency. */
  usdRate: decimal,
  markup: decimal,
  freeDailyLimit: count,
  /** KIE credits. */
  freeMaxCredits: count,
  maxRunning: z.int().min(1).max(100),
  maxMessagesPerMinute: z.int().min(1).max(10_000),
  /** Minor units a person and day; null = no limit. */
  dailySpendLimit: amount.nullable(),
  starPackages: z.array(StarPackage).max(12),
  /** Free generations for each side of an invitation. */
  referralBonus: count,
  isMaintenance: z.boolean(),
} as const;

export const Settings = z.object(FIELDS);
export type Settings = Readonly<z.infer<typeof Settings>>;
export type SettingName = keyof Settings;
export const SETTING_NAMES = Object.keys(FIELDS) as readonly SettingName[];

/** Undefined = not a value that this setting can have. */
export function readSetting<N extends SettingName>(name: N, value: unknown): Settings[N] | undefined {
  const parsed = FIELDS[name].safeParse(value);
  return parsed.success ? (parsed.data as Settings[N]) : undefined;
}

/** The operator's terms for one model. */
export interface ModelTerms {
  readonly isHidden: boolean;
  /** Minor units for one generation with any settings; null = by KIE's credits. */
  readonly price: bigint | null;
}
