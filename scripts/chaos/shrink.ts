/** The smallest part of a failing schedule that still fails (Zeller and Hildebrandt 2002, "ddmin"). Pure. */

export interface ShrinkOptions<T> {
  readonly items: readonly T[];
  /** Whether a run with only these fails. */
  readonly fails: (items: readonly T[]) => Promise<boolean>;
  /** Asked before each run; false ends the search with what was found so far. */
  readonly mayGoOn: () => boolean;
}

function parts<T>(items: readonly T[], count: number): readonly (readonly T[])[] {
  const edge = (index: number): number => Math.round((index * items.length) / count);
  return Array.from({ length: count }, (_, index) => items.slice(edge(index), edge(index + 1)));
}

/** Keeps the order of the items. Never returns a list that was not seen to fail, but for `items` itself. */
export async function shrink<T>({ items, fails, mayGoOn }: ShrinkOptions<T>): Promise<readonly T[]> {
  let current = items;
  let count = 2;
  while (current.length >= 2) {
    const pieces = parts(current, count);
    const rests = pieces.map((_, index) => pieces.toSpliced(index, 1).flat());
    // With two pieces the rest of one is the other.
    const candidates = count === 2 ? pieces : [...pieces, ...rests];
    let found: readonly T[] | null = null;
    for (const candidate of candidates) {
      if (!mayGoOn()) return current;
      if (await fails(candidate)) {
        found = candidate;
        break;
      }
    }
    if (found === null && count >= current.length) return current;
    const isPiece = found !== null && pieces.includes(found);
    count = found === null ? Math.min(current.length, count * 2) : isPiece ? 2 : Math.max(2, count - 1);
    current = found ?? current;
  }
  return current;
}
