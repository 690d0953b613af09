import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminAction, AdminPage } from '../../../domain/admin/page.ts';
import type { Look } from '../../../domain/admin/page-rules.ts';
import type { AdminDeps } from './deps.ts';

export interface Acted {
  /** HTML; null = the page says it. */
  readonly notice: string | null;
  /** Instead of the page that was asked for. */
  readonly page?: AdminPage;
  /** For the audit log; null = nothing was changed. */
  readonly changed: Readonly<Record<string, unknown>> | null;
}

/** `look`: in whose words the notice is. */
export type Act<A extends AdminAction['act']> = (
  tx: Queryable,
  action: Extract<AdminAction, { readonly act: A }>,
  adminId: number,
  deps: AdminDeps,
  look: Look,
) => Promise<Acted>;

export const refused = (notice: string): Acted => ({ notice, changed: null });
