/** Updates as Telegram sent them, stored before their offset is confirmed. */
import type pg from 'pg';
import { fence } from './lease.ts';
import type { AtLocked } from './locks.ts';
import type { SchemaNames } from './names.ts';
import { pgError } from './errors.ts';
import { inTransaction, type Queryable } from './transaction.ts';

export interface IncomingUpdate {
  readonly updateId: number;
  /** Orders the work: the chat, else the person, else 0. */
  readonly chatId: number;
  readonly traceId: string;
  readonly payload: unknown;
}

export interface InboxRow {
  readonly updateId: number;
  readonly traceId: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly receivedAt: Date;
}

export interface StoredBatch {
  /**
   * Have something to be handled of this batch. Also what was there before: a commit whose answer was lost is followed by
   * the same batch, and nobody has woken its chats yet.
   */
  readonly chats: readonly number[];
  /** Updates not seen before. */
  readonly added: number;
}

export interface Inbox {
  /**
   * Stores a batch in one transaction if `epoch` still holds the lease; an update seen before is stored no second time.
   * Rejects with LEASE_LOST, or with DB_UNAVAILABLE, and then it may be stored or not.
   */
  readonly store: (epoch: number, batch: readonly IncomingUpdate[]) => Promise<StoredBatch>;
  /** Chats with unprocessed rows, the longest waiting first. */
  readonly waitingChats: () => Promise<readonly number[]>;
  /**
   * Of each of these chats the oldest unprocessed row, locked until the transaction ends, if it has one. Passing by, a chat
   * whose oldest row is locked already has none: never a younger one.
   */
  readonly lockHeads: (
    client: Queryable,
    chatIds: readonly number[],
    atLocked?: AtLocked,
  ) => Promise<ReadonlyMap<number, InboxRow>>;
  /** The chats of these rows in which another one is waiting already. */
  readonly markProcessed: (client: Queryable, updateIds: readonly number[]) => Promise<ReadonlySet<number>>;
  /** Counts a failed try in a transaction of its own; returns how many there were. */
  readonly countFailure: (updateId: number) => Promise<number>;
  /** Sets a poison update aside for good, so that the chat goes on. */
  readonly park: (client: Queryable, updateId: number, code: string) => Promise<void>;
  /** Removes processed rows older than `days` (8 at least: ids are random only after a week of silence). */
  readonly prune: (days: number) => Promise<number>;
}

const storableText = (text: string): string => text.replaceAll('\0', '').toWellFormed();

/** Names too, though Telegram's never need it: a value must be storable whoever made it. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.keys(value).every((name) => storableText(name) === name)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [storableText(name), held]));
}

interface Stored {
  chat_id: string;
  update_id: string;
  trace_id: string;
  payload: unknown;
  attempts: number;
  received_at: Date;
}

const fromRow = (row: Stored): InboxRow => ({
  updateId: Number(row.update_id),
  traceId: row.trace_id,
  payload: row.payload,
  attempts: row.attempts,
  receivedAt: row.received_at,
});

/** Postgres refuses U+0000 in text and jsonb, and lone surrogates in jsonb: one such message must not wedge polling. */
export function storableJson(payload: unknown): string {
  return JSON.stringify(payload, (_key, value: unknown) => storable(value));
}

export function createInbox(pool: pg.Pool, schemas: SchemaNames): Inbox {
  const table = `${schemas.bot}.inbox`;
  const columns = 'chat_id, update_id, trace_id, payload, attempts, received_at';
  const waiting = `from ${table} where chat_id = chat.id and processed_at is null order by seq limit 1`;
  const headsBy = (head: string): string =>
    `select head.* from unnest($1::bigint[]) as chat (id) cross join lateral (${head}) as head`;
  const heads = {
    wait: { name: 'inbox.heads', text: headsBy(`select ${columns} ${waiting} for update`) },
    // `limit` counts what could be locked, so the oldest row is found before it is asked for.
    'pass-by': {
      name: 'inbox.free-heads',
      text: headsBy(`select ${columns} from ${table} where update_id = (select update_id ${waiting}) and processed_at is null
         for update skip locked`),
    },
  };

  return {
    store: (epoch, batch) =>
      inTransaction(pool, async (client) => {
        await fence(client, schemas, epoch);
        const { rows } = await client.query<{ chat_id: string; is_new: boolean }>(
          `with added as (
             insert into ${table} (update_id, chat_id, trace_id, epoch, payload)
             select update_id, chat_id, trace_id, $5, payload
             from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::jsonb[])
               with ordinality as u (update_id, chat_id, trace_id, payload, place)
             order by place on conflict do nothing returning chat_id)
           select chat_id, true as is_new from added
           union all
           select chat_id, false from ${table} where update_id = any ($1) and processed_at is null`,
          [
            batch.map((one) => one.updateId),
            batch.map((one) => one.chatId),
            batch.map((one) => one.traceId),
            batch.map((one) => storableJson(one.payload)),
            epoch,
          ],
        );
        const chats = [...new Set(rows.map((row) => Number(row.chat_id)))];
        return { chats, added: rows.filter((row) => row.is_new).length };
      }),

    waitingChats: async () => {
      const { rows } = await pool
        .query<{
          chat_id: string;
        }>(`select chat_id from ${table} where processed_at is null group by chat_id order by min(seq)`)
        .catch((error: unknown) => {
          throw pgError(error);
        });
      return rows.map((row) => Number(row.chat_id));
    },

    lockHeads: async (client, chatIds, atLocked = 'wait') => {
      // Always in the same order, so that two processes never wait for each other.
      const values = [chatIds.toSorted((a, b) => a - b)];
      const { rows } = await client.query<Stored>({ ...heads[atLocked], values });
      return new Map(rows.map((row) => [Number(row.chat_id), fromRow(row)]));
    },

    markProcessed: async (client, updateIds) => {
      const { rows } = await client.query<{ chat_id: string; has_more: boolean }>({
        name: 'inbox.processed',
        text: `update ${table} i set processed_at = now() where update_id = any ($1) returning chat_id, exists (select from ${table} n
             where n.chat_id = i.chat_id and n.processed_at is null and n.update_id <> i.update_id) as has_more`,
        values: [updateIds],
      });
      return new Set(rows.filter((row) => row.has_more).map((row) => Number(row.chat_id)));
    },

    countFailure: async (updateId) => {
      const { rows } = await pool
        .query<{
          attempts: number;
        }>(`update ${table} set attempts = attempts + 1 where update_id = $1 returning attempts`, [updateId])
        .catch((error: unknown) => {
          throw pgError(error);
        });
      return rows[0]?.attempts ?? 0;
    },

    park: async (client, updateId, code) => {
      await client.query(
        `update ${table} set processed_at = now(), parked_code = $2 where update_id = $1 and processed_at is null`,
        [updateId, code],
      );
    },

    prune: async (days) => {
      const { rowCount } = await pool
        .query(`delete from ${table} where processed_at is not null and received_at < now() - $1 * interval '1 day'`, [
          days,
        ])
        .catch((error: unknown) => {
          throw pgError(error);
        });
      return rowCount ?? 0;
    },
  };
}
