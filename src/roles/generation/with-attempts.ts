import { onOneConnection } from '../../adapters/postgres/transaction.ts';
import type { Attempt, Generation } from '../../domain/generation/generation.ts';
import type { GenerationDeps } from './deps.ts';

/** A generation and its createTask calls, the oldest first. */
export async function withAttempts(
  generationId: string,
  { pool, generations, attempts }: Pick<GenerationDeps, 'pool' | 'generations' | 'attempts'>,
): Promise<[Generation | null, readonly Attempt[]]> {
  return await onOneConnection(pool, (db) => [generations.get(db, generationId), attempts.of(db, generationId)]);
}
