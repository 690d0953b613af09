/** `work` for every item, at most `most` at once. Rejects with the first failure, once all have ended. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries();
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: Math.min(most, items.length) }, async () => {
      for (const [index, item] of entries) await work(item, index).catch((error: unknown) => void failures.push(error));
    }),
  );
  if (failures.length > 0) throw failures[0];
}
