/**
 * Calls that come while one is under way go together in the next: under load many share one statement and one commit,
 * and alone a call waits for nobody. All of one batch succeed or fail together.
 */
export function batched<T>(flush: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let open: { readonly items: T[]; readonly done: Promise<void> } | null = null;
  return async (item) => {
    if (open !== null) {
      open.items.push(item);
      await open.done;
      return;
    }
    const items = [item];
    const done = last.then(async () => {
      open = null;
      await flush(items);
    });
    open = { items, done };
    last = done.catch(() => undefined);
    await done;
  };
}
