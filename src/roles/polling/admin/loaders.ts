import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminDataOf } from '../../../domain/admin/data.ts';
import type { AdminPageAt, AdminPageName } from '../../../domain/admin/page.ts';
import type { AdminDeps } from './deps.ts';

export type Load<N extends AdminPageName> = (
  tx: Queryable,
  page: AdminPageAt<N>,
  deps: AdminDeps,
) => Promise<AdminDataOf<N>>;
export type Loaders = { readonly [N in AdminPageName]: Load<N> };
