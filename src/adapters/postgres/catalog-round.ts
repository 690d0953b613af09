/**
 * Whose turn it is to read KIE's catalog, over all bots of one database. A round is opened by reading the list and is
 * over when no model is left to read; a holder that died is passed over when its time is up, and the round goes on.
 */
import type { ErrorCode } from '../../shared/errors.ts';
import { CATALOG_CHANNEL } from './catalog-store.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface RoundView {
  readonly isOpen: boolean;
  readonly finishedAt: Date | null;
  /** Why the last try failed; null after one that did not. */
  readonly failure: string | null;
  readonly failures: number;
}

export interface CatalogRounds {
  /** Takes the turn when a round is open or due and nobody else holds it; null = nothing to do for this process. */
  readonly take: (holder: string, holdMs: number, intervalMs: number) => Promise<RoundView | null>;
  /** False = the turn was lost: somebody else reads now. */
  readonly keep: (holder: string, holdMs: number) => Promise<boolean>;
  /** Gives the turn back; does nothing when it is no longer ours. */
  readonly leave: (holder: string) => Promise<void>;
  /** The round of this holder is over: the next one is due an interval from now. */
  readonly finish: (holder: string) => Promise<void>;
  /** Nobody tries again before `waitMs` have passed; an open round stays open. */
  readonly fail: (failure: ErrorCode | 'list-not-believed', waitMs: number) => Promise<void>;
  readonly view: () => Promise<RoundView>;
}

interface Row {
  readonly is_open: boolean;
  readonly finished_at: Date | null;
  readonly failure: string | null;
  readonly failures: number;
}

const COLUMNS = 'is_open, finished_at, failure, failures';
const ms = (parameter: number): string => `$${parameter} * interval '1 millisecond'`;

const viewOf = (row: Row): RoundView => ({
  isOpen: row.is_open,
  finishedAt: row.finished_at,
  failure: row.failure,
  failures: row.failures,
});

export function createCatalogRounds(db: Queryable, schemas: SchemaNames): CatalogRounds {
  const table = `${schemas.shared}.catalog_sync`;

  async function query(text: string, values: unknown[]): Promise<readonly Row[]> {
    try {
      return (await db.query<Row>(text, values)).rows;
    } catch (error) {
      throw pgError(error);
    }
  }

  return {
    take: async (holder, holdMs, intervalMs) => {
      const [row] = await query(
        `update ${table} set holder = $1, held_until = now() + ${ms(2)}
         where (held_until < now() or holder = $1) and not_before <= now()
           and (is_open or finished_at is null or finished_at <= now() - ${ms(3)})
         returning ${COLUMNS}`,
        [holder, holdMs, intervalMs],
      );
      return row === undefined ? null : viewOf(row);
    },

    keep: async (holder, holdMs) => {
      const sql = `update ${table} set held_until = now() + ${ms(2)} where holder = $1 and held_until > now() returning ${COLUMNS}`;
      return (await query(sql, [holder, holdMs])).length === 1;
    },

    leave: async (holder) => {
      await query(`update ${table} set holder = null, held_until = '-infinity' where holder = $1`, [holder]);
    },

    finish: async (holder) => {
      await query(
        `with done as (
           update ${table} set is_open = false, finished_at = now(), failure = null, failures = 0
           where holder = $1 returning 1)
         select pg_notify($2, '') from done`,
        [holder, CATALOG_CHANNEL],
      );
    },

    fail: async (failure, waitMs) => {
      await query(
        `update ${table} set failed_at = now(), failure = $1, failures = failures + 1, not_before = now() + ${ms(2)}`,
        [failure, waitMs],
      );
    },

    view: async () => {
      const [row] = await query(`select ${COLUMNS} from ${table}`, []);
      return row === undefined ? { isOpen: false, finishedAt: null, failure: null, failures: 0 } : viewOf(row);
    },
  };
}
