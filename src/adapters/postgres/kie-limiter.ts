/**
 * KIE takes 20 new tasks in 10 seconds from one account and refuses the rest, and several services may share an
 * account; so the limit is a sliding log in Postgres, on the database's clock, one row a key.
 *
 * Not rate-limiter-flexible, which the project otherwise uses: its windows are fixed and start with their first hit, so
 * 20 calls at the end of one and 19 more after the start of the next put 39 into ten seconds.
 */
import type { CreateLimiter, Slot } from '../kie/limiter.ts';
import { batched } from './batched.ts';
import { pgError } from './errors.ts';
import { keyHashOf } from './key-hash.ts';
import type { Queryable } from './transaction.ts';

interface KieLimiterOptions {
  /** A pool, not a transaction's client: a slot would otherwise be held back until the commit, and everybody with it. */
  readonly db: Queryable;
  /** Stored only as a SHA-256. */
  readonly apiKey: string;
  /** New tasks in one window. */
  readonly limit: number;
  /** Ten seconds, unless a test is in a hurry. */
  readonly windowMs?: number;
  /**
   * Added to the window. A slot is dated by the database, a call by KIE: one that travels slowly may meet those of the
   * next window there.
   */
  readonly marginMs?: number;
}

const WINDOW_MS = 10_000;
const MARGIN_MS = 1_000;
/** Waiters never sleep less, or a herd of them would ask the database in a circle. */
const SHORTEST_WAIT_MS = 10;

const toSlot = (waitMs: number | null): Slot =>
  waitMs === null ? { ok: true } : { ok: false, retryAfterMs: Math.max(SHORTEST_WAIT_MS, Math.ceil(waitMs)) };

export function createKieLimiter(options: KieLimiterOptions): CreateLimiter {
  const { db, limit, windowMs = WINDOW_MS, marginMs = MARGIN_MS } = options;
  const keyHash = keyHashOf(options.apiKey);
  const spanMs = windowMs + marginMs;

  /** Those who come together ask together, and the first of them is served first. */
  const takeAll = batched<object, ReadonlyMap<object, Slot>>(async (callers) => {
    try {
      const { rows } = await db.query<{ wait_ms: number | null }>({
        name: 'kie.slots',
        text: `select kie_shared.take_create_slot($1, $2, $3 * interval '1 millisecond') as wait_ms from generate_series(1, $4)`,
        values: [keyHash, limit, spanMs, callers.length],
      });
      return new Map(callers.map((caller, index) => [caller, toSlot(rows[index]?.wait_ms ?? null)]));
    } catch (error) {
      throw pgError(error);
    }
  });

  async function tryTake(): Promise<Slot> {
    const caller = {};
    return (await takeAll(caller)).get(caller) ?? toSlot(SHORTEST_WAIT_MS);
  }

  return { tryTake };
}
