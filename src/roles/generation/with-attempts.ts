import type pg from 'pg';
import type { Attempts } from '../../adapters/postgres/attempts.ts';
import { batched } from '../../adapters/postgres/batched.ts';
import type { Generations } from '../../adapters/postgres/generations.ts';
import { onOneConnection } from '../../adapters/postgres/transaction.ts';
import type { Attempt, Generation } from '../../domain/generation/generation.ts';

/** A generation and its createTask calls, the oldest first. */
export type WithAttempts = [Generation | null, readonly Attempt[]];

/** Those that are asked for together are read together. Rejects with an AppError. */
export function createWithAttempts({
  pool,
  generations,
  attempts,
}: {
  readonly pool: pg.Pool;
  readonly generations: Pick<Generations, 'getAll'>;
  readonly attempts: Pick<Attempts, 'ofAll'>;
}): (generationId: string) => Promise<WithAttempts> {
  const readAll = batched((ids: readonly string[]) =>
    onOneConnection(pool, (db) => [generations.getAll(db, ids), attempts.ofAll(db, ids)]),
  );
  return async (generationId) => {
    const [generation, earlier] = await readAll(generationId);
    return [generation.get(generationId)?.() ?? null, earlier.get(generationId) ?? []];
  };
}
