/** Twenty people whom the bot knows and who write at the same moment, and which transaction answers whom. */
import assert from 'node:assert/strict';
import type { UpdateHandler } from '../../src/roles/polling/handle-update.ts';
import { openDialog, text, type DialogStand } from './dialog.ts';

export const CHATS = Array.from({ length: 20 }, (_, index) => index + 1);

export const ask = (chatId: number, words = '/help'): object => text(chatId, words);

export interface Crowd extends DialogStand {
  /** Nobody else is known, and nothing waits. */
  readonly reset: () => Promise<void>;
  /** From then on these people are known. */
  readonly meet: (chats: readonly number[]) => Promise<void>;
  /** The oldest update of each chat, all at the same moment. */
  readonly handleAll: (chats: readonly number[], on?: UpdateHandler) => Promise<readonly string[]>;
  /** Chats by the transaction that handled their update, the biggest first. */
  readonly transactions: () => Promise<readonly (readonly number[])[]>;
  readonly repliesTo: (chatId: number) => Promise<number>;
}

export async function openCrowd(): Promise<Crowd> {
  const stand = await openDialog();
  const { database, dialog, bot } = stand;

  const meet = async (chats: readonly number[]): Promise<void> => {
    await dialog.deliver(...chats.map((chatId) => ask(chatId, '/start')));
    for (const chatId of chats) assert.equal(await dialog.work(chatId), 1);
    await database.pool.query(`truncate ${bot}.outbox, ${bot}.inbox`);
  };

  return {
    ...stand,
    meet,
    reset: async () => {
      await database.pool.query(`truncate ${bot}.app_user, ${bot}.chat, ${bot}.inbox, ${bot}.outbox cascade`);
      await meet(CHATS);
    },
    handleAll: (chats, on = dialog.handler) => Promise.all(chats.map((chatId) => on.processNext(chatId))),
    transactions: async () => {
      const { rows } = await database.pool.query<{ chats: number[] }>(
        `select array_agg(chat_id::integer order by chat_id) as chats from ${bot}.inbox
         where processed_at is not null and parked_code is null group by xmin::text order by count(*) desc, 1`,
      );
      return rows.map((row) => row.chats);
    },
    repliesTo: async (chatId) => (await dialog.said(chatId)).filter(({ purpose }) => purpose === 'reply').length,
  };
}
