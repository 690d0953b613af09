/** Messages to people, written in the transaction that decided them and sent afterwards, in order per chat. */
import type pg from 'pg';
import { pgError } from './errors.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

/**
 * What a row is for decides what an unknown outcome means: `reply` and `notice` are sent once more (a duplicate beats
 * silence), `progress`, `answer` and `tidy` are dropped.
 */
export type Purpose = 'answer' | 'reply' | 'notice' | 'progress' | 'tidy';

export interface OutboxMessage {
  readonly chatId: number;
  /** A Bot API method, with its parameters as `payload`. */
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly purpose: Purpose;
  /** While unsent, a newer row of the same key takes the place of the older one. */
  readonly replaceKey?: string;
  /** At most one row of this key ever exists. */
  readonly dedupeKey?: string;
  /** The screen revision that this message shows, to learn its message id. */
  readonly screenRev?: number;
  readonly notBeforeMs?: number;
}

export interface OutboxRow {
  readonly id: number;
  readonly chatId: number;
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly purpose: Purpose;
  readonly screenRev: number | null;
  /** Tries before this one. */
  readonly attempts: number;
}

export interface Outbox {
  /** Inside the caller's transaction. The hint to the sender commits with it. */
  readonly add: (client: Queryable, messages: readonly OutboxMessage[]) => Promise<void>;
  /** An unsent row of this key is not wanted any more. */
  readonly drop: (client: Queryable, replaceKey: string) => Promise<void>;
  /**
   * Claims the oldest row of each chat that has none under way and is not in `busyChats`. A row that must wait holds up
   * the later ones of its chat, except a progress edit, which nobody waits for.
   */
  readonly claim: (limit: number, busyChats: readonly number[]) => Promise<readonly OutboxRow[]>;
  readonly settle: (
    id: number,
    end: { readonly messageId: number | null; readonly errorCode: string | null },
  ) => Promise<void>;
  /** Back to the queue, not before `delayMs` from now. */
  readonly postpone: (id: number, delayMs: number, errorCode: string) => Promise<void>;
  /** Rows that a dead predecessor was sending: their outcome is unknown. Only for the lease holder, before it sends. */
  readonly adoptOrphans: () => Promise<{ readonly resent: number; readonly dropped: number }>;
  readonly depth: () => Promise<number>;
  readonly prune: (days: number) => Promise<number>;
}

interface Stored {
  id: string;
  chat_id: string;
  method: string;
  payload: Record<string, unknown>;
  purpose: Purpose;
  screen_rev: number | null;
  attempts: number;
}

export const outboxChannel = (schemas: SchemaNames): string => `${schemas.bot}_outbox`;

export function createOutbox(pool: pg.Pool, schemas: SchemaNames): Outbox {
  const table = `${schemas.bot}.outbox`;
  const run = async <R extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<R>> => {
    try {
      return await pool.query<R>(text, values);
    } catch (error) {
      throw pgError(error);
    }
  };

  return {
    add: async (client, messages) => {
      if (messages.length === 0) return;
      const rows = messages.map((one) => ({
        chat_id: one.chatId,
        method: one.method,
        payload: one.payload,
        purpose: one.purpose,
        replace_key: one.replaceKey ?? null,
        dedupe_key: one.dedupeKey ?? null,
        screen_rev: one.screenRev ?? null,
        delay_ms: one.notBeforeMs ?? 0,
      }));
      await client.query(
        `with added as (
           insert into ${table} (chat_id, method, payload, purpose, replace_key, dedupe_key, screen_rev, not_before)
           select chat_id, method, payload, purpose, replace_key, dedupe_key, screen_rev,
                  now() + delay_ms * interval '1 millisecond'
           from jsonb_to_recordset($1::jsonb) as r (chat_id bigint, method text, payload jsonb, purpose text,
                replace_key text, dedupe_key text, screen_rev integer, delay_ms double precision)
           where dedupe_key is null or not exists (select 1 from ${table} o where o.dedupe_key = r.dedupe_key)
           on conflict (replace_key) where state = 'new'
           do update set payload = excluded.payload, method = excluded.method returning 1)
         select pg_notify($2, '') from added limit 1`,
        [storableJson(rows), outboxChannel(schemas)],
      );
    },

    drop: async (client, replaceKey) => {
      await client.query(
        `update ${table} set state = 'dead', settled_at = now() where replace_key = $1 and state = 'new'`,
        [replaceKey],
      );
    },

    claim: async (limit, busyChats) => {
      const { rows } = await run<Stored>(
        `update ${table} set state = 'sending', attempts = attempts + 1 where id in (
           select id from (
             select distinct on (chat_id) id, chat_id, state, not_before from ${table}
             where state in ('new', 'sending') and chat_id <> all ($2::bigint[])
               and (purpose <> 'progress' or state = 'sending' or not_before <= now())
             order by chat_id, id) head
           where state = 'new' and not_before <= now() order by id limit $1) and state = 'new'
         returning id, chat_id, method, payload, purpose, screen_rev, attempts`,
        [limit, busyChats],
      );
      return rows
        .map((row) => ({
          id: Number(row.id),
          chatId: Number(row.chat_id),
          method: row.method,
          payload: row.payload,
          purpose: row.purpose,
          screenRev: row.screen_rev,
          attempts: row.attempts - 1,
        }))
        .toSorted((a, b) => a.id - b.id);
    },

    settle: async (id, end) => {
      await run(
        `update ${table} set state = case when $3::text is null then 'sent' else 'dead' end,
           message_id = $2, error_code = $3, settled_at = now() where id = $1`,
        [id, end.messageId, end.errorCode],
      );
    },

    postpone: async (id, delayMs, errorCode) => {
      await run(
        `update ${table} o set not_before = now() + $2 * interval '1 millisecond', error_code = $3,
           state = case when exists (select 1 from ${table} n where n.replace_key = o.replace_key and n.state = 'new')
                   then 'dead' else 'new' end
         where id = $1 and state = 'sending'`,
        [id, delayMs, errorCode],
      );
    },

    adoptOrphans: async () => {
      const { rows } = await run<{ state: string }>(
        `update ${table} set error_code = 'TELEGRAM_OUTCOME_UNKNOWN',
           state = case when purpose in ('reply', 'notice') and attempts < 2 then 'new' else 'dead' end,
           settled_at = case when purpose in ('reply', 'notice') and attempts < 2 then null else now() end
         where state = 'sending' returning state`,
        [],
      );
      const resent = rows.filter((row) => row.state === 'new').length;
      return { resent, dropped: rows.length - resent };
    },

    depth: async () => {
      const { rows } = await run<{ count: string }>(
        `select count(*) from ${table} where state in ('new', 'sending')`,
        [],
      );
      return Number(rows[0]?.count ?? 0);
    },

    prune: async (days) => {
      const { rowCount } = await run(`delete from ${table} where settled_at < now() - $1 * interval '1 day'`, [days]);
      return rowCount ?? 0;
    },
  };
}
