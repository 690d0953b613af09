import { batched } from '../../adapters/postgres/batched.ts';
import { onOneConnection, together } from '../../adapters/postgres/transaction.ts';
import { pgError } from '../../adapters/postgres/errors.ts';
import type { Attempt, Generation } from '../../domain/generation/generation.ts';
import { hasCode } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

/** A generation and its createTask calls, the oldest first. */
export type WithAttempts = [Generation | null, readonly Attempt[]];

/** Without an answer from the database the connection is no good, and nobody has one. */
async function unlessAway<T>(asked: readonly Promise<T>[]): Promise<readonly PromiseSettledResult<T>[]> {
  const ends = await Promise.allSettled(asked);
  const lost = ends.find((end) => end.status === 'rejected' && hasCode(pgError(end.reason), 'DB_UNAVAILABLE'));
  if (lost?.status === 'rejected') throw lost.reason;
  return ends;
}

/** Those that are asked for together are read in one packet; one that cannot be read spoils no other. */
export function createWithAttempts({
  pool,
  generations,
  attempts,
}: Pick<GenerationDeps, 'pool' | 'generations' | 'attempts'>): (generationId: string) => Promise<WithAttempts> {
  const readAll = batched<string, ReadonlyMap<string, PromiseSettledResult<WithAttempts> | undefined>>(async (ids) => {
    const [found] = await onOneConnection(pool, (db) => [
      unlessAway(ids.map((id) => together(db, () => [generations.get(db, id), attempts.of(db, id)]))),
    ]);
    return new Map(ids.map((id, index) => [id, found[index]]));
  });
  return async (generationId) => {
    const found = (await readAll(generationId)).get(generationId);
    if (found?.status === 'fulfilled') return found.value;
    throw found?.reason;
  };
}
