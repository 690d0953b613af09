import type { OutboxMessage } from './outbox.ts';

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
