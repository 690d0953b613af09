/** Long lists of the panel, a part at a time. */
import * as z from 'zod';

export const PART_SIZE = 8;
/** As far as anybody turns; what a button says beyond it is cut to it, or the stored page could not be read again. */
const LAST_PART = 100_000;

export const PartNumber = z.int().min(0).max(LAST_PART);

/** A part of a list, and whether there is one after it. */
export interface Part<T> {
  readonly rows: readonly T[];
  readonly hasNext: boolean;
}

export const partNumber = (index: number): number => Math.min(Math.max(index, 0), LAST_PART);
