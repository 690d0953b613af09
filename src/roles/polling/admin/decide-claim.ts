/** An admin's word on a transfer: the state, the money, the line in the audit log and what both sides hear, together. */
import type { OutboxMessage } from '../../../adapters/postgres/outbox.ts';
import type { Claim } from '../../../adapters/postgres/topup-claims.ts';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { textPayload } from '../../../adapters/telegram/view.ts';
import { lateClaimText } from '../../../domain/admin/claim-words.ts';
import { formatMoney } from '../../../domain/billing/money.ts';
import { claimApprovedView, claimRefusedView } from '../../../domain/chat/claim-views.ts';
import type { Effect, Language, Texts } from '../../../domain/chat/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AdminDeps } from './deps.ts';

type DecideEffect = Extract<Effect, { readonly do: 'decideClaim' }>;

interface DecideDeps {
  readonly admin: Pick<AdminDeps, 'admins' | 'claims' | 'audit'>;
  readonly texts: Texts;
  readonly currency: string;
  readonly supportContact: string | null;
}

/** Who decides, and where. */
interface Decider {
  readonly chatId: number;
  readonly userId: number;
  readonly language: Language;
}

export async function decideClaim(
  tx: Queryable,
  { claimId, approve, messageId }: DecideEffect,
  where: Decider,
  deps: DecideDeps,
): Promise<readonly OutboxMessage[]> {
  const { userId: adminId, chatId } = where;
  const { claims: desk, audit, admins } = deps.admin;
  // The dialog has looked; this is the last door, and whoever stands here without the right came by a defect.
  if (!admins.includes(adminId) || chatId !== adminId) {
    throw new AppError('UNEXPECTED', 'a transfer was decided by somebody else', { details: { adminId, chatId } });
  }
  const isFirst = await desk.store.decide(tx, claimId, approve, adminId);
  const claim = await desk.store.get(tx, claimId);
  if (claim === null || !isFirst) return await tellLate(tx, claim, messageId, where, deps);
  const details = { claim: claimId, approved: approve, amount: String(claim.amount), wallet: claim.walletId };
  await audit.note(tx, { adminId, action: 'claim', details });
  const t = deps.texts[where.language];
  const amount = formatMoney(claim.amount, deps.currency, where.language);
  const said = approve ? t('admin-claim-approved', { amount }) : t('admin-claim-refused', { amount });
  return [...answerUnder(messageId, chatId, said), ...(await tellClaimant(tx, claim, approve, deps))];
}

async function tellLate(
  tx: Queryable,
  claim: Claim | null,
  messageId: number,
  { chatId, language }: Decider,
  { admin, texts }: DecideDeps,
): Promise<readonly OutboxMessage[]> {
  const decider = claim?.decidedBy ?? null;
  const person = decider === null ? null : await admin.claims.people.named(tx, decider);
  return answerUnder(messageId, chatId, lateClaimText(texts[language], claim?.state ?? null, person));
}

/** The buttons have done their work. `text` is HTML. */
function answerUnder(messageId: number, chatId: number, text: string): OutboxMessage[] {
  const payload = textPayload(chatId, { text, keyboard: [] });
  const message = { chatId, method: 'sendMessage', purpose: 'reply' } as const;
  // Too old for Telegram to say which message it was.
  if (messageId <= 0) return [{ ...message, payload }];
  const bare = { chat_id: chatId, message_id: messageId };
  const reply = { message_id: messageId, allow_sending_without_reply: true };
  return [
    { chatId, method: 'editMessageReplyMarkup', payload: bare, purpose: 'tidy' },
    { ...message, payload: { ...payload, reply_parameters: reply } },
  ];
}

async function tellClaimant(
  tx: Queryable,
  claim: Claim,
  approve: boolean,
  { admin, texts, currency, supportContact }: DecideDeps,
): Promise<OutboxMessage[]> {
  const person = await admin.claims.people.ofWallet(tx, claim.walletId);
  if (person === null) return [];
  const { userId: chatId, language } = person;
  const t = texts[language];
  const amount = formatMoney(claim.amount, currency, language);
  const balance = formatMoney(claim.balance, currency, language);
  const hasPending = await admin.claims.people.hasPendingOrder(tx, chatId);
  const view = approve
    ? claimApprovedView(t, { amount, balance, hasPending })
    : claimRefusedView(t, amount, supportContact);
  const payload = textPayload(chatId, view);
  return [{ chatId, method: 'sendMessage', payload, purpose: 'notice', dedupeKey: `claim-end:${claim.id}` }];
}
