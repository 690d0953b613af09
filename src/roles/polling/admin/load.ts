/** The figures of each page, read in the transaction of the update. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminDataOf } from '../../../domain/admin/data.ts';
import type { AdminPageAt, AdminPageName } from '../../../domain/admin/page.ts';
import type { AdminDeps } from './deps.ts';
import { loadClaims } from './load-claims.ts';

type Load<N extends AdminPageName> = (tx: Queryable, page: AdminPageAt<N>, deps: AdminDeps) => Promise<AdminDataOf<N>>;

const LOADERS: { readonly [N in AdminPageName]: Load<N> } = {
  claims: loadClaims,
  // Read anew: the action before may have changed them.
  home: async (tx, _page, { settings, settingsStore }) => ({
    settings: { ...settings.current(), ...(await settingsStore.read(tx)).values },
  }),
};

export function loadPage<N extends AdminPageName>(
  tx: Queryable,
  name: N,
  page: AdminPageAt<N>,
  deps: AdminDeps,
): Promise<AdminDataOf<N>> {
  return LOADERS[name](tx, page, deps);
}
