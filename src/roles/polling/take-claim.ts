/** The picture of a transfer, taken in: a row, and the errand that compares it with all that came before. */
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import type { TopupClaims } from '../../adapters/postgres/topup-claims.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import type { JobQueue } from '../../adapters/queue/boss.ts';
import { textPayload } from '../../adapters/telegram/view.ts';
import { formatMoney } from '../../domain/billing/money.ts';
import { claimTakenView, knownClaimView, tooManyClaimsView } from '../../domain/chat/claim-views.ts';
import type { Effect, Language, Texts, View } from '../../domain/chat/contract.ts';
import { assertNever } from '../../shared/assert-never.ts';

interface TakeDeps {
  readonly claims: Pick<TopupClaims, 'take'>;
  readonly queue: Pick<JobQueue, 'errand'>;
  readonly texts: Texts;
  readonly currency: string;
  readonly supportContact: string | null;
}

/** Whose claim it is. */
interface Claimant {
  readonly chatId: number;
  readonly userId: number;
  readonly traceId: string;
  readonly language: Language;
}

type ClaimEffect = Extract<Effect, { readonly do: 'claim' }>;

/** In every case the person hears what became of it. */
export async function takeClaim(
  tx: Queryable,
  effect: ClaimEffect,
  where: Claimant,
  deps: TakeDeps,
): Promise<OutboxMessage> {
  const view = await taken(tx, effect, where, deps);
  const { chatId } = where;
  return { chatId, method: 'sendMessage', payload: textPayload(chatId, view), purpose: 'reply' };
}

async function taken(
  tx: Queryable,
  { amount, fileId, fileKind, uniqueId }: ClaimEffect,
  { chatId, userId, traceId, language }: Claimant,
  deps: TakeDeps,
): Promise<View> {
  const t = deps.texts[language];
  const answer = await deps.claims.take(tx, { chatId, userId, amount, fileId, fileKind, uniqueId });
  switch (answer.kind) {
    case 'taken':
      await deps.queue.errand(tx, { kind: 'claim', id: answer.claimId, traceId });
      return claimTakenView(t, formatMoney(amount, deps.currency, language));
    case 'known':
      return knownClaimView(t, deps.supportContact);
    case 'too-many':
      return tooManyClaimsView(t);
    default:
      return assertNever(answer);
  }
}
