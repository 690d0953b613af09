/** The panel's pages about the machine. */
import * as z from 'zod';

export const SYSTEM_PAGES = [
  z.object({ page: z.literal('system') }),
  z.object({ page: z.literal('troubles') }),
  z.object({ page: z.literal('deadletters') }),
  /** One generation, by its id or by a trace id; null = it is asked for. */
  z.object({ page: z.literal('lookup'), wanted: z.string().max(40).nullable() }),
] as const;
