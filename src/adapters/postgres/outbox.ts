/** Messages to people, written in the transaction that decided them; outbox-sending.ts hands them to the sender. */
import type pg from 'pg';
import { pgError } from './errors.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import { patiently } from './patiently.ts';
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
  /** At most one row of this key ever exists: the first one. Where the other key is in use already, that row stays too. */
  readonly dedupeKey?: string;
  /** The screen revision that this message shows, to learn its message id. */
  readonly screenRev?: number;
  readonly notBeforeMs?: number;
}

export interface Outbox {
  /** Inside the caller's transaction. The hint to the sender commits with it. */
  readonly add: (client: Queryable, messages: readonly OutboxMessage[]) => Promise<void>;
  /** An unsent row of this key is not wanted any more. */
  readonly drop: (client: Queryable, replaceKey: string) => Promise<void>;
  readonly depth: () => Promise<number>;
  readonly prune: (days: number) => Promise<number>;
}

const toStored = (one: OutboxMessage): Record<string, unknown> => ({
  chat_id: one.chatId,
  method: one.method,
  payload: one.payload,
  purpose: one.purpose,
  replace_key: one.replaceKey ?? null,
  dedupe_key: one.dedupeKey ?? null,
  screen_rev: one.screenRev ?? null,
  delay_ms: one.notBeforeMs ?? 0,
});

/**
 * In their order, cut where the kind of key changes, because one INSERT has one way out of a conflict; of several
 * messages with one replace key the last remains.
 */
function batchesOf(messages: readonly OutboxMessage[]): { isDeduped: boolean; rows: OutboxMessage[] }[] {
  const batches: { isDeduped: boolean; rows: OutboxMessage[] }[] = [];
  const last = new Map(messages.map((one) => [one.replaceKey, one]));
  for (const one of messages) {
    if (one.replaceKey !== undefined && last.get(one.replaceKey) !== one) continue;
    const isDeduped = one.dedupeKey !== undefined;
    const current = batches.at(-1);
    if (current?.isDeduped === isDeduped) current.rows.push(one);
    else batches.push({ isDeduped, rows: [one] });
  }
  return batches;
}

/** A message that was claimed before somebody was forgotten is settled within this time; `prune` runs every minute. */
const SCRUB_MINUTES = 30;

export const outboxChannel = (schemas: SchemaNames): string => `${schemas.bot}_outbox`;

export function createOutbox(pool: pg.Pool, schemas: SchemaNames): Outbox {
  const table = `${schemas.bot}.outbox`;
  /** The first time all that a dead process may have left. */
  let scrubMinutes = 24 * 60;
  const run = async <R extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<pg.QueryResult<R>> => {
    try {
      return await pool.query<R>(query);
    } catch (error) {
      throw pgError(error);
    }
  };

  return {
    add: async (client, messages) => {
      for (const { isDeduped, rows } of batchesOf(messages)) {
        // A delay counts from here, not from the transaction's begin, or a progress edit comes before its reserved time.
        // Asking first whether the key exists would miss one that another transaction has not committed yet, and the
        // violation would end the caller's transaction with it.
        const instead = isDeduped
          ? 'do nothing'
          : `(replace_key) where state = 'new' do update
             set payload = excluded.payload, method = excluded.method, screen_rev = excluded.screen_rev`;
        await client.query({
          name: isDeduped ? 'outbox.add-once' : 'outbox.add',
          text: `with added as (
             insert into ${table} (chat_id, method, payload, purpose, replace_key, dedupe_key, screen_rev, not_before)
             select chat_id, method, payload, purpose, replace_key, dedupe_key, screen_rev,
                    case when delay_ms > 0 then clock_timestamp() else now() end + delay_ms * interval '1 millisecond'
             from jsonb_to_recordset($1::jsonb) as r (chat_id bigint, method text, payload jsonb, purpose text,
                  replace_key text, dedupe_key text, screen_rev integer, delay_ms double precision)
             on conflict ${instead} returning 1)
           select pg_notify($2, '') from added limit 1`,
          values: [storableJson(rows.map(toStored)), outboxChannel(schemas)],
        });
      }
    },

    drop: async (client, replaceKey) => {
      await client.query({
        name: 'outbox.drop',
        text: `update ${table} set state = 'dead', settled_at = now() where replace_key = $1 and state = 'new'`,
        values: [replaceKey],
      });
    },

    depth: async () => {
      const { rows } = await run<{ count: string }>({
        text: `select count(*) from ${table} where state in ('new', 'sending')`,
      });
      return Number(rows[0]?.count ?? 0);
    },

    prune: async (days) => {
      const deleted = `delete from ${table} where settled_at < now() - $1 * interval '1 day'`;
      const { rowCount } = await run(patiently(deleted, [days]));
      // What was still under way to a person when they were forgotten: their chat is gone, and now the words to it go too.
      const scrubbed = `update ${table} o set payload = '{}', chat_id = 0
         where settled_at > now() - $1 * interval '1 minute' and chat_id <> 0
           and not exists (select from ${schemas.bot}.chat c where c.chat_id = o.chat_id)`;
      await run(patiently(scrubbed, [scrubMinutes]));
      scrubMinutes = SCRUB_MINUTES;
      return rowCount ?? 0;
    },
  };
}
