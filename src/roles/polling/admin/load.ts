/** The figures of each page, read in the transaction of the update. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminDataOf } from '../../../domain/admin/data.ts';
import type { AdminPageAt, AdminPageName } from '../../../domain/admin/page.ts';
import type { AdminDeps } from './deps.ts';
import { loadBroadcast, loadBroadcasts } from './load-broadcast.ts';
import { loadClaims } from './load-claims.ts';
import { MODEL_LOADERS } from './load-models.ts';
import { PEOPLE_LOADERS } from './load-people.ts';
import { SETTINGS_LOADERS } from './load-settings.ts';
import { loadPackages, loadPayments, loadRefund } from './load-stars.ts';
import { SYSTEM_LOADERS } from './load-system.ts';
import type { Loaders } from './loaders.ts';
import { settingsNow } from './settings-now.ts';

const LOADERS: Loaders = {
  home: async (tx, _page, deps) => ({
    settings: (await settingsNow(tx, deps)).settings,
    figures: await deps.persons.figures(tx),
  }),
  claims: loadClaims,
  broadcasts: (tx, page, { broadcasting }) => loadBroadcasts(tx, page, broadcasting),
  compose: () => Promise.resolve(null),
  broadcast: (tx, page, { broadcasting }) => loadBroadcast(tx, page, broadcasting),
  payments: loadPayments,
  refund: loadRefund,
  packages: loadPackages,
  ...PEOPLE_LOADERS,
  ...SETTINGS_LOADERS,
  ...MODEL_LOADERS,
  ...SYSTEM_LOADERS,
};

export function loadPage<N extends AdminPageName>(
  tx: Queryable,
  name: N,
  page: AdminPageAt<N>,
  deps: AdminDeps,
): Promise<AdminDataOf<N>> {
  return LOADERS[name](tx, page, deps);
}
