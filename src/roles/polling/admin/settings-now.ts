/** The settings as the transaction sees them: the action before may have changed them, and the live ones lag behind. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { EDITABLE, type EditableName } from '../../../domain/admin/prices/pages.ts';
import type { Settings } from '../../../domain/admin/settings.ts';
import type { AdminDeps } from './deps.ts';

export async function settingsNow(
  tx: Queryable,
  { defaults, settingsStore }: Pick<AdminDeps, 'defaults' | 'settingsStore'>,
): Promise<{ readonly settings: Settings; readonly changed: readonly EditableName[] }> {
  const { values } = await settingsStore.read(tx);
  return {
    settings: { ...defaults, ...values },
    changed: EDITABLE.filter((name) => values[name] !== undefined),
  };
}
