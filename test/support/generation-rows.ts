/** What the database says about a generation, and the hand that puts it into any state. */
import type { Attempt, DeliveredMessage, Results } from '../../src/domain/generation/generation.ts';
import type { GenerationState } from '../../src/domain/generation/lifecycle.ts';
import type { BotDatabase } from './bot-database.ts';

export interface GenerationRow {
  readonly state: GenerationState;
  readonly failure: string | null;
  readonly failure_detail: string | null;
  readonly results: Results | null;
  readonly messages: readonly (DeliveredMessage | null)[] | null;
  readonly sending: boolean;
  readonly unknown_sends: number;
  readonly credits_consumed: string | null;
  readonly ended_at: Date | null;
}

export interface OutboxEntry {
  readonly method: string;
  readonly purpose: string;
  readonly state: string;
  readonly payload: {
    readonly text?: string;
    readonly message_id?: number;
    readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { text: string; url?: string }[])[] };
  };
}

export interface Job {
  readonly name: string;
  readonly delaySeconds: number;
}

export interface GenerationRows {
  readonly generation: (id: string) => Promise<GenerationRow>;
  readonly hold: (id: string) => Promise<'held' | 'captured' | 'released'>;
  readonly attempts: (id: string) => Promise<readonly Pick<Attempt, 'token' | 'taskId' | 'outcome'>[]>;
  /** Oldest first, those that were replaced or dropped before they were sent included. */
  readonly outbox: (chatId: number) => Promise<readonly OutboxEntry[]>;
  /** Jobs that wait, of this generation. */
  readonly jobs: (id: string) => Promise<readonly Job[]>;
  readonly dropJobs: (id: string) => Promise<void>;
  /** Writes columns as a crash would have left them. */
  readonly put: (id: string, columns: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly putAttempt: (
    id: string,
    attempt: { readonly token: string; readonly taskId?: string; readonly outcome: Attempt['outcome'] },
  ) => Promise<void>;
  readonly age: (ms: number) => Promise<void>;
  readonly tokens: () => Promise<readonly string[]>;
  /** Texts that may leave the database. */
  readonly everythingSaid: () => Promise<string>;
}

export function readGenerations({ pool, schemas }: Pick<BotDatabase, 'pool' | 'schemas'>): GenerationRows {
  const { bot, queue } = schemas;
  const one = async <R extends object>(sql: string, values: unknown[]): Promise<R> => {
    const { rows } = await pool.query<R>(sql, values);
    if (rows[0] === undefined) throw new Error(`no row: ${sql}`);
    return rows[0];
  };

  return {
    generation: (id) => one<GenerationRow>(`select * from ${bot}.generation where id = $1`, [id]),
    hold: async (id) => {
      const sql = `select state from ${bot}.allowance_hold where generation_id = $1`;
      return (await one<{ state: 'held' | 'captured' | 'released' }>(sql, [id])).state;
    },
    attempts: async (id) => {
      const { rows } = await pool.query<{ token: string; taskId: string | null; outcome: Attempt['outcome'] }>(
        `select token, task_id as "taskId", outcome from ${bot}.attempt where generation_id = $1 order by number`,
        [id],
      );
      return rows;
    },
    outbox: async (chatId) => {
      const { rows } = await pool.query<OutboxEntry>(
        `select method, purpose, state, payload from ${bot}.outbox where chat_id = $1 order by id`,
        [chatId],
      );
      return rows;
    },
    jobs: async (id) => {
      const { rows } = await pool.query<Job>(
        `select name, extract(epoch from start_after - created_on)::float as "delaySeconds" from ${queue}.job
         where singleton_key = $1 and state = 'created' order by created_on`,
        [id],
      );
      return rows;
    },
    dropJobs: async (id) => {
      await pool.query(`delete from ${queue}.job where singleton_key = $1`, [id]);
    },
    put: async (id, columns) => {
      const entries = Object.entries(columns);
      const sets = entries.map(([name], index) => `${name} = $${index + 2}`).join(', ');
      await pool.query(`update ${bot}.generation set ${sets} where id = $1`, [
        id,
        ...entries.map(([, value]) => value),
      ]);
    },
    putAttempt: async (id, { token, taskId = null, outcome }) => {
      await pool.query(
        `insert into ${bot}.attempt (token, generation_id, number, task_id, outcome)
         select $2, $1, 1 + count(*), $3, $4 from ${bot}.attempt where generation_id = $1`,
        [id, token, taskId, outcome],
      );
    },
    age: async (ms) => {
      const older = (columns: readonly string[]): string =>
        columns.map((column) => `${column} = ${column} - $1 * interval '1 millisecond'`).join(', ');
      const times = ['created_at', 'updated_at', 'submitted_at', 'finished_at', 'deadline_at', 'progress_edited_at'];
      await pool.query(`update ${bot}.generation set ${older(times)}`, [ms]);
      await pool.query(`update ${bot}.attempt set ${older(['created_at'])}`, [ms]);
    },
    tokens: async () =>
      (await pool.query<{ token: string }>(`select token from ${bot}.attempt`)).rows.map((row) => row.token),
    everythingSaid: async () => {
      const { rows } = await pool.query<{ said: string | null }>(
        `select payload::text as said from ${bot}.outbox union all select failure_detail from ${bot}.generation`,
      );
      return rows.map((row) => row.said ?? '').join('\n');
    },
  };
}
