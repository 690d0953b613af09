/** The picture of a claim once more, in a message of its own whose buttons name it: the list may change, they do not. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { claimMessage } from '../../../adapters/telegram/claim-message.ts';
import type { AdminDeps } from './deps.ts';

export async function showClaim(
  tx: Queryable,
  { index }: { readonly index: number },
  adminId: number,
  { claims: desk }: Pick<AdminDeps, 'claims'>,
): Promise<{ readonly notice: string | null; readonly changed: null }> {
  const { store, people, outbox, texts, currency } = desk;
  const language = await people.languageOf(tx, adminId);
  const t = texts[language];
  const [claim] = await store.open(tx, 1, index);
  if (claim === undefined) return { notice: t('admin-claim-gone'), changed: null };
  await outbox.add(tx, [claimMessage(adminId, claim, { t, language, currency })]);
  return { notice: null, changed: null };
}
