/** Jobs that were given up. They lie in a queue that nobody works, for the operator to see, until they are too old. */
import * as z from 'zod';
import { pgError } from '../postgres/errors.ts';
import type { SchemaNames } from '../postgres/names.ts';
import type { Queryable } from '../postgres/transaction.ts';
import { DEAD_LETTERS } from './queues.ts';

export interface DeadLetter {
  readonly id: string;
  /** Where it was given up. */
  readonly queue: string;
  /** What it was about: a generation, or an errand's kind and id. */
  readonly about: string;
  /** The error code of its last try; null = it ended without one. */
  readonly code: string | null;
  readonly at: Date;
}

export interface DeadLetters {
  readonly count: () => Promise<number>;
  /** The oldest first. */
  readonly list: (limit: number) => Promise<readonly DeadLetter[]>;
}

/** In SQL, behind `from`. */
export const deadLettersOf = ({ queue }: SchemaNames): string =>
  `${queue}.job where name = '${DEAD_LETTERS}' and state in ('created', 'retry')`;

/** In SQL: what a job was about, null when its data is none of ours. */
export const JOB_IS_ABOUT = `coalesce(data ->> 'generationId', (data ->> 'kind') || ':' || (data ->> 'id'))`;

const Row = z
  .object({
    id: z.string(),
    source_name: z.string().nullable(),
    about: z.string().nullable(),
    code: z.string().nullable(),
    created_on: z.date(),
  })
  .transform(({ id, source_name, about, code, created_on }): DeadLetter => ({
    ...{ id, queue: source_name ?? DEAD_LETTERS, about: about ?? 'unreadable', code, at: created_on },
  }));

export function createDeadLetters(db: Queryable, schemas: SchemaNames): DeadLetters {
  const here = deadLettersOf(schemas);
  async function ask<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw pgError(error);
    }
  }

  return {
    count: () =>
      ask(async () => {
        const { rows } = await db.query<{ count: string }>(`select count(*) from ${here}`);
        return Number(rows[0]?.count ?? 0);
      }),
    list: (limit) =>
      ask(async () => {
        const { rows } = await db.query(
          `select id::text, source_name, source_output ->> 'code' as code, created_on, ${JOB_IS_ABOUT} as about
           from ${here} order by created_on, id limit $1`,
          [limit],
        );
        return rows.map((row) => Row.parse(row));
      }),
  };
}
