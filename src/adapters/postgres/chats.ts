/** People and their dialogs. */
import type pg from 'pg';
import { ChatState } from '../../domain/chat/state.ts';
import { OPEN_STATES } from '../../domain/generation/lifecycle.ts';
import { pgError } from './errors.ts';
import { storableJson } from './inbox.ts';
import { stoppedFromSql } from './intake.ts';
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
  readonly save: (tx: Queryable, chatId: number, state: ChatState) => Promise<void>;
  readonly setBlocked: (tx: Queryable, chatId: number, blocked: boolean) => Promise<void>;
  /** Telegram refused a message because the person does not want any. */
  readonly markBlocked: (chatId: number) => Promise<void>;
}

export function createChats(pool: pg.Pool, schemas: SchemaNames): Chats {
  const { bot } = schemas;
  const clean = (text: string | null): string | null => text?.replaceAll('\0', '').toWellFormed() ?? null;

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
         on conflict (chat_id) do update set updated_at = now(), blocked_at = null
         returning state, (select count(*) from ${bot}.generation where user_id = $3 and state = any ($4)) as running,
           ${stoppedFromSql(schemas)} as "stoppedFrom"`,
        values: [chat.id, chat.kind, person.userId, OPEN_STATES],
      };
      const [, { rows }] = await together(tx, () => [
        tx.query(see),
        tx.query<{ state: unknown; running: string; stoppedFrom: number | null }>(enter),
      ]);
      const [row] = rows;
      const parsed = ChatState.safeParse(row?.state);
      return {
        ...{ state: parsed.success ? parsed.data : null, running: Number(row?.running ?? 0) },
        stoppedFrom: row?.stoppedFrom ?? null,
      };
    },

    save: async (tx, chatId, state) => {
      await tx.query({
        name: 'chat.save',
        text: `update ${bot}.chat set state = $2, updated_at = now() where chat_id = $1`,
        values: [chatId, storableJson(state)],
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
