import type pg from 'pg';
import { errorFields, type Log } from '../../shared/log.ts';
import type { Outbox, OutboxMessage } from './outbox.ts';

/** One message for each admin; none of this subject and occasion is ever written twice. */
export function adminNotices(
  admins: readonly number[],
  subject: string,
  occasion: string,
  text: string,
): readonly OutboxMessage[] {
  return admins.map((chatId) => ({
    chatId,
    method: 'sendMessage',
    payload: { chat_id: chatId, text },
    purpose: 'notice',
    dedupeKey: `admin:${subject}:${occasion}:${chatId}`,
  }));
}

/** One message per admin and subject an hour at the most, however often the trouble shows. Never rejects. */
export async function tellAdmins(
  deps: { readonly outbox: Outbox; readonly pool: pg.Pool; readonly log: Log },
  admins: readonly number[],
  subject: string,
  text: string,
): Promise<void> {
  const hour = new Date().toISOString().slice(0, 13);
  try {
    await deps.outbox.add(deps.pool, adminNotices(admins, subject, hour, text));
  } catch (error) {
    deps.log.warn('admin.notice.failed', { subject, error: errorFields(error) });
  }
}
