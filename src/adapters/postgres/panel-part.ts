/** Long lists of the panel are read a part at a time. */
import { PART_SIZE, type Part } from '../../domain/admin/parts.ts';

/** One row more than is shown tells whether there is a next part. */
export const partOf = <R, T>(rows: readonly R[], read: (row: R) => T): Part<T> => ({
  rows: rows.slice(0, PART_SIZE).map(read),
  hasNext: rows.length > PART_SIZE,
});
export const limitOf = (part: number): string => `limit ${PART_SIZE + 1} offset ${part * PART_SIZE}`;
