/** createTask calls: the token before the call, the task id after it. */
import type { Attempt } from '../../domain/generation/generation.ts';
import { sourcesOf } from '../../domain/generation/lifecycle.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

/** `createdAt` is when the generation was submitted too. */
type Beginning = Pick<Attempt, 'token' | 'generationId' | 'number' | 'createdAt'>;

export interface Attempts {
  /** With the generation's move to `submitting`, in one statement; false when it had gone on without the caller. Rejects with an AppError. */
  readonly begin: (db: Queryable, attempt: Beginning) => Promise<boolean>;
  /** The oldest first. */
  readonly of: (tx: Queryable, generationId: string) => Promise<readonly Attempt[]>;
  /** Of each of these generations that has any. */
  readonly ofAll: (tx: Queryable, generationIds: readonly string[]) => Promise<ReadonlyMap<string, readonly Attempt[]>>;
  readonly byToken: (tx: Queryable, token: string) => Promise<Attempt | null>;
  /**
   * The task is this attempt's. False when the attempt has another task already, or the task belongs to another
   * attempt: then nothing was written.
   */
  readonly adopt: (tx: Queryable, token: string, taskId: string) => Promise<boolean>;
  readonly end: (tx: Queryable, token: string, outcome: 'unknown' | 'refused') => Promise<void>;
}

interface Stored {
  token: string;
  generation_id: string;
  number: number;
  task_id: string | null;
  outcome: Attempt['outcome'];
  created_at: Date;
}

const fromRow = (row: Stored): Attempt => ({
  token: row.token,
  generationId: row.generation_id,
  number: row.number,
  taskId: row.task_id,
  outcome: row.outcome,
  createdAt: row.created_at,
});

export function createAttempts(schemas: SchemaNames): Attempts {
  const table = `${schemas.bot}.attempt`;
  const columns = 'token, generation_id, number, task_id, outcome, created_at';

  async function ofAll(
    tx: Queryable,
    generationIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Attempt[]>> {
    const { rows } = await tx.query<Stored>({
      name: 'attempt.of',
      text: `select ${columns} from ${table} where generation_id = any ($1) order by number`,
      values: [generationIds],
    });
    return Map.groupBy(rows.map(fromRow), ({ generationId }) => generationId);
  }

  return {
    begin: async (db, { token, generationId, number, createdAt }) => {
      try {
        const { rowCount } = await db.query({
          name: 'attempt.begin',
          text: `with moved as (update ${schemas.bot}.generation set state = 'submitting', updated_at = now(), submitted_at = $4
             where id = $2 and state = any ($5) returning id)
           insert into ${table} (token, generation_id, number) select $1, id, $3 from moved`,
          values: [token, generationId, number, createdAt, sourcesOf('submitting')],
        });
        return rowCount === 1;
      } catch (error) {
        throw pgError(error);
      }
    },
    of: async (tx, generationId) => (await ofAll(tx, [generationId])).get(generationId) ?? [],
    ofAll,
    byToken: async (tx, token) => {
      const { rows } = await tx.query<Stored>(`select ${columns} from ${table} where token = $1`, [token]);
      return rows[0] === undefined ? null : fromRow(rows[0]);
    },
    adopt: async (tx, token, taskId) => {
      const { rowCount } = await tx.query({
        name: 'attempt.adopt',
        text: `update ${table} set task_id = $2, outcome = 'created' where token = $1 and (task_id is null or task_id = $2)
         and not exists (select 1 from ${table} other where other.task_id = $2 and other.token <> $1)`,
        values: [token, taskId],
      });
      return rowCount === 1;
    },
    end: async (tx, token, outcome) => {
      await tx.query(`update ${table} set outcome = $2 where token = $1 and task_id is null`, [token, outcome]);
    },
  };
}
