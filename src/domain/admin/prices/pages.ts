/** The panel's pages about prices and limits, and their actions. */
import * as z from 'zod';
import type { SettingName } from '../settings.ts';

/** What is changed here, in the order of the list; the other settings have pages of their own. */
export const EDITABLE = [
  ...(['usdRate', 'markup', 'freeDailyLimit', 'freeMaxCredits'] as const),
  ...(['maxRunning', 'maxMessagesPerMinute', 'dailySpendLimit', 'referralBonus'] as const),
] as const satisfies readonly SettingName[];
export type EditableName = (typeof EDITABLE)[number];

const Name = z.enum(EDITABLE);
/** As it is stored; whether it fits its setting is looked at again when it is. */
const Value = z.union([z.string(), z.number(), z.null()]);
export type EditedValue = z.infer<typeof Value>;

export const PRICE_PAGES = [
  z.object({ page: z.literal('prices') }),
  z.object({ page: z.literal('setting'), name: Name }),
  z.object({ page: z.literal('newsetting'), name: Name, value: Value }),
] as const;

export type PriceAction =
  | { readonly act: 'setting'; readonly name: EditableName; readonly value: EditedValue }
  | { readonly act: 'resetsetting'; readonly name: EditableName };
