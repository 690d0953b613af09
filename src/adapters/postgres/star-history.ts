/**
 * What Telegram's list of Star payments holds from before this database: sales of other software with the same token, or
 * of a database that is lost. It is counted once, a part at a time; how far stands in one row.
 */
import * as z from 'zod';
import { storableJson } from './inbox.ts';
import { MIGRATIONS_TABLE } from './migrate.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface StarHistory {
  /** What was paid before it is history. */
  readonly since: Date;
  /** The length of its part of Telegram's list, as far as counted. */
  readonly transactions: number;
  /** Of these: paid, not given back, and not booked here. */
  readonly payments: number;
  readonly stars: number;
  /** It is counted to its end. */
  readonly isWhole: boolean;
}

export interface StarHistories {
  readonly read: (db: Queryable) => Promise<StarHistory>;
  /** False = another process has gone on from `from`, and nothing was written. */
  readonly advance: (tx: Queryable, from: StarHistory, to: StarHistory) => Promise<boolean>;
}

/** Telegram keeps an update for a day: so old may a payment be whose update was still to come here, and got lost. */
const UPDATE_LIVES = `interval '1 day'`;

const Stored = z.object({
  since: z.coerce.date(),
  ...{ transactions: z.int(), payments: z.int(), stars: z.int(), isWhole: z.boolean() },
});

export function createStarHistories({ bot }: SchemaNames): StarHistories {
  return {
    read: async (db) => {
      const { rows } = await db.query<{ since: Date | null; stored: unknown }>(
        // The oldest migration: a dump takes it along, and no later version writes it anew. Its column knows no time zone.
        `select min(run_on)::timestamptz - ${UPDATE_LIVES} as since,
           (select value from ${bot}.setting where name = 'starHistory') as stored from ${bot}.${MIGRATIONS_TABLE}`,
      );
      const stored = Stored.safeParse(rows[0]?.stored);
      if (stored.success) return stored.data;
      const since = rows[0]?.since ?? new Date();
      return { since, transactions: 0, payments: 0, stars: 0, isWhole: false };
    },
    advance: async (tx, from, to) => {
      const { rowCount } = await tx.query(
        `insert into ${bot}.setting as s (name, value, updated_by) values ('starHistory', $2, 0)
         on conflict (name) do update set value = excluded.value, updated_at = now() where s.value = $1::jsonb`,
        [storableJson(from), storableJson(to)],
      );
      return rowCount === 1;
    },
  };
}
