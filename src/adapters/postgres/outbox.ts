/** Messages to people, written in the transaction that decided them and sent afterwards, in order per chat. */
import type pg from 'pg';
import type { ErrorCode } from '../../shared/errors.ts';
import { isUniqueViolation, pgError } from './errors.ts';
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
  /** At most one row of this key ever exists: the first one. Where the other key is in use already, that row stays too. */
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
  /** After one of them nobody knows whether it reached the person. */
  readonly mayHaveArrived: boolean;
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
  /**
   * Rows whose sender is gone: their outcome is unknown. A predecessor of this process in the same instance is known to
   * be dead; another instance may still be finishing what it sends, and is given the time of a call.
   */
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
  error_code: string | null;
}

/** Kept in `error_code` once it happened: a message is repeated after it only once, however the later tries end. */
const UNKNOWN: ErrorCode = 'TELEGRAM_OUTCOME_UNKNOWN';

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

export const outboxChannel = (schemas: SchemaNames): string => `${schemas.bot}_outbox`;

/** Who claims rows here. A process that only adds needs none. */
export interface Claimant {
  /** The same for every process that one supervisor starts for this work, one after the other. */
  readonly instance: string;
  readonly process: string;
}

/** A send by a live process of another instance has ended after this long, one way or the other: a call takes 30 s. */
const OTHERS_SEND_SECONDS = 40;
/** Our own sends may wait for the database this long and a little more. */
const OUR_SEND_SECONDS = 700;

export function createOutbox(pool: pg.Pool, schemas: SchemaNames, claimant?: Claimant): Outbox {
  const instance = claimant?.instance ?? 'nobody';
  const claimedBy = `${instance}/${claimant?.process ?? ''}`;
  const table = `${schemas.bot}.outbox`;
  const isReplaced = `exists (select 1 from ${table} n where n.replace_key = o.replace_key and n.state = 'new')`;
  const run = async <R extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<R>> => {
    try {
      return await pool.query<R>(text, values);
    } catch (error) {
      throw pgError(error);
    }
  };

  return {
    add: async (client, messages) => {
      for (const { isDeduped, rows } of batchesOf(messages)) {
        // Asking first whether the key exists would miss one that another transaction has not committed yet, and the
        // violation would end the caller's transaction with it.
        const instead = isDeduped
          ? 'do nothing'
          : `(replace_key) where state = 'new' do update
             set payload = excluded.payload, method = excluded.method, screen_rev = excluded.screen_rev`;
        await client.query(
          `with added as (
             insert into ${table} (chat_id, method, payload, purpose, replace_key, dedupe_key, screen_rev, not_before)
             select chat_id, method, payload, purpose, replace_key, dedupe_key, screen_rev,
                    now() + delay_ms * interval '1 millisecond'
             from jsonb_to_recordset($1::jsonb) as r (chat_id bigint, method text, payload jsonb, purpose text,
                  replace_key text, dedupe_key text, screen_rev integer, delay_ms double precision)
             on conflict ${instead} returning 1)
           select pg_notify($2, '') from added limit 1`,
          [storableJson(rows.map(toStored)), outboxChannel(schemas)],
        );
      }
    },

    drop: async (client, replaceKey) => {
      await client.query(
        `update ${table} set state = 'dead', settled_at = now() where replace_key = $1 and state = 'new'`,
        [replaceKey],
      );
    },

    claim: async (limit, busyChats) => {
      const { rows } = await run<Stored>(
        `update ${table} set state = 'sending', attempts = attempts + 1, claimed_by = $3, claimed_at = now() where id in (
           select id from (
             select distinct on (chat_id) id, chat_id, state, not_before from ${table}
             where state in ('new', 'sending') and chat_id <> all ($2::bigint[])
               and (purpose <> 'progress' or state = 'sending' or not_before <= now())
             order by chat_id, id) head
           where state = 'new' and not_before <= now() order by id limit $1) and state = 'new'
         returning id, chat_id, method, payload, purpose, screen_rev, attempts, error_code`,
        [limit, busyChats, claimedBy],
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
          mayHaveArrived: row.error_code === UNKNOWN,
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
      const giveBack = (): Promise<pg.QueryResult> =>
        run(
          `update ${table} o set not_before = now() + $2 * interval '1 millisecond',
             error_code = case when error_code = '${UNKNOWN}' then error_code else $3 end,
             state = case when ${isReplaced} then 'dead' else 'new' end,
             settled_at = case when ${isReplaced} then now() end
           where id = $1 and state = 'sending'`,
          [id, delayMs, errorCode],
        );
      await giveBack().catch((error: unknown) => {
        if (isUniqueViolation(error)) return giveBack(); // the newer row was committed in between: now it is seen
        throw error;
      });
    },

    adoptOrphans: async () => {
      const again = `purpose in ('reply', 'notice') and error_code is distinct from '${UNKNOWN}' and not ${isReplaced}`;
      const { rows } = await run<{ state: string }>(
        `update ${table} o set error_code = '${UNKNOWN}', state = case when ${again} then 'new' else 'dead' end,
           settled_at = case when ${again} then null else now() end
         where state = 'sending' and case
           when claimed_by = $1 then claimed_at < now() - interval '${OUR_SEND_SECONDS} seconds'
           when starts_with(claimed_by, $2) then true
           else claimed_at < now() - interval '${OTHERS_SEND_SECONDS} seconds' end
         returning state`,
        [claimedBy, `${instance}/`],
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
      // What was still under way to a person when they were forgotten: their chat is gone, and now the words to it go too.
      await run(
        `update ${table} o set payload = '{}', chat_id = 0 where settled_at > now() - interval '1 day' and chat_id <> 0
           and not exists (select from ${schemas.bot}.chat c where c.chat_id = o.chat_id)`,
        [],
      );
      const { rowCount } = await run(`delete from ${table} where settled_at < now() - $1 * interval '1 day'`, [days]);
      return rowCount ?? 0;
    },
  };
}
