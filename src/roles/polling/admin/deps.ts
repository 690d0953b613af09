/** What the panel's pages and actions need; made once in wire.ts. */
import type { Audit } from '../../../adapters/postgres/audit.ts';
import type { LiveSettings } from '../../../adapters/postgres/live-settings.ts';
import type { SettingsStore } from '../../../adapters/postgres/settings.ts';
import type { ClaimDesk } from './claim-desk.ts';

export interface AdminDeps {
  readonly admins: readonly number[];
  readonly settings: Pick<LiveSettings, 'current'>;
  readonly settingsStore: SettingsStore;
  readonly audit: Audit;
  readonly claims: ClaimDesk;
}
