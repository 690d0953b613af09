/** The panel's pages about models and their figures, and what an admin changes there. */
import * as z from 'zod';
import { PERIODS } from '../figures.ts';
import type { Report } from '../report.ts';

/** As far as anybody turns. */
export const LAST_PART = 10_000;
const Part = z.int().min(0).max(LAST_PART);
const Query = z.string().max(100).nullable();
/** The list to go back to. */
const from = { query: Query, part: Part };

export const MODEL_PAGES = [
  /** `shown`: the ids on this part, so that a button means the model it showed. */
  z.object({ page: z.literal('models'), ...from, shown: z.array(z.string()) }),
  z.object({ page: z.literal('model'), modelId: z.string(), ...from }),
  z.object({ page: z.literal('modelprice'), modelId: z.string(), ...from }),
  /** Of one model, or of all. */
  z.object({ page: z.literal('drifts'), modelId: z.string().nullable(), shown: z.array(z.int()) }),
  z.object({ page: z.literal('stats'), days: z.literal(PERIODS) }),
] as const;

export type ModelAction =
  | { readonly act: 'hidemodel'; readonly modelId: string; readonly isHidden: boolean }
  /** Minor units; null = by KIE's credits. */
  | { readonly act: 'pricemodel'; readonly modelId: string; readonly price: bigint | null }
  | { readonly act: 'decidedrift'; readonly driftId: number; readonly accept: boolean }
  | { readonly act: 'report'; readonly report: Report };
