/** The figures of each page, read in the transaction of the update. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminDataOf } from '../../../domain/admin/data.ts';
import type { AdminPageAt, AdminPageName } from '../../../domain/admin/page.ts';
import type { AdminDeps } from './deps.ts';
import { loadPackages, loadPayments, loadRefund } from './load-stars.ts';

type Load<N extends AdminPageName> = (tx: Queryable, page: AdminPageAt<N>, deps: AdminDeps) => Promise<AdminDataOf<N>>;

const LOADERS: { readonly [N in AdminPageName]: Load<N> } = {
  // Read anew: the action before may have changed them.
  home: async (tx, _page, { settings, settingsStore }) => ({
    settings: { ...settings.current(), ...(await settingsStore.read(tx)).values },
  }),
  payments: loadPayments,
  refund: loadRefund,
  packages: loadPackages,
};

export function loadPage<N extends AdminPageName>(
  tx: Queryable,
  name: N,
  page: AdminPageAt<N>,
  deps: AdminDeps,
): Promise<AdminDataOf<N>> {
  return LOADERS[name](tx, page, deps);
}
