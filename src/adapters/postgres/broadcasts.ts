/** Broadcasts as an admin sees them: drafts, and those that are under way or over. */
import type {
  Audience,
  Broadcast,
  BroadcastButton,
  BroadcastCounts,
  BroadcastState,
} from '../../domain/admin/broadcast.ts';
import type { SchemaNames } from './names.ts';
import { PATIENT, patiently } from './patiently.ts';
import { languageSql } from './people.ts';
import type { Queryable } from './transaction.ts';

/** `busy`: another one is under way. `changed`: it is not what was confirmed. `nobody`: it would reach no one. */
export type Started =
  { readonly ok: true; readonly total: number } | { readonly ok: false; readonly why: 'busy' | 'changed' | 'nobody' };

export interface BroadcastDraft {
  readonly text: string;
  readonly photo: string | null;
}

export interface Broadcasts {
  readonly get: (tx: Queryable, id: number) => Promise<Broadcast | null>;
  /** The newest first. */
  readonly list: (tx: Queryable, from: number, limit: number) => Promise<readonly Broadcast[]>;
  /** How many people it would reach now. */
  readonly reach: (tx: Queryable, audience: Audience) => Promise<number>;
  readonly create: (tx: Queryable, adminId: number, draft: BroadcastDraft) => Promise<number>;
  /** False: it is no draft any more. */
  readonly change: (
    tx: Queryable,
    id: number,
    change: Partial<BroadcastDraft & { readonly audience: Audience; readonly button: BroadcastButton | null }>,
  ) => Promise<boolean>;
  readonly discard: (tx: Queryable, id: number) => Promise<boolean>;
  /** Its people are frozen here, once. */
  readonly start: (tx: Queryable, id: number, revision: number, adminId: number) => Promise<Started>;
  readonly stop: (tx: Queryable, id: number) => Promise<boolean>;
  readonly resume: (tx: Queryable, id: number) => Promise<'resumed' | 'busy' | 'not-stopped'>;
}

interface Row {
  id: string;
  text: string;
  photo: string | null;
  audience: Audience;
  button: BroadcastButton | null;
  state: BroadcastState;
  revision: number;
  worked_ms: string;
  counts: BroadcastCounts;
}

/** Who has got what is of no use after that. */
const KEEP_RECIPIENTS = '30 days';

/** People who want messages and may use the bot: chat `c`, person `u`, wallet `w`. A forgotten one is nobody (pseudonym.ts). */
export const isReachable = `c.kind = 'private' and c.chat_id > 0 and c.blocked_at is null and w.banned_at is null`;

/** As JSON, of the broadcast `b`: from its recipients until it is done, from its own row afterwards. */
export const countsSql = (schemas: SchemaNames): string =>
  `case when b.state = 'done' then jsonb_build_object('waiting', 0, 'sent', b.sent, 'blocked', b.blocked,
      'failed', b.failed, 'unknown', b.unknown)
    else (select jsonb_build_object(
      'waiting', count(*) filter (where r.state in ('waiting', 'sending')),
      'sent', count(*) filter (where r.state = 'sent'), 'blocked', count(*) filter (where r.state = 'blocked'),
      'failed', count(*) filter (where r.state = 'failed'), 'unknown', count(*) filter (where r.state = 'unknown'))
      from ${schemas.bot}.broadcast_recipient r where r.broadcast_id = b.id) end`;

