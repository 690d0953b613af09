/** At most so many at once, first come first served. What waits elsewhere takes no turn. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // A turn that is handed over was never free, so nobody can slip in between.
      if (next === undefined) free += 1;
      else next();
    }
  };
}
