/**
 * Which orders are not taken for now, because KIE refuses the operator's account. It stands in the alert that the admins
 * were told of: what they read is what holds, for every instance, and ends with it.
 */
import type pg from 'pg';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';

export interface IntakeStop {
  /** Of our errors, the one that KIE refused with. */
  readonly code: string;
  /** KIE credits; 0 = every order. */
  readonly fromCredits: number;
  /** When an order was refused, or KIE last told the balance. Epoch milliseconds. */
  readonly at: number;
}

export interface Intake {
  readonly stops: () => Promise<readonly IntakeStop[]>;
  /** KIE told the balance `at`, and it is not enough for what is stopped. */
  readonly keep: (at: number) => Promise<void>;
  /** Lets the next order find out, without an end of the alert. A refusal stops them again. */
  readonly permitTrial: (code: string) => Promise<void>;
}

/** KIE credits from which on no order is taken, as a scalar subquery; null = all are taken. The table has a dozen rows. */
export const stoppedFromSql = ({ bot }: Pick<SchemaNames, 'bot'>): string =>
  `(select min((trouble #>> '{stop,fromCredits}')::float8) from ${bot}.alert where cleared_at is null)`;

export function createIntake(pool: pg.Pool, { bot }: SchemaNames): Intake {
  const lasting = `cleared_at is null and trouble ? 'stop'`;
  const failed = (error: unknown): never => {
    throw pgError(error);
  };
  return {
    stops: async () => {
      const { rows } = await pool
        .query<{ code: string; from: number; at: number }>(
          `select trouble ->> 'code' as code, (trouble #>> '{stop,fromCredits}')::float8 as from,
             (trouble #>> '{stop,at}')::float8 as at
           from ${bot}.alert where ${lasting}`,
        )
        .catch(failed);
      return rows.map(({ code, from, at }) => ({ code, fromCredits: from, at }));
    },
    keep: async (at) => {
      await pool
        .query(
          `update ${bot}.alert set trouble = jsonb_set(trouble, '{stop,at}', to_jsonb($1::float8)) where ${lasting}`,
          [at],
        )
        .catch(failed);
    },
    permitTrial: async (code) => {
      await pool
        .query(`update ${bot}.alert set trouble = trouble - 'stop' where ${lasting} and trouble ->> 'code' = $1`, [
          code,
        ])
        .catch(failed);
    },
  };
}
