/** The outbox as its sender sees it: each row is claimed before its call and settled after it, in order per chat. */
import type pg from 'pg';
import type { ErrorCode } from '../../shared/errors.ts';
import { batched } from './batched.ts';
import { isUniqueViolation, pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';
import type { Purpose } from './outbox.ts';

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

/** What the process before this one, of the same instance, is known to have done with the messages that it had claimed. */
export interface LeftBehind {
  /** As its `Claimant` says. */
  readonly process: string;
  /** Whether they reached Telegram is unknown. */
  readonly begun: readonly number[];
  readonly arrived: readonly { readonly id: number; readonly messageId: number | null }[];
}

export interface OutboxSending {
  /**
   * Claims the oldest row of each chat that has none under way and is not in `busyChats`. A row that must wait holds up
   * the later ones of its chat, except a progress edit, which nobody waits for. Of `pacingChats` only the answer to a
   * tap, which is no message: it passes those that wait there.
   */
  readonly claim: (
    limit: number,
    busyChats: readonly number[],
    pacingChats?: Iterable<number>,
  ) => Promise<readonly OutboxRow[]>;
  /** Also tells the chat which message shows its screen now, unless the chat has moved on. */
  readonly settle: (
    row: Pick<OutboxRow, 'id' | 'chatId' | 'screenRev'>,
    end: { readonly messageId: number | null; readonly errorCode: string | null },
  ) => Promise<void>;
  /** Back to the queue, not before `delayMs` from now, unless others have adopted it meanwhile. */
  readonly postpone: (id: number, delayMs: number, errorCode: string) => Promise<void>;
  /**
   * Rows whose sender is gone: their outcome is unknown. A predecessor of this process in the same instance is known to
   * be dead; another instance may still be finishing what it sends, and is given the time of a call. What a claim of ours
   * took without our hearing of it was sent to nobody, and simply waits again; so does what a predecessor had not begun,
   * where it has `left` word of that. Not while a `claim` is under way. To be asked every ten seconds or so: `claim` does
   * not look again at what was settled before the last two times.
   */
  readonly adoptOrphans: (left?: LeftBehind | null) => Promise<{ readonly resent: number; readonly dropped: number }>;
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

/** A row of the statement that settles. */
interface Ended {
  readonly id: number;
  readonly chat_id: number;
  readonly screen_rev: number | null;
  readonly message_id: number | null;
  readonly error_code: string | null;
}

/** Kept in `error_code` once it happened: a message is repeated after it only once, however the later tries end. */
const UNKNOWN: ErrorCode = 'TELEGRAM_OUTCOME_UNKNOWN';

/** Who claims rows here. */
export interface Claimant {
  /** The same for every process that one supervisor starts for this work, one after the other. */
  readonly instance: string;
  readonly process: string;
}

/** A send by a live process of another instance has ended after this long, one way or the other: a call takes 30 s. */
const OTHERS_SEND_SECONDS = 40;
/** Our own sends may wait for the database this long and a little more. */
const OUR_SEND_SECONDS = 700;

export function createOutboxSending(pool: pg.Pool, schemas: SchemaNames, claimant: Claimant): OutboxSending {
  const { instance } = claimant;
  const claimedBy = `${instance}/${claimant.process}`;
  const table = `${schemas.bot}.outbox`;
  /**
   * Below it everything was settled at the last look and at the one before. A backup or a forgotten console that holds an
   * old snapshot keeps the index entries of all that was sent since, and each search would walk through them. Two looks,
   * because a row gets its id before its commit.
   */
  let [floor, lastLook] = [0, 0];
  /** Rows that a claim of ours has brought here and whose end is not written, and which claim it was. */
  const inHand = new Map<number, object>();
  const isReplaced = `exists (select 1 from ${table} n where n.replace_key = o.replace_key and n.state = 'new')`;
  /** With a name the server plans it once for each connection. */
  const run = async <R extends pg.QueryResultRow>(
    text: string,
    values: unknown[],
    name?: string,
  ): Promise<pg.QueryResult<R>> => {
    try {
      return await pool.query<R>({ text, values, ...(name === undefined ? {} : { name }) });
    } catch (error) {
      throw pgError(error);
    }
  };

  /** Where `c`, a chat, still shows what the message `m` shows, `m` shows it from now on. */
  const show = (m: string): string => `update ${schemas.bot}.chat c
    set state = jsonb_set(state, '{screenMessageId}', to_jsonb(${m}.message_id)) from`;
  const isShownBy = (m: string): string => `c.chat_id = ${m}.chat_id and c.state -> 'rev' = to_jsonb(${m}.screen_rev)`;

  /**
   * The ids of those whose chat is locked and has not been told yet. Arrays, not JSON: of that the planner expects a hundred
   * rows, and reads every chat for one until there are thousands.
   */
  const settleAll = batched<Ended, ReadonlySet<number>>(async (ends) => {
    const { rows } = await run<{ id: string }>(
      `with ended as (
         select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[])
           as e (id, chat_id, screen_rev, message_id, error_code)),
       screen as (
         select e.* from ended e join ${schemas.bot}.chat c on ${isShownBy('e')} where e.message_id is not null),
       free as (
         select chat_id from ${schemas.bot}.chat where chat_id in (select chat_id from screen) for no key update skip locked),
       shown as (${show('screen')} screen join free using (chat_id) where ${isShownBy('screen')}),
       settled as (
         update ${table} o set state = case when e.error_code is null then 'sent' else 'dead' end,
           message_id = e.message_id, error_code = e.error_code, settled_at = now()
         from ended e where o.id = e.id)
       select id from screen where chat_id not in (select chat_id from free)`,
      [
        ends.map((end) => end.id),
        ends.map((end) => end.chat_id),
        ends.map((end) => end.screen_rev),
        ends.map((end) => end.message_id),
        ends.map((end) => end.error_code),
      ],
      'outbox.settle',
    );
    return new Set(rows.map(({ id }) => Number(id)));
  });

  /** Whoever has locked the chat may take their time: the ends of others do not wait for that. */
  async function settle(end: Ended): Promise<void> {
    const untold = await settleAll(end);
    if (!untold.has(end.id)) return;
    await run(
      `${show('m')} (select $1::bigint as chat_id, $2::bigint as screen_rev, $3::bigint as message_id) m where ${isShownBy('m')}`,
      [end.chat_id, end.screen_rev, end.message_id],
    );
  }

  /** `+ 0`, or the planner may look for the least one along the primary key, through all that was ever sent. */
  async function raiseFloor(): Promise<void> {
    const { rows } = await run<{ id: string | null }>(
      `select coalesce((select min(id + 0) from ${table} where state in ('new', 'sending')), max(id) + 1) as id from ${table}`,
      [],
    );
    const look = Number(rows[0]?.id ?? 0);
    [floor, lastLook] = [Math.min(lastLook, look), look];
  }

  /** The pacing chats may be a thousand, and what waits for them more: a subquery is hashed, an array searched each time. */
  const mayGo = (row: string): string =>
    `(${row}.purpose = 'answer' or ${row}.chat_id not in (select unnest($5::bigint[])))`;
  /**
   * As a rule nothing waits when the table's statistics are taken, so the planner takes the indexes of what waits for
   * empty and would read one of them for each row of another. `offset 0` lets it look for one chat at a time; the array is
   * found once, and then by the primary key, because no other index is known to hold what is in none of the other states.
   */
  const claimText = `update ${table} set state = 'sending', attempts = attempts + 1, claimed_by = $3, claimed_at = now()
    where id = any (array(
      select o.id from ${table} o
      where o.state = 'new' and o.id >= $4 and o.not_before <= now() and o.chat_id <> all ($2::bigint[])
        and ${mayGo('o')} and not exists (
          select from ${table} before
          where before.chat_id = o.chat_id and before.id < o.id and before.state in ('new', 'sending')
            and (before.purpose <> 'progress' or before.state = 'sending' or before.not_before <= now())
            and (before.state = 'sending' or ${mayGo('before')}) offset 0)
      order by o.id limit $1)) and state <> all ('{sending,sent,dead}')
    returning id, chat_id, method, payload, purpose, screen_rev, attempts, error_code`;

  /** What a predecessor's call brought to Telegram, and nobody wrote down. */
  async function settleArrived({ process, arrived }: LeftBehind): Promise<void> {
    const { rows } = await run<{ id: string; chat_id: string; screen_rev: number | null }>(
      `select id, chat_id, screen_rev from ${table} where state = 'sending' and claimed_by = $1 and id = any ($2::bigint[])`,
      [`${instance}/${process}`, arrived.map(({ id }) => id)],
    );
    const messageIds = new Map(arrived.map(({ id, messageId }) => [id, messageId]));
    const ended = rows.map((row) => ({ ...row, id: Number(row.id), chat_id: Number(row.chat_id) }));
    await Promise.all(
      ended.map((row) => settle({ ...row, message_id: messageIds.get(row.id) ?? null, error_code: null })),
    );
  }

  return {
    claim: async (limit, busyChats, pacingChats = []) => {
      const values = [limit, busyChats, claimedBy, floor, [...pacingChats]];
      const { rows } = await run<Stored>(claimText, values, 'outbox.claim');
      for (const { id } of rows) inHand.set(Number(id), rows);
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

    settle: async ({ id, chatId, screenRev }, { messageId, errorCode }) => {
      await settle({ id, chat_id: chatId, screen_rev: screenRev, message_id: messageId, error_code: errorCode });
      inHand.delete(id);
    },

    postpone: async (id, delayMs, errorCode) => {
      const claimed = inHand.get(id);
      const giveBack = (): Promise<pg.QueryResult> =>
        run(
          `update ${table} o set not_before = now() + $2 * interval '1 millisecond',
             error_code = case when error_code = '${UNKNOWN}' then error_code else $3 end,
             state = case when ${isReplaced} then 'dead' else 'new' end,
             settled_at = case when ${isReplaced} then now() end
           where id = $1 and state = 'sending' and claimed_by = $4`,
          [id, delayMs, errorCode, claimedBy],
        );
      await giveBack().catch((error: unknown) => {
        if (isUniqueViolation(error)) return giveBack(); // the newer row was committed in between: now it is seen
        throw error;
      });
      if (inHand.get(id) === claimed) inHand.delete(id); // or the next claim was told of before this
    },

    adoptOrphans: async (left = null) => {
      if (left !== null && left.arrived.length > 0) await settleArrived(left);
      const isUnsent = `(claimed_by = $1 and id <> all ($3::bigint[]) or claimed_by = $4 and id <> all ($5::bigint[]))`;
      const mayAgain = `(purpose in ('reply', 'notice') and error_code is distinct from '${UNKNOWN}')`;
      const again = `(${isUnsent} or ${mayAgain}) and not ${isReplaced}`;
      const { rows } = await run<{ id: string; state: string }>(
        `update ${table} o set attempts = attempts - (${isUnsent})::int,
           error_code = case when ${isUnsent} then error_code else '${UNKNOWN}' end,
           state = case when ${again} then 'new' else 'dead' end,
           settled_at = case when ${again} then null else now() end
         where state = 'sending' and case
           when claimed_by = $1 then ${isUnsent} or claimed_at < now() - interval '${OUR_SEND_SECONDS} seconds'
           when starts_with(claimed_by, $2) then true
           else claimed_at < now() - interval '${OTHERS_SEND_SECONDS} seconds' end
         returning id, state`,
        [
          ...[claimedBy, `${instance}/`, [...inHand.keys()]],
          ...[left === null ? '' : `${instance}/${left.process}`, left?.begun ?? []],
        ],
      );
      for (const { id } of rows) inHand.delete(Number(id));
      await raiseFloor();
      const resent = rows.filter((row) => row.state === 'new').length;
      return { resent, dropped: rows.length - resent };
    },
  };
}
