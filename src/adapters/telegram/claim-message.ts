/** A transfer that waits for a decision, as one message to an admin. */
import type { ClaimFacts } from '../../domain/admin/claim-facts.ts';
import { claimView } from '../../domain/admin/claim-words.ts';
import type { Look } from '../../domain/admin/page-rules.ts';
import type { OutboxMessage } from '../postgres/outbox.ts';
import { filePayload, textPayload } from './view.ts';

/** With the picture, or in words alone where that is gone. */
export function claimMessage(adminId: number, claim: ClaimFacts, look: Look): OutboxMessage {
  const view = claimView(claim, look);
  const { fileId, fileKind: kind } = claim;
  const message = { chatId: adminId, purpose: 'notice' } as const;
  if (fileId === null) return { ...message, method: 'sendMessage', payload: textPayload(adminId, view) };
  const method = kind === 'photo' ? 'sendPhoto' : 'sendDocument';
  return { ...message, method, payload: filePayload(adminId, { kind, fileId }, view) };
}
