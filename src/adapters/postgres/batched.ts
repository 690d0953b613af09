export interface BatchLimits {
  /** Batches under way. */
  readonly atOnce: number;
  /** Items of one. */
  readonly most: number;
}

interface Batch<T, R> {
  readonly items: T[];
  readonly end: PromiseWithResolvers<R>;
}

/**
 * Calls that come while as many are under way as may be go together in the next: under load many share one statement and
 * one commit, and alone a call waits for nobody. All of one batch succeed or fail together, with what `flush` says.
 */
export function batched<T, R = void>(
  flush: (items: readonly T[]) => Promise<R>,
  { atOnce, most }: BatchLimits = { atOnce: 1, most: Infinity },
): (item: T) => Promise<R> {
  const waiting: Batch<T, R>[] = [];
  let underWay = 0;

  function startNext(): void {
    while (underWay < atOnce) {
      const batch = waiting.shift();
      if (batch === undefined) return;
      underWay += 1;
      void flush(batch.items)
        .then(batch.end.resolve, batch.end.reject)
        .then(() => {
          underWay -= 1;
          startNext();
        });
    }
  }

  return async (item) => {
    let last = waiting.at(-1);
    if (last === undefined || last.items.length >= most) {
      last = { items: [], end: Promise.withResolvers<R>() };
      waiting.push(last);
      queueMicrotask(startNext);
    }
    last.items.push(item);
    return await last.end.promise;
  };
}
