import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { ClaimsData } from '../../../domain/admin/claim-facts.ts';
import type { AdminPageAt } from '../../../domain/admin/page.ts';
import { CLAIMS_ON_PAGE } from '../../../domain/admin/pages/claims.ts';
import type { AdminDeps } from './deps.ts';

export async function loadClaims(
  tx: Queryable,
  page: AdminPageAt<'claims'>,
  { claims: { store } }: Pick<AdminDeps, 'claims'>,
): Promise<ClaimsData> {
  const total = await store.countOpen(tx);
  const last = Math.max(0, Math.ceil(total / CLAIMS_ON_PAGE) - 1);
  const number = Math.min(page.number, last);
  return { claims: await store.open(tx, CLAIMS_ON_PAGE, number * CLAIMS_ON_PAGE), total, number };
}
