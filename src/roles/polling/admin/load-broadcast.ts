/** What the pages of broadcasts show. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminDataOf } from '../../../domain/admin/data.ts';
import type { AdminPageAt } from '../../../domain/admin/page.ts';
import { BROADCASTS_PER_PAGE } from '../../../domain/admin/pages/broadcasts.ts';
import type { BroadcastingDeps } from './deps.ts';

export async function loadBroadcasts(
  tx: Queryable,
  { from }: AdminPageAt<'broadcasts'>,
  { broadcasts }: BroadcastingDeps,
): Promise<AdminDataOf<'broadcasts'>> {
  const found = await broadcasts.list(tx, from, BROADCASTS_PER_PAGE + 1);
  return { shown: found.slice(0, BROADCASTS_PER_PAGE), hasMore: found.length > BROADCASTS_PER_PAGE };
}

export async function loadBroadcast(
  tx: Queryable,
  { id }: AdminPageAt<'broadcast'>,
  { broadcasts }: BroadcastingDeps,
): Promise<AdminDataOf<'broadcast'>> {
  const broadcast = await broadcasts.get(tx, id);
  if (broadcast === null) return null;
  const reach = broadcast.state === 'draft' ? await broadcasts.reach(tx, broadcast.audience) : 0;
  return { broadcast, reach };
}