export function createBroadcasts(schemas: SchemaNames): Broadcasts {
  const { bot } = schemas;
  const table = `${bot}.broadcast`;
  const columns = `b.id, b.text, b.photo, b.audience, b.button, b.state, b.revision, b.worked_ms, ${countsSql(schemas)} as counts`;
  const people = `${bot}.chat c join ${bot}.app_user u on u.user_id = c.chat_id left join ${bot}.wallet w on w.user_id = u.user_id
    where ${isReachable} and ($1::text = 'all' or $1 = ${languageSql})`;
  const toBroadcast = ({ id, worked_ms, ...row }: Row): Broadcast => ({
    ...row,
    id: Number(id),
    workedMs: Number(worked_ms),
  });
  const changed = async (tx: Queryable, text: string, values: unknown[]): Promise<boolean> =>
    (await tx.query(text, values)).rowCount === 1;

  /** Two that start at once wait for each other here instead of failing on the index that allows one. */
  async function anotherRuns(tx: Queryable, id: number): Promise<boolean> {
    await tx.query(`lock table ${table} in share row exclusive mode`);
    return (await tx.query(`select 1 from ${table} where state = 'running' and id <> $1`, [id])).rowCount !== 0;
  }

  return {
    get: async (tx, id) => {
      const { rows } = await tx.query<Row>(`select ${columns} from ${table} b where id = $1`, [id]);
      return rows[0] === undefined ? null : toBroadcast(rows[0]);
    },

    list: async (tx, from, limit) => {
      const { rows } = await tx.query<Row>(`select ${columns} from ${table} b order by id desc offset $1 limit $2`, [
        ...[from, limit],
      ]);
      return rows.map(toBroadcast);
    },

    reach: async (tx, audience) => {
      const { rows } = await tx.query<{ count: string }>(`select count(*) from ${people}`, [audience]);
      return Number(rows[0]?.count ?? 0);
    },

    create: async (tx, adminId, { text, photo }) => {
      const { rows } = await tx.query<{ id: string }>(
        `insert into ${table} (created_by, text, photo) values ($1, $2, $3) returning id`,
        [adminId, text, photo],
      );
      return Number(rows[0]?.id);
    },

    change: async (tx, id, change) => {
      const { text = null, photo, audience = null, button } = change;
      return await changed(
        tx,
        `update ${table} set revision = revision + 1, text = coalesce($2, text), audience = coalesce($3, audience),
           photo = case when $4 then $5 else photo end, button = case when $6 then $7 else button end
         where id = $1 and state = 'draft'`,
        [id, text, audience, photo !== undefined, photo ?? null, button !== undefined, button ?? null],
      );
    },

    discard: (tx, id) => changed(tx, `delete from ${table} where id = $1 and state = 'draft'`, [id]),

    start: async (tx, id, revision, adminId) => {
      const busy = await anotherRuns(tx, id);
      const { rows } = await tx.query<{ audience: Audience }>(
        `select audience from ${table} where id = $1 and revision = $2 and state = 'draft' for update`,
        [id, revision],
      );
      if (rows[0] === undefined) return { ok: false, why: 'changed' };
      if (busy) return { ok: false, why: 'busy' };
      await tx.query(PATIENT);
      const { rowCount } = await tx.query(
        patiently(
          `insert into ${bot}.broadcast_recipient (broadcast_id, chat_id, language)
           select $2::bigint, c.chat_id, ${languageSql} from ${people}`,
          [rows[0].audience, id],
        ),
      );
      const total = rowCount ?? 0;
      if (total === 0) return { ok: false, why: 'nobody' };
      await tx.query(
        `update ${table} set state = 'running', total = $2, started_at = now(), started_by = $3 where id = $1`,
        [id, total, adminId],
      );
      await tx.query(
        patiently(
          `delete from ${bot}.broadcast_recipient r using ${table} b
           where b.id = r.broadcast_id and b.state = 'done' and b.finished_at < now() - interval '${KEEP_RECIPIENTS}'`,
        ),
      );
      return { ok: true, total };
    },

    stop: (tx, id) => changed(tx, `update ${table} set state = 'stopped' where id = $1 and state = 'running'`, [id]),

    resume: async (tx, id) => {
      if (await anotherRuns(tx, id)) return 'busy';
      const isResumed = await changed(
        tx,
        `update ${table} set state = 'running', troubles = 0 where id = $1 and state = 'stopped'`,
        [id],
      );
      return isResumed ? 'resumed' : 'not-stopped';
    },
  };
}
