/** What the admin who started a broadcast reads at its end. */
import type { FinishedBroadcast } from '../../adapters/postgres/broadcast-sending.ts';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import { textPayload } from '../../adapters/telegram/view.ts';
import { countsText, paceText } from '../../domain/admin/broadcast-words.ts';
import { paragraphs } from '../../domain/chat/html.ts';
import type { Translate } from '../../domain/chat/contract.ts';

export function broadcastReport(
  id: number,
  { startedBy, counts, workedMs }: FinishedBroadcast,
  t: Translate,
): OutboxMessage {
  const text = paragraphs(t('admin-broadcast-report', { id }), countsText(counts, t), paceText(counts, workedMs, t));
  return {
    chatId: startedBy,
    method: 'sendMessage',
    payload: textPayload(startedBy, { text, keyboard: [] }),
    purpose: 'notice',
    dedupeKey: `broadcast:${id}`,
  };
}
