/** What an admin changes, in the transaction of the update, with its line in the audit log. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminAction } from '../../../domain/admin/page.ts';
import { actOnBroadcast } from './act-broadcast.ts';
import { showClaim } from './act-claim.ts';
import type { Look } from '../../../domain/admin/page-rules.ts';
import { decidedrift, hidemodel, pricemodel, report } from './act-models.ts';
import { ban, transfer } from './act-people.ts';
import { resetsetting, setting } from './act-prices.ts';
import { newpromo, promo } from './act-promos.ts';
import { STAR_ACTS } from './act-stars.ts';
import type { Act, Acted } from './acted.ts';
import type { AdminDeps } from './deps.ts';

const ACTS: { readonly [A in AdminAction['act']]: Act<A> } = {
  maintenance: async (tx, { isOn }, adminId, { settingsStore }) => {
    await settingsStore.set(tx, 'isMaintenance', isOn, adminId);
    return { notice: null, changed: { isOn } };
  },
  broadcast: (tx, { step }, adminId, { broadcasting }) => actOnBroadcast(tx, step, adminId, broadcasting),
  ...{ transfer, ban, setting, resetsetting, newpromo, promo },
  claim: showClaim,
  ...STAR_ACTS,
  ...{ hidemodel, pricemodel, decidedrift, report },
};

// Generic in the action's name, so that the compiler pairs every action with its own function.
function perform<A extends AdminAction['act']>(
  tx: Queryable,
  name: A,
  action: Extract<AdminAction, { readonly act: A }>,
  adminId: number,
  deps: AdminDeps,
  look: Look,
): Promise<Acted> {
  return ACTS[name](tx, action, adminId, deps, look);
}

export async function act(
  tx: Queryable,
  action: AdminAction,
  adminId: number,
  deps: AdminDeps,
  look: Look,
): Promise<Acted> {
  const acted = await perform(tx, action.act, action, adminId, deps, look);
  if (acted.changed !== null) await deps.audit.note(tx, { adminId, action: action.act, details: acted.changed });
  return acted;
}
