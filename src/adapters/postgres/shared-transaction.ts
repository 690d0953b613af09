/**
 * One transaction for many pieces of work that have nothing to do with each other: alone, each would pay for its own BEGIN,
 * COMMIT and flush, and for waking the server with every statement.
 */
import type pg from 'pg';
import { toAppError } from '../../shared/errors.ts';
import { batched, type BatchLimits } from './batched.ts';
import { mayBeItsOwn } from './errors.ts';
import { NO_LOCK_TIMEOUT, SHARED_LOCK_TIMEOUT } from './locks.ts';
import { inTransaction, together, type Queryable } from './transaction.ts';

/**
 * Runs `work` in a transaction that it may share; resolves once that is committed. Rejects with an AppError, as
 * `inTransaction` does. `work` is run once more, alone, when the one that it shared failed for a reason that is not known
 * to be everybody's: it does nothing but ask this database. Two of one `key` never share.
 */
export type Share = <T>(key: string, work: (tx: Queryable) => Promise<T>) => Promise<T>;

type Work = (tx: Queryable) => Promise<unknown>;

/** Two, so that the next one need not wait for the commit of the first. */
const SHARED: BatchLimits = { atOnce: 2, most: 32 };

export function createShare(pool: pg.Pool, limits = SHARED): Share {
  async function allInOne(works: readonly Work[]): Promise<readonly unknown[]> {
    return await inTransaction(pool, async (tx) => {
      const [, ...found] = await together(tx, () => [tx.query(SHARED_LOCK_TIMEOUT), ...works.map((work) => work(tx))]);
      await tx.query(NO_LOCK_TIMEOUT);
      return found;
    });
  }

  /** What each of them found; nothing when they are to go alone. */
  const runAll = batched<Work, ReadonlyMap<Work, unknown>>(async (works) => {
    try {
      const found = await allInOne(works);
      return new Map(works.map((work, index) => [work, found[index]]));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.fault === 'transient' && !mayBeItsOwn(error)) throw error;
      return new Map();
    }
  }, limits);

  const inHand = new Set<string>();
  return async <T>(key: string, work: (tx: Queryable) => Promise<T>): Promise<T> => {
    if (inHand.has(key)) return await inTransaction(pool, work);
    inHand.add(key);
    try {
      const found = await runAll(work);
      return found.has(work) ? (found.get(work) as T) : await inTransaction(pool, work);
    } finally {
      inHand.delete(key);
    }
  };
}
