/** What the database says of itself and of the work in it. */
import pg from 'pg';
import { brokenMoneyRules } from '../../test/support/money-invariants.ts';
import type { Backlog, Latency, TableFigures } from './figures.ts';
import type { Totals } from './losses.ts';
import { FREE_A_DAY, SCHEMAS } from './service.ts';

const { bot: BOT, queue: QUEUE, shared: SHARED } = SCHEMAS;
const SHORT: Readonly<Record<string, string>> = { [BOT]: 'bot', [QUEUE]: 'queue', [SHARED]: 'shared' };
const OWN_NAME = 'soak';

export interface Database {
  /** Sessions by application_name, without our own. */
  readonly connections: () => Promise<Readonly<Record<string, number>>>;
  /** By schema and name; parents of partitions, which hold nothing themselves, are left out. */
  readonly tables: () => Promise<Readonly<Record<string, TableFigures>>>;
  readonly backlog: () => Promise<Backlog>;
  /** From the moment that a job was due to its start, by queue, of those that started since `fromMs` (epoch). */
  readonly queueLatencies: (fromMs: number, toMs: number) => Promise<Readonly<Record<string, Latency>>>;
  /** Without what only Telegram and the log know. */
  readonly totals: () => Promise<StoredTotals>;
  readonly close: () => Promise<void>;
}

export type StoredTotals = Pick<
  Totals,
  'stored' | 'unhandled' | 'parked' | 'unsent' | 'undeliverable' | 'unfinished' | 'deadLetters' | 'brokenMoneyRules'
>;

const CONNECTIONS = `
  select application_name as name, count(*)::integer as count from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and application_name <> '${OWN_NAME}'
  group by 1`;

const TABLES = `
  select schemaname as schema, stat.relname as name, n_live_tup::integer as live, n_dead_tup::integer as dead,
    pg_total_relation_size(relid)::float8 as bytes
  from pg_stat_user_tables as stat join pg_class on pg_class.oid = relid
  where schemaname in ('${BOT}', '${QUEUE}', '${SHARED}') and relkind = 'r' order by 1, 2`;

const BACKLOG = `
  select (select count(*)::integer from ${BOT}.inbox where processed_at is null) as inbox,
    (select count(*)::integer from ${BOT}.outbox where state in ('new', 'sending')) as outbox,
    (select count(*)::integer from ${QUEUE}.job where state in ('created', 'retry') and start_after < now()) as jobs`;

const LATENCIES = `
  select name, count(*)::integer as count,
    percentile_cont(0.5) within group (order by late) as p50, percentile_cont(0.95) within group (order by late) as p95
  from (
    select name, 1000 * extract(epoch from started_on - greatest(start_after, created_on))::float8 as late
    from ${QUEUE}.job where started_on >= to_timestamp($1 / 1000.0) and started_on < to_timestamp($2 / 1000.0)
      and name like 'generation.%'
  ) as started group by name order by name`;

/** A dead row of the outbox without an error was replaced by a newer one before it was sent: progress that was overtaken. */
const TOTALS = `
  select (select count(*)::integer from ${BOT}.inbox) as stored,
    (select count(*)::integer from ${BOT}.inbox where processed_at is null) as unhandled,
    (select count(*)::integer from ${BOT}.inbox where parked_code is not null) as parked,
    (select count(*)::integer from ${BOT}.outbox where state in ('new', 'sending')) as unsent,
    (select count(*)::integer from ${BOT}.outbox where state = 'dead' and error_code is not null) as undeliverable,
    (select count(*)::integer from ${BOT}.generation where state <> 'delivered') as unfinished,
    (select count(*)::integer from ${QUEUE}.job where name = 'dead-letters') as "deadLetters"`;

export function openDatabase(url: string): Database {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: OWN_NAME });
  const rowsOf = async <T extends object>(sql: string, values: readonly number[] = []): Promise<readonly T[]> =>
    (await pool.query<T & pg.QueryResultRow>(sql, [...values])).rows;
  const onlyRow = async <T extends object>(sql: string): Promise<T> => {
    const [row] = await rowsOf<T>(sql);
    if (row === undefined) throw new Error(`no row from ${sql}`);
    return row;
  };
  return {
    connections: async () => {
      const rows = await rowsOf<{ name: string; count: number }>(CONNECTIONS);
      return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
    },
    tables: async () => {
      const rows = await rowsOf<{ schema: string; name: string } & TableFigures>(TABLES);
      return Object.fromEntries(
        rows.map(({ schema, name, bytes, live, dead }) => [
          `${SHORT[schema] ?? schema}.${name}`,
          { bytes, live, dead },
        ]),
      );
    },
    backlog: () => onlyRow<Backlog>(BACKLOG),
    queueLatencies: async (fromMs, toMs) => {
      const rows = await rowsOf<{ name: string } & Latency>(LATENCIES, [fromMs, toMs]);
      return Object.fromEntries(rows.map(({ name, count, p50, p95 }) => [`${name} start`, { count, p50, p95 }]));
    },
    totals: async () => {
      const counts = await onlyRow<Omit<StoredTotals, 'brokenMoneyRules'>>(TOTALS);
      const broken = await brokenMoneyRules(pool, BOT, FREE_A_DAY);
      return { ...counts, brokenMoneyRules: broken.map(({ rule }) => rule) };
    },
    close: () => pool.end(),
  };
}
