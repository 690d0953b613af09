/** A database that refuses writes for a while, in the words of PostgreSQL: by a trigger, in the middle or at the commit. */
import assert from 'node:assert/strict';
import type { BotDatabase } from './bot-database.ts';

export const REFUSALS = [
  { row: 'D3', name: 'a serialization failure', code: '40001' },
  { row: 'D3', name: 'a deadlock', code: '40P01' },
  { row: 'D3', name: 'a lock time-out', code: '55P03' },
  { row: 'D4', name: 'a full disk', code: '53100' },
  { row: 'D4', name: 'a read-only database', code: '25006' },
] as const;
type Refusal = (typeof REFUSALS)[number];

/** One refusal of each row for the `nth` write, in turn, so that a dozen of writes meet them all. */
export const refusalsOf = (nth: number): readonly Refusal[] =>
  (['D3', 'D4'] as const).flatMap((row) => {
    const kinds = REFUSALS.filter((refusal) => refusal.row === row);
    return kinds.filter((_kind, index) => index === nth % kinds.length);
  });

/** A write, by the whole name of its table. */
export interface Write {
  readonly table: string;
  /** It is taken, and COMMIT is refused for it. */
  readonly atCommit?: boolean;
  /** Only of such rows: a condition on `new`. */
  readonly where?: string;
}

/** Met by the transaction that many chats share, which tries twice and then leaves the update to one of its own: the next try. */
export const meetsShared = ({ table }: Write, code: string): boolean =>
  /\.(chat|app_user)$/.test(table) && ['40P01', '55P03'].includes(code);

export interface RefusedWrites {
  /** While `run` runs, the first `times` such writes end with `code`. Fails when there were fewer. */
  readonly refusing: (write: Write, code: string, times: number, run: () => Promise<void>) => Promise<void>;
}

export async function createRefusedWrites({
  pool,
  schemas: { bot },
}: Pick<BotDatabase, 'pool' | 'schemas'>): Promise<RefusedWrites> {
  // Counts outside of transactions, so that a refusal is not undone with what it refused.
  await pool.query(`create sequence ${bot}.refusals`);
  await pool.query(`create function ${bot}.refuse() returns trigger language plpgsql as $$ begin
    if nextval('${bot}.refusals') <= tg_argv[1]::integer then
      raise exception 'refused by the test' using errcode = tg_argv[0];
    end if;
    return new; end $$`);
  return {
    refusing: async ({ table, atCommit = false, where = 'true' }, code, times, run) => {
      const trigger = atCommit
        ? `create constraint trigger refuse after insert or update on ${table} deferrable initially deferred`
        : `create trigger refuse before insert or update on ${table}`;
      await pool.query(`alter sequence ${bot}.refusals restart`);
      await pool.query(`${trigger} for each row when (${where}) execute function ${bot}.refuse('${code}', '${times}')`);
      try {
        await run();
      } finally {
        await pool.query(`drop trigger refuse on ${table}`);
      }
      const { rows } = await pool.query<{ seen: string }>(`select nextval('${bot}.refusals') - 1 as seen`);
      assert.ok(Number(rows[0]?.seen) >= times, `${table} was written`);
    },
  };
}
