/** Bills of KIE that differ from our quotes, one row a model and set of parameters, and what an admin made of them. */
import type pg from 'pg';
import * as z from 'zod';
import type { PriceOverride, PriceParameters } from '../../domain/catalog/price-override.ts';
import { CATALOG_CHANNEL } from './catalog-store.ts';
import { pgError } from './errors.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import { inTransaction, type Queryable } from './transaction.ts';

export interface Bill {
  readonly modelId: string;
  readonly parameters: PriceParameters;
  /** KIE credits. */
  readonly quoted: number;
  readonly charged: number;
}

export interface PriceDrift extends Bill {
  readonly id: number;
  readonly count: number;
  readonly state: 'open' | 'accepted' | 'rejected';
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** `not-exact`: the price hangs on more than these parameters, so no rule can hold it. */
export type Decision = 'done' | 'no-such-drift' | 'not-exact';

export interface PriceDrifts {
  /** Counts the difference. The row's id when the admins do not know of it yet, otherwise null. */
  readonly observe: (tx: Queryable, bill: Bill) => Promise<number | null>;
  /** The latest first; those of one model, or all. */
  readonly list: (
    state: PriceDrift['state'],
    limit: number,
    of?: { readonly db?: Queryable; readonly modelId?: string | null },
  ) => Promise<readonly PriceDrift[]>;
  /** What was charged becomes the price of exactly these parameters, in every process within a moment. */
  readonly accept: (id: number) => Promise<Decision>;
  readonly acceptIn: (tx: Queryable, id: number) => Promise<Decision>;
  /** The quote stays; a correction that was accepted before is taken back. Not told again while the bill is the same. */
  readonly reject: (id: number) => Promise<Exclude<Decision, 'not-exact'>>;
  readonly rejectIn: (tx: Queryable, id: number) => Promise<Exclude<Decision, 'not-exact'>>;
  /** Locked until the transaction ends; null = nobody has to decide it (any more). */
  readonly openIn: (tx: Queryable, id: number) => Promise<PriceDrift | null>;
  readonly overrides: () => Promise<readonly PriceOverride[]>;
}

const Values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const Row = z
  .object({
    id: z.coerce.number(),
    model_id: z.string(),
    parameters: Values,
    is_exact: z.boolean(),
    quoted: z.coerce.number(),
    charged: z.coerce.number(),
    count: z.number(),
    state: z.enum(['open', 'accepted', 'rejected']),
    first_seen_at: z.date(),
    last_seen_at: z.date(),
  })
  .transform((row): PriceDrift => ({
    id: row.id,
    modelId: row.model_id,
    parameters: { values: row.parameters, isExact: row.is_exact },
    quoted: row.quoted,
    charged: row.charged,
    count: row.count,
    state: row.state,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
  }));

const OverrideRow = z
  .object({ model_id: z.string(), conditions: Values, credits: z.coerce.number() })
  .transform((row): PriceOverride => ({ modelId: row.model_id, when: row.conditions, credits: row.credits }));

export function createPriceDrifts(pool: pg.Pool, schemas: SchemaNames): PriceDrifts {
  const drifts = `${schemas.bot}.price_drift`;
  const overrides = `${schemas.bot}.price_override`;

  async function rows(text: string, values: unknown[] = [], db: Queryable = pool): Promise<readonly unknown[]> {
    try {
      return (await db.query<pg.QueryResultRow>(text, values)).rows;
    } catch (error) {
      throw pgError(error);
    }
  }

  /** Locks the row for the decision. */
  async function find(tx: Queryable, id: number): Promise<PriceDrift | null> {
    const found = await tx.query(`select * from ${drifts} where id = $1 for update`, [id]);
    return found.rows[0] === undefined ? null : Row.parse(found.rows[0]);
  }

  async function decide(tx: Queryable, id: number, state: PriceDrift['state']): Promise<void> {
    await tx.query(`update ${drifts} set state = $2, decided_at = now() where id = $1`, [id, state]);
    await tx.query('select pg_notify($1, $2)', [CATALOG_CHANNEL, '']);
  }

  const acceptIn: PriceDrifts['acceptIn'] = async (tx, id) => {
    const drift = await find(tx, id);
    if (drift === null) return 'no-such-drift';
    if (!drift.parameters.isExact) return 'not-exact';
    await tx.query(
      `insert into ${overrides} (model_id, conditions, credits, drift_id) values ($1, $2, $3, $4)
       on conflict (model_id, conditions) do update
         set credits = excluded.credits, drift_id = excluded.drift_id, created_at = now()`,
      [drift.modelId, storableJson(drift.parameters.values), drift.charged, id],
    );
    await decide(tx, id, 'accepted');
    return 'done';
  };

  const rejectIn: PriceDrifts['rejectIn'] = async (tx, id) => {
    const drift = await find(tx, id);
    if (drift === null) return 'no-such-drift';
    await tx.query(`delete from ${overrides} where drift_id = $1`, [id]);
    await decide(tx, id, 'rejected');
    return 'done';
  };

  return {
    observe: async (tx, { modelId, parameters, quoted, charged }) => {
      // A decision holds for the bill it was made on: another one opens the row anew, unless every bill of these differs.
      const again = `d.state <> 'open' and excluded.is_exact and d.charged <> excluded.charged`;
      const { rows: seen } = await tx.query<{ id: string; is_news: boolean }>(
        `insert into ${drifts} as d (model_id, parameters, is_exact, quoted, charged) values ($1, $2, $3, $4, $5)
         on conflict (model_id, parameters) do update set last_seen_at = now(),
           is_exact = excluded.is_exact, quoted = excluded.quoted, charged = excluded.charged,
           count = case when ${again} then 1 else d.count + 1 end,
           state = case when ${again} then 'open' else d.state end,
           decided_at = case when ${again} then null else d.decided_at end
         returning id, count = 1 as is_news`,
        [modelId, storableJson(parameters.values), parameters.isExact, quoted, charged],
      );
      return seen[0]?.is_news === true ? Number(seen[0].id) : null;
    },

    list: async (state, limit, { db, modelId = null } = {}) => {
      const found = await rows(
        `select * from ${drifts} where state = $1 and ($3::text is null or model_id = $3)
         order by last_seen_at desc, id desc limit $2`,
        [state, limit, modelId],
        db,
      );
      return found.map((row) => Row.parse(row));
    },

    ...{ acceptIn, rejectIn },
    accept: (id) => inTransaction(pool, (tx) => acceptIn(tx, id)),
    reject: (id) => inTransaction(pool, (tx) => rejectIn(tx, id)),
    openIn: async (tx, id) => {
      const drift = await find(tx, id);
      return drift?.state === 'open' ? drift : null;
    },

    overrides: async () =>
      (await rows(`select model_id, conditions, credits from ${overrides} order by model_id, conditions`)).map((row) =>
        OverrideRow.parse(row),
      ),
  };
}
