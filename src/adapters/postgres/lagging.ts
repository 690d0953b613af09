/** Generations that are later than they should be, and deliveries that failed. Bounded: the worst first. */
import { OPEN_STATES, type GenerationState } from '../../domain/generation/lifecycle.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface Late {
  readonly id: string;
  readonly state: GenerationState;
  readonly traceId: string;
}

export interface Lagging {
  /** Not finished this long after the deadline; what is being delivered is not among them. */
  readonly overdue: (db: Queryable, graceMs: number, limit: number) => Promise<readonly Late[]>;
  /** Finished this long ago, and still on its way to the person. */
  readonly undelivered: (db: Queryable, afterMs: number, limit: number) => Promise<readonly Late[]>;
  /** Billed by KIE in the last day although they ended without a result; what Telegram would not take is not among them. */
  readonly orphans: (db: Queryable, limit: number) => Promise<readonly string[]>;
  /** Of the generations that ended in the last hour with a finished result. */
  readonly deliveries: (db: Queryable) => Promise<{ readonly failed: readonly string[]; readonly delivered: number }>;
}

interface Row {
  id: string;
  state: GenerationState;
  trace_id: string;
}

const late = ({ id, state, trace_id: traceId }: Row): Late => ({ id, state, traceId });

export function createLagging({ bot }: SchemaNames): Lagging {
  const table = `${bot}.generation`;
  const older = (column: string): string => `${column} < now() - $1 * interval '1 millisecond'`;
  return {
    overdue: async (db, graceMs, limit) => {
      const { rows } = await db.query<Row>(
        `select id, state, trace_id from ${table} where state = any ($3) and state <> 'delivering'
         and ${older('deadline_at')} order by deadline_at limit $2`,
        [graceMs, limit, OPEN_STATES],
      );
      return rows.map(late);
    },
    undelivered: async (db, afterMs, limit) => {
      const { rows } = await db.query<Row>(
        `select id, state, trace_id from ${table} where state = 'delivering' and ${older('finished_at')}
         order by finished_at limit $2`,
        [afterMs, limit],
      );
      return rows.map(late);
    },
    orphans: async (db, limit) => {
      const { rows } = await db.query<{ id: string }>(
        `select distinct g.id from ${bot}.attempt a join ${table} g on g.id = a.generation_id
         where a.credits > 0 and a.created_at > now() - interval '1 day' and g.state in ('failed', 'cancelled')
           and g.failure is distinct from 'undeliverable' order by g.id limit $1`,
        [limit],
      );
      return rows.map(({ id }) => id);
    },
    deliveries: async (db) => {
      // By the time of the order too, which has an index: nothing takes longer than its deadline, a day at most.
      const { rows } = await db.query<{ delivered: string; failed: string[] | null }>(
        `select count(*) filter (where state = 'delivered') as delivered,
           array_agg(id) filter (where state = 'failed' and failure = 'undeliverable') as failed
         from ${table} where created_at > now() - interval '26 hours' and ended_at > now() - interval '1 hour'`,
      );
      return { failed: rows[0]?.failed ?? [], delivered: Number(rows[0]?.delivered ?? 0) };
    },
  };
}
