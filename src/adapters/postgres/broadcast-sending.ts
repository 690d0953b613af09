/**
 * A broadcast as its worker sees it. One worker at a time has the turn, which it renews while it lives; each person is
 * claimed before the call and settled after it, and whoever a dead worker left behind in between is unknown.
 */
import type pg from 'pg';
import type { BroadcastContent, BroadcastCounts, BroadcastState } from '../../domain/admin/broadcast.ts';
import type { Language } from '../../domain/chat/contract.ts';
import { countsSql, isReachable } from './broadcasts.ts';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

/** One worker's turn at one broadcast. */
export interface Turn {
  readonly id: number;
  readonly token: string;
}

export interface BegunTurn {
  readonly content: BroadcastContent;
  /** Pauses in a row without a message that came through. */
  readonly troubles: number;
  /** People whom the worker before left in the middle. */
  readonly orphans: number;
}

export type Claimed =
  | { readonly kind: 'send'; readonly chatId: number; readonly language: Language }
  /** Blocked the bot, or was banned, since it started: nothing to send. */
  | { readonly kind: 'gone' };

/** `waiting` = nothing was sent, certainly. */
export type RecipientEnd = 'sent' | 'blocked' | 'failed' | 'unknown' | 'waiting';

export interface FinishedBroadcast {
  readonly startedBy: number;
  readonly counts: BroadcastCounts;
  readonly workedMs: number;
}

export interface BroadcastSending {
  /** Null: it is not running, must wait, or somebody else has the turn. */
  readonly begin: (turn: Turn) => Promise<BegunTurn | null>;
  /** `workedMs`: since the turn began, or since the last renewal. */
  readonly renew: (turn: Turn, workedMs: number) => Promise<void>;
  /** Null: nobody waits, or this turn may not send now: it was stopped, must wait, or has lost the turn. */
  readonly claim: (turn: Turn) => Promise<Claimed | null>;
  readonly settle: (id: number, chatId: number, end: RecipientEnd) => Promise<void>;
  /**
   * Whom a claim of this turn took without our hearing of it: all but those in hand. Nothing was sent to them, so they wait
   * again. Not while a claim is under way.
   */
  readonly giveBack: (turn: Turn, inHand: readonly number[]) => Promise<void>;
  /** Nothing is sent for so long. */
  readonly pause: (id: number, ms: number) => Promise<void>;
  /** `cameThrough`: Telegram took a message in it. */
  readonly end: (turn: Turn, last: { readonly workedMs: number; readonly cameThrough: boolean }) => Promise<void>;
  /** Null while it is not running or people wait. */
  readonly finish: (tx: Queryable, id: number) => Promise<FinishedBroadcast | null>;
  /** `waitMs`: until it is worth while to ask for a turn again. */
  readonly standing: (id: number) => Promise<{ readonly state: BroadcastState; readonly waitMs: number } | null>;
}

/** Renewed every few seconds: after a kill the next worker waits no longer than this. */
const TURN_SECONDS = 12;

