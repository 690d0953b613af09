/** People and their dialogs. */
import type pg from 'pg';
import { ChatState } from '../../domain/chat/state.ts';
import { OPEN_STATES } from '../../domain/generation/lifecycle.ts';
import { pgError } from './errors.ts';
import { storableJson } from './inbox.ts';
import { stoppedFromSql } from './intake.ts';
import { atLockedSql, type AtLocked } from './locks.ts';
import type { SchemaNames } from './names.ts';
import { together, type Queryable } from './transaction.ts';

export interface Person {
  readonly userId: number;
  readonly firstName: string;
  readonly username: string | null;
  readonly language: string | null;
}

export interface OpenedChat {
  /** null for a chat never seen, or when the stored state is not readable by this code. */
  readonly state: ChatState | null;
  /** Generations of the person that are under way. */
  readonly running: number;
  /** KIE credits from which on no order is taken; null = all are. */
  readonly stoppedFrom: number | null;
}

export interface Chats {
  /** Creates what is missing and locks the person's and the chat's row until the transaction ends. */
  readonly open: (
    tx: Queryable,
    chat: { id: number; kind: 'private' | 'group' },
    person: Person,
  ) => Promise<OpenedChat>;
  /** Of many, none of whom comes twice: locks, and resolves with, those chats where both are known (and not passed by). */
  readonly reopen: (
    tx: Queryable,
    visits: readonly { readonly chatId: number; readonly person: Person }[],
    atLocked?: AtLocked,
  ) => Promise<ReadonlyMap<number, OpenedChat>>;
  readonly save: (tx: Queryable, states: ReadonlyMap<number, ChatState>) => Promise<void>;
  readonly setBlocked: (tx: Queryable, chatId: number, blocked: boolean) => Promise<void>;
  /** Telegram refused a message because the person does not want any. */
  readonly markBlocked: (chatId: number) => Promise<void>;
}

interface OpenedRow {
  chat_id: string;
  state: unknown;
  running: string;
  stopped_from: number | null;
}

function fromRow(row: OpenedRow | undefined): OpenedChat {
  const parsed = ChatState.safeParse(row?.state);
  return {
    ...{ state: parsed.success ? parsed.data : null, running: Number(row?.running ?? 0) },
    stoppedFrom: row?.stopped_from ?? null,
  };
}

export function createChats(pool: pg.Pool, schemas: SchemaNames): Chats {
  const { bot } = schemas;
  const clean = (text: string | null): string | null => text?.replaceAll('\0', '').toWellFormed() ?? null;
  /** Beside the state, for the person with this id. */
  const facts = (userId: string, states: string): string =>
    `state, (select count(*) from ${bot}.generation where user_id = ${userId} and state = any (${states})) as running,
     ${stoppedFromSql(schemas)} as stopped_from`;

  return {
    open: async (tx, chat, person) => {
      const see = {
        name: 'person.seen',
        text: `insert into ${bot}.app_user as u (user_id, first_name, username, client_language) values ($1, $2, $3, $4)
         on conflict (user_id) do update set first_name = excluded.first_name, username = excluded.username,
           client_language = excluded.client_language, last_seen_at = now()`,
        values: [person.userId, clean(person.firstName), clean(person.username), clean(person.language)],
      };
      const enter = {
        name: 'chat.open',
        text: `insert into ${bot}.chat (chat_id, kind) values ($1, $2)
         on conflict (chat_id) do update set updated_at = now(), blocked_at = null returning chat_id, ${facts('$3', '$4')}`,
        values: [chat.id, chat.kind, person.userId, OPEN_STATES],
      };
      const [, { rows }] = await together(tx, () => [tx.query(see), tx.query<OpenedRow>(enter)]);
      return fromRow(rows[0]);
    },

    reopen: async (tx, visits, atLocked = 'wait') => {
      const people = visits.map(({ person }) => person);
      const see = {
        name: `people.seen:${atLocked}`,
        text: `update ${bot}.app_user u set first_name = p.first_name, username = p.username,
           client_language = p.client_language, last_seen_at = now()
         from (select v.* from unnest($1::bigint[], $2::text[], $3::text[], $4::text[])
             as v (id, first_name, username, client_language)
           join ${bot}.app_user on user_id = v.id order by v.id for no key update of app_user${atLockedSql(atLocked)}) as p
         where u.user_id = p.id returning u.user_id`,
        values: [
          people.map(({ userId }) => userId),
          people.map(({ firstName }) => clean(firstName)),
          people.map(({ username }) => clean(username)),
          people.map(({ language }) => clean(language)),
        ],
      };
      // Locked in the order of their ids, and no more than a foreign key to them bears: a broadcast that begins has many.
      const enter = {
        name: `chats.reopen:${atLocked}`,
        text: `update ${bot}.chat set updated_at = now(), blocked_at = null
         from (select chat_id as id, user_id from unnest($1::bigint[], $2::bigint[]) as v (chat_id, user_id)
           join ${bot}.chat using (chat_id) order by chat_id for no key update of chat${atLockedSql(atLocked)}) as visit
         where chat_id = visit.id returning chat_id, ${facts('visit.user_id', '$3')}`,
        values: [visits.map(({ chatId }) => chatId), people.map(({ userId }) => userId), OPEN_STATES],
      };
      const [seen, entered] = await together(tx, () => [
        tx.query<{ user_id: string }>(see),
        tx.query<OpenedRow>(enter),
      ]);
      const known = new Set(seen.rows.map((row) => Number(row.user_id)));
      const opened = new Map(entered.rows.map((row) => [Number(row.chat_id), fromRow(row)]));
      for (const { chatId, person } of visits) if (!known.has(person.userId)) opened.delete(chatId);
      return opened;
    },

    save: async (tx, states) => {
      await tx.query({
        name: 'chat.save',
        text: `update ${bot}.chat c set state = s.state, updated_at = now()
         from unnest($1::bigint[], $2::jsonb[]) as s (chat_id, state) where c.chat_id = s.chat_id`,
        values: [[...states.keys()], [...states.values()].map(storableJson)],
      });
    },

    setBlocked: async (tx, chatId, blocked) => {
      const at = blocked ? 'coalesce(blocked_at, now())' : 'null';
      await tx.query(`update ${bot}.chat set blocked_at = ${at} where chat_id = $1`, [chatId]);
    },

    markBlocked: async (chatId) => {
      await pool
        .query(`update ${bot}.chat set blocked_at = coalesce(blocked_at, now()) where chat_id = $1`, [chatId])
        .catch((error: unknown) => {
          throw pgError(error);
        });
    },
  };
}
