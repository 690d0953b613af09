/** What an admin changes, in the transaction of the update, with its line in the audit log. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminAction, AdminPage } from '../../../domain/admin/page.ts';
import { showClaim } from './act-claim.ts';
import type { AdminDeps } from './deps.ts';

export interface Acted {
  /** HTML; null = the page says it. */
  readonly notice: string | null;
  /** Instead of the page that was asked for. */
  readonly page?: AdminPage;
  /** For the audit log; null = nothing was changed. */
  readonly changed: Readonly<Record<string, unknown>> | null;
}

type Act<A extends AdminAction['act']> = (
  tx: Queryable,
  action: Extract<AdminAction, { readonly act: A }>,
  adminId: number,
  deps: AdminDeps,
) => Promise<Acted>;

const ACTS: { readonly [A in AdminAction['act']]: Act<A> } = {
  maintenance: async (tx, { isOn }, adminId, { settingsStore }) => {
    await settingsStore.set(tx, 'isMaintenance', isOn, adminId);
    return { notice: null, changed: { isOn } };
  },
  claim: showClaim,
};

// Generic in the action's name, so that the compiler pairs every action with its own function.
function perform<A extends AdminAction['act']>(
  tx: Queryable,
  name: A,
  action: Extract<AdminAction, { readonly act: A }>,
  adminId: number,
  deps: AdminDeps,
): Promise<Acted> {
  return ACTS[name](tx, action, adminId, deps);
}

export async function act(tx: Queryable, action: AdminAction, adminId: number, deps: AdminDeps): Promise<Acted> {
  const acted = await perform(tx, action.act, action, adminId, deps);
  if (acted.changed !== null) await deps.audit.note(tx, { adminId, action: action.act, details: acted.changed });
  return acted;
}
