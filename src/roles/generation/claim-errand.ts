/**
 * The picture of a transfer is compared, by its bytes, with every one that came before: then the admins decide. Nothing
 * is read out of it, and nothing is given for it here.
 */
import { createHash } from 'node:crypto';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import type { People } from '../../adapters/postgres/people.ts';
import type { Claim, SeenFile, TopupClaims } from '../../adapters/postgres/topup-claims.ts';
import { inTransaction, type Queryable } from '../../adapters/postgres/transaction.ts';
import { claimMessage } from '../../adapters/telegram/claim-message.ts';
import { textPayload } from '../../adapters/telegram/view.ts';
import { knownClaimView } from '../../domain/chat/claim-views.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { toAppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

export interface ClaimErrandDeps extends Pick<
  GenerationDeps,
  'pool' | 'openFile' | 'outbox' | 'texts' | 'admins' | 'currency' | 'now' | 'log'
> {
  readonly claims: Pick<TopupClaims, 'get' | 'checked'>;
  readonly people: People;
  readonly supportContact: string | null;
}

/** For one file, from getFile to its last byte: well within the time of an errand. */
const FILE_TIMEOUT_MS = 60_000;
/** So long a file that does not come is waited for; then the admins look at it uncompared. */
const PATIENCE_MS = 10 * 60_000;
const AGAIN_SECONDS = 20;

/** Null = not now. */
async function look(claim: Claim, deps: ClaimErrandDeps): Promise<SeenFile | null> {
  if (claim.fileId === null) return { hash: null, isGone: true };
  try {
    return { hash: await hashOf(claim.fileId, deps), isGone: false };
  } catch (thrown) {
    const { code, fault } = toAppError(thrown);
    deps.log.warn('claim.not-compared', { claimId: claim.id, code });
    const mayComeYet = fault === 'transient' && deps.now() - claim.createdAt.getTime() < PATIENCE_MS;
    return mayComeYet ? null : { hash: null, isGone: code === 'INPUT_GONE' };
  }
}

async function hashOf(fileId: string, { openFile }: ClaimErrandDeps): Promise<string> {
  const file = await openFile(fileId, AbortSignal.timeout(FILE_TIMEOUT_MS));
  try {
    const hash = createHash('sha256');
    for await (const chunk of file.body) hash.update(chunk);
    return hash.digest('hex');
  } finally {
    file.close();
  }
}

/** Safe to run twice: only the one that ends the check says anything. */
export async function checkClaim(id: string, deps: ClaimErrandDeps): Promise<Outcome> {
  const claim = await deps.claims.get(deps.pool, id);
  if (claim?.state !== 'checking') return done;
  const seen = await look(claim, deps);
  if (seen === null) return later(AGAIN_SECONDS);
  await inTransaction(deps.pool, async (tx) => {
    const state = await deps.claims.checked(tx, id, seen);
    const checked = await deps.claims.get(tx, id);
    if (state === null || checked === null) return;
    await deps.outbox.add(
      tx,
      state === 'open' ? await forAdmins(tx, checked, deps) : await toClaimant(tx, checked, deps),
    );
  });
  return done;
}

async function forAdmins(tx: Queryable, claim: Claim, deps: ClaimErrandDeps): Promise<OutboxMessage[]> {
  const messages: OutboxMessage[] = [];
  for (const adminId of deps.admins) {
    const language = await deps.people.languageOf(tx, adminId);
    const look = { t: deps.texts[language], language, currency: deps.currency };
    messages.push({ ...claimMessage(adminId, claim, look), dedupeKey: `claim:${claim.id}:${adminId}` });
  }
  return messages;
}

async function toClaimant(tx: Queryable, claim: Claim, deps: ClaimErrandDeps): Promise<OutboxMessage[]> {
  const person = await deps.people.ofWallet(tx, claim.walletId);
  if (person === null) return [];
  const { userId: chatId, language } = person;
  const payload = textPayload(chatId, knownClaimView(deps.texts[language], deps.supportContact));
  return [{ chatId, method: 'sendMessage', payload, purpose: 'notice', dedupeKey: `claim-known:${claim.id}` }];
}
