/** What the panel counts. Days begin at midnight of the operator's time zone; every look begins at an index. */
import type { Bucket, Counted, KieCost, ModelFigures, Period, PeriodFigures } from '../../domain/admin/figures.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface Statistics {
  readonly period: (db: Queryable, days: Period) => Promise<PeriodFigures>;
  /** By hour for one day, otherwise by day; none is left out. */
  readonly series: (db: Queryable, days: Period) => Promise<readonly Bucket[]>;
  readonly ofModel: (db: Queryable, modelId: string) => Promise<ModelFigures>;
}

/** Lines of a list. */
const MOST_NAMED = 5;

type Numbers<K extends string> = Readonly<Record<K, string>>;

const costOf = (row: { readonly credits: string; readonly booked: string }): KieCost => ({
  credits: Number(row.credits),
  booked: BigInt(row.booked),
});

export function createStatistics(schemas: SchemaNames, timeZone: string): Statistics {
  const { bot } = schemas;
  /** Of the first day: `$1` is the time zone, `$2` the number of days. */
  const firstDay = `((now() at time zone $1)::date - ($2::int - 1))`;
  const start = `(${firstDay}::timestamp at time zone $1)`;
  /** Quoted for what was delivered without a bill; a bill is booked in the ledger. */
  const unbilled = `coalesce(sum(credits) filter (where state = 'delivered' and not exists (
    select 1 from ${bot}.attempt a where a.generation_id = generation.id and a.credits is not null)), 0)`;

  async function one<K extends string>(db: Queryable, sql: string, values: unknown[]): Promise<Numbers<K>> {
    const { rows } = await db.query<Numbers<K>>(sql, values);
    if (rows[0] === undefined) throw new Error('a sum without a row');
    return rows[0];
  }

  async function named(db: Queryable, days: Period, column: string, condition: string): Promise<readonly Counted[]> {
    const { rows } = await db.query<{ name: string; count: string }>(
      `select ${column} as name, count(*) from ${bot}.generation
       where created_at >= ${start} and ${condition} and ${column} is not null
       group by 1 order by count(*) desc, 1 limit ${MOST_NAMED}`,
      [timeZone, days],
    );
    return rows.map(({ name, count }) => ({ name, count: Number(count) }));
  }

  return {
    period: async (db, days) => {
      const values = [timeZone, days];
      // Who is active is not indexed: the column changes with every message. Below 0 are forgotten people (pseudonym.ts):
      // who comes back has a row of their own again.
      const users = await one<'all' | 'fresh' | 'active'>(
        db,
        `select count(*) as all, count(*) filter (where first_seen_at >= ${start}) as fresh,
           count(*) filter (where last_seen_at >= ${start}) as active from ${bot}.app_user where user_id > 0`,
        values,
      );
      const made = await one<
        'ordered' | 'delivered' | 'failed' | 'cancelled' | 'daily' | 'bonus' | 'money' | 'nothing' | 'credits'
      >(
        db,
        `select count(*) as ordered, ${unbilled}::text as credits,
           ${['delivered', 'failed', 'cancelled'].map((state) => `count(*) filter (where state = '${state}') as ${state}`).join()},
           ${['daily', 'bonus', 'money', 'nothing'].map((by) => `count(*) filter (where state = 'delivered' and paid_by = '${by}') as ${by}`).join()}
         from ${bot}.generation where created_at >= ${start}`,
        values,
      );
      const money = await one<'revenue' | 'booked'>(
        db,
        `select coalesce(sum(p.amount) filter (where p.account = 'revenue'), 0)::text as revenue,
           coalesce(sum(p.amount) filter (where p.account = 'kie_cost'), 0)::text as booked
         from ${bot}.transfer t join ${bot}.posting p on p.transfer_id = t.id
         where t.created_at >= ${start} and p.account in ('revenue', 'kie_cost')`,
        values,
      );
      const stars = await one<'bought' | 'refunded'>(
        db,
        `select (select coalesce(sum(stars), 0) from ${bot}.star_payment where paid_at >= ${start}) as bought,
           (select coalesce(sum(stars), 0) from ${bot}.star_payment
            where refunded_at >= ${start} and refund_state = 'done') as refunded`,
        values,
      );
      const { daily, bonus, nothing, ordered, delivered, failed, cancelled, credits } = made;
      return {
        users: { all: Number(users.all), fresh: Number(users.fresh), active: Number(users.active) },
        generations: {
          ...{ ordered: Number(ordered), delivered: Number(delivered) },
          ...{ failed: Number(failed), cancelled: Number(cancelled) },
        },
        paidBy: {
          ...{ daily: Number(daily), bonus: Number(bonus), nothing: Number(nothing), money: Number(made.money) },
        },
        revenue: BigInt(money.revenue),
        cost: costOf({ credits, booked: money.booked }),
        stars: { bought: Number(stars.bought), refunded: Number(stars.refunded) },
        models: await named(db, days, 'model_id', `state = 'delivered'`),
        failures: await named(db, days, 'failure', `state = 'failed'`),
      };
    },

    series: async (db, days) => {
      const unit = days === 1 ? 'hour' : 'day';
      const bucketOf = (column: string): string => `date_trunc('${unit}', ${column} at time zone $1)`;
      const { rows } = await db.query<Numbers<'label' | 'revenue' | 'booked' | 'credits' | 'delivered'>>(
        `with bucket as (
           select generate_series(${firstDay}::timestamp, now() at time zone $1, interval '1 ${unit}') as at),
         money as (
           select ${bucketOf('t.created_at')} as at, sum(p.amount) filter (where p.account = 'revenue') as revenue,
             sum(p.amount) filter (where p.account = 'kie_cost') as booked
           from ${bot}.transfer t join ${bot}.posting p on p.transfer_id = t.id
           where t.created_at >= ${start} and p.account in ('revenue', 'kie_cost') group by 1),
         made as (
           select ${bucketOf('created_at')} as at, ${unbilled} as credits,
             count(*) filter (where state = 'delivered') as delivered
           from ${bot}.generation where created_at >= ${start} group by 1)
         select to_char(bucket.at, '${days === 1 ? 'HH24:MI' : 'DD.MM'}') as label,
           coalesce(revenue, 0)::text as revenue, coalesce(booked, 0)::text as booked,
           coalesce(credits, 0)::text as credits, coalesce(delivered, 0)::text as delivered
         from bucket left join money using (at) left join made using (at) order by bucket.at`,
        [timeZone, days],
      );
      return rows.map((row) => ({
        ...{ label: row.label, revenue: BigInt(row.revenue) },
        ...{ cost: costOf(row), delivered: Number(row.delivered) },
      }));
    },

    ofModel: async (db, modelId) => {
      const row = await one<'delivered' | 'failed' | 'revenue' | 'credits'>(
        db,
        `select count(*) filter (where state = 'delivered') as delivered, count(*) filter (where state = 'failed') as failed,
           coalesce(sum(price) filter (where state = 'delivered' and paid_by = 'money'), 0)::text as revenue,
           coalesce(sum(coalesce(credits_consumed, credits)) filter (where state = 'delivered'), 0)::text as credits
         from ${bot}.generation where model_id = $1 and created_at >= now() - interval '30 days'`,
        [modelId],
      );
      return {
        ...{ delivered: Number(row.delivered), failed: Number(row.failed) },
        ...{ revenue: BigInt(row.revenue), credits: Number(row.credits) },
      };
    },
  };
}
