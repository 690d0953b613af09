/** The work of one update, the same in every peer: one row written, one reply sent. */
import process from 'node:process';
import pg from 'pg';

export const token = process.env.TELEGRAM_BOT_TOKEN ?? '';
export const apiRoot = process.env.TELEGRAM_API_ROOT ?? '';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

await pool.query(
  'create table if not exists done (update_id bigint, chat_id bigint, text text, at timestamptz default now())',
);

export async function writeRow(updateId, chatId, text) {
  await pool.query('insert into done (update_id, chat_id, text) values ($1, $2, $3)', [updateId, chatId, text]);
}

/** About as long as what kie-ai-bot answers to /help. */
export const REPLY = 'Send a text and I make a picture of it. '.repeat(10);
