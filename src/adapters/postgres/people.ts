/** What is known of a person outside a dialog with them. */
import type { Language } from '../../domain/chat/contract.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface KnownPerson {
  readonly userId: number;
  /** What they chose in their own chat, else what their client says, else Russian. */
  readonly language: Language;
}

/** Somebody's own words about themselves. */
export interface NamedPerson {
  readonly userId: number;
  readonly firstName: string;
  readonly username: string | null;
}

export interface People {
  /** Null = nobody, or nobody any more, has this wallet. */
  readonly ofWallet: (tx: Queryable, walletId: number) => Promise<KnownPerson | null>;
  /** With an empty name where they never spoke to the bot. */
  readonly named: (tx: Queryable, userId: number) => Promise<NamedPerson>;
  readonly languageOf: (tx: Queryable, userId: number) => Promise<Language>;
  /** In their own chat an order waits for the balance to be filled. */
  readonly hasPendingOrder: (tx: Queryable, userId: number) => Promise<boolean>;
}

/** Of the person `u` with their own chat `c`. */
export const languageSql = `case when coalesce(c.state ->> 'language', u.client_language) ~* '^en' then 'en' else 'ru' end`;

export function createPeople(schemas: SchemaNames): People {
  const { bot } = schemas;
  const language = languageSql;
  return {
    ofWallet: async (tx, walletId) => {
      const { rows } = await tx.query<{ user_id: string; language: Language }>(
        `select u.user_id, ${language} as language from ${bot}.wallet w join ${bot}.app_user u on u.user_id = w.user_id
         left join ${bot}.chat c on c.chat_id = u.user_id where w.id = $1`,
        [walletId],
      );
      return rows[0] === undefined ? null : { userId: Number(rows[0].user_id), language: rows[0].language };
    },
    named: async (tx, userId) => {
      const { rows } = await tx.query<{ first_name: string; username: string | null }>(
        `select first_name, username from ${bot}.app_user where user_id = $1`,
        [userId],
      );
      return { userId, firstName: rows[0]?.first_name ?? '', username: rows[0]?.username ?? null };
    },
    languageOf: async (tx, userId) => {
      const { rows } = await tx.query<{ language: Language }>(
        `select ${language} as language from ${bot}.app_user u left join ${bot}.chat c on c.chat_id = u.user_id
         where u.user_id = $1`,
        [userId],
      );
      return rows[0]?.language ?? 'ru';
    },
    hasPendingOrder: async (tx, userId) => {
      const { rowCount } = await tx.query(
        `select 1 from ${bot}.chat where chat_id = $1 and jsonb_typeof(state -> 'pending') = 'object'`,
        [userId],
      );
      return rowCount === 1;
    },
  };
}
