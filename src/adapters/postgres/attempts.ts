/** createTask calls: the token before the call, the task id after it. */
import type { Attempt } from '../../domain/generation/generation.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface Attempts {
  readonly add: (tx: Queryable, attempt: Pick<Attempt, 'token' | 'generationId' | 'number'>) => Promise<void>;
  readonly of: (tx: Queryable, generationId: string) => Promise<readonly Attempt[]>;
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

  return {
    add: async (tx, attempt) => {
      await tx.query({
        name: 'attempt.add',
        text: `insert into ${table} (token, generation_id, number) values ($1, $2, $3)`,
        values: [attempt.token, attempt.generationId, attempt.number],
      });
    },
    of: async (tx, generationId) => {
      const { rows } = await tx.query<Stored>({
        name: 'attempt.of',
        text: `select ${columns} from ${table} where generation_id = $1 order by number`,
        values: [generationId],
      });
      return rows.map(fromRow);
    },
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