export function createBroadcastSending(pool: pg.Pool, schemas: SchemaNames): BroadcastSending {
  const { bot } = schemas;
  const table = `${bot}.broadcast`;
  const recipients = `${bot}.broadcast_recipient`;
  const until = `now() + interval '${TURN_SECONDS} seconds'`;
  const run = async <R extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<R>> => {
    try {
      return await pool.query<R>(text, values);
    } catch (error) {
      throw pgError(error);
    }
  };

  return {
    begin: async ({ id, token }) => {
      const { rows } = await run<BroadcastContent & { troubles: number; orphans: string }>(
        `with turn as (
           update ${table} set piece = $2, piece_until = ${until}
           where id = $1 and state = 'running' and not_before <= now() and (piece is null or piece_until <= now())
           returning id, text, photo, button, troubles),
         orphan as (
           update ${recipients} r set state = 'unknown' from turn
           where r.broadcast_id = turn.id and r.state = 'sending' returning 1)
         select text, photo, button, troubles, (select count(*) from orphan) as orphans from turn`,
        [id, token],
      );
      if (rows[0] === undefined) return null;
      const { troubles, orphans, ...content } = rows[0];
      return { content, troubles, orphans: Number(orphans) };
    },

    renew: async ({ id, token }, workedMs) => {
      await run(`update ${table} set piece_until = ${until}, worked_ms = worked_ms + $3 where id = $1 and piece = $2`, [
        id,
        token,
        Math.round(workedMs),
      ]);
    },

    claim: async ({ id, token }) => {
      const { rows } = await run<{ chat_id: string; language: Language; state: 'sending' | 'blocked' }>(
        `with next as (
           select r.chat_id from ${recipients} r join ${table} b on b.id = r.broadcast_id
           where b.id = $1 and b.piece = $2 and b.state = 'running' and b.not_before <= now() and r.state = 'waiting'
           order by r.chat_id limit 1 for update of r skip locked)
         update ${recipients} r set state = case when exists (
           select 1 from ${bot}.chat c left join ${bot}.wallet w on w.user_id = c.chat_id
           where c.chat_id = r.chat_id and ${isReachable}) then 'sending' else 'blocked' end
         from next where r.broadcast_id = $1 and r.chat_id = next.chat_id
         returning r.chat_id, r.language, r.state`,
        [id, token],
      );
      if (rows[0] === undefined) return null;
      const { chat_id, language, state } = rows[0];
      return state === 'blocked' ? { kind: 'gone' } : { kind: 'send', chatId: Number(chat_id), language };
    },

    // Also one that was taken for unknown meanwhile: who made the call knows better.
    settle: async (id, chatId, end) => {
      await run(
        `update ${recipients} set state = $3
         where broadcast_id = $1 and chat_id = $2 and state in ('sending', 'unknown')`,
        [id, chatId, end],
      );
    },

    giveBack: async ({ id, token }, inHand) => {
      await run(
        `with turn as (select id from ${table} where id = $1 and piece = $2 for update)
         update ${recipients} r set state = 'waiting' from turn
         where r.broadcast_id = turn.id and r.state = 'sending' and r.chat_id <> all ($3::bigint[])`,
        [id, token, inHand],
      );
    },

    pause: async (id, ms) => {
      await run(
        `update ${table} set not_before = greatest(not_before, now() + $2 * interval '1 millisecond') where id = $1`,
        [id, ms],
      );
    },

    end: async ({ id, token }, { workedMs, cameThrough }) => {
      await run(
        `update ${table} set piece = null, piece_until = null, worked_ms = worked_ms + $3,
           troubles = case when $4 then 0 when not_before > now() then troubles + 1 else troubles end
         where id = $1 and piece = $2`,
        [id, token, Math.round(workedMs), cameThrough],
      );
    },

    finish: async (tx, id) => {
      const { rows } = await tx.query<{ started_by: string; counts: BroadcastCounts; worked_ms: string }>(
        `with b as (select b.id, ${countsSql(schemas)} as counts from ${table} b
           where b.id = $1 and b.state = 'running'
             and not exists (select 1 from ${recipients} r where r.broadcast_id = b.id and r.state in ('waiting', 'sending'))
           for update of b)
         update ${table} d set state = 'done', finished_at = now(), sent = (counts ->> 'sent')::integer,
           blocked = (counts ->> 'blocked')::integer, failed = (counts ->> 'failed')::integer,
           unknown = (counts ->> 'unknown')::integer
         from b where d.id = b.id returning d.started_by, b.counts, d.worked_ms`,
        [id],
      );
      if (rows[0] === undefined) return null;
      const { started_by, counts, worked_ms } = rows[0];
      return { startedBy: Number(started_by), counts, workedMs: Number(worked_ms) };
    },

    standing: async (id) => {
      const { rows } = await run<{ state: BroadcastState; wait_ms: number }>(
        `select state, (1000 * extract(epoch from greatest(not_before, case when piece_until > now() then least(piece_until, now() + interval '2 seconds') end, now()) - now()))::float8 as wait_ms
         from ${table} where id = $1`,
        [id],
      );
      return rows[0] === undefined ? null : { state: rows[0].state, waitMs: rows[0].wait_ms };
    },
  };
}
