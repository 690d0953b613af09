/** How long the last generations of each model took. */
import type pg from 'pg';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';

/** Fewer runs tell nothing; more of them tell of long ago. */
const LEAST_RUNS = 5;
const LAST_RUNS = 50;

/** The median in seconds, from KIE's task to its result, of those of `modelIds` that have run often enough. */
export async function medianRunSeconds(
  pool: pg.Pool,
  schemas: SchemaNames,
  modelIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  try {
    const { rows } = await pool.query<{ id: string; median: number }>(
      `select asked.id, runs.median from unnest($1::text[]) as asked (id) cross join lateral (
         select count(*) as count, percentile_cont(0.5) within group (order by seconds) as median from (
           select extract(epoch from finished_at - submitted_at)::float8 as seconds from ${schemas.bot}.generation
           where model_id = asked.id and state = 'delivered' and finished_at > submitted_at
           order by finished_at desc limit $3) as last) as runs
       where runs.count >= $2`,
      [modelIds, LEAST_RUNS, LAST_RUNS],
    );
    return new Map(rows.map(({ id, median }) => [id, median]));
  } catch (error) {
    throw pgError(error);
  }
}
