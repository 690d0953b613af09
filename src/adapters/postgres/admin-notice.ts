import type pg from 'pg';
import { errorFields, type Log } from '../../shared/log.ts';
import type { Outbox } from './outbox.ts';

/** One message per admin and subject an hour at the most, however often the trouble shows. Never rejects. */
export async function tellAdmins(
  deps: { readonly outbox: Outbox; readonly pool: pg.Pool; readonly log: Log },
  admins: readonly number[],
  subject: string,
  text: string,
): Promise<void> {
  const hour = new Date().toISOString().slice(0, 13);
  const messages = admins.map((chatId) => ({
    chatId,
    method: 'sendMessage',
    payload: { chat_id: chatId, text },
    purpose: 'notice' as const,
    dedupeKey: `admin:${subject}:${hour}:${chatId}`,
  }));
  try {
    await deps.outbox.add(deps.pool, messages);
  } catch (error) {
    deps.log.warn('admin.notice.failed', { subject, error: errorFields(error) });
  }
}
