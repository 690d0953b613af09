/** What the panel's pages and actions need; made once in wire.ts. */
import type { Audit } from '../../../adapters/postgres/audit.ts';
import type { LiveSettings } from '../../../adapters/postgres/live-settings.ts';
import type { SettingsStore } from '../../../adapters/postgres/settings.ts';
import type { StarPayments } from '../../../adapters/postgres/star-payments.ts';
import type { JobQueue } from '../../../adapters/queue/boss.ts';
import type { Settings } from '../../../domain/admin/settings.ts';
import type { SaleOptions } from '../sale-terms.ts';

export interface AdminDeps {
  readonly admins: readonly number[];
  readonly settings: Pick<LiveSettings, 'current'>;
  readonly settingsStore: SettingsStore;
  readonly audit: Audit;
  readonly payments: Pick<StarPayments, 'latest' | 'get' | 'askRefund'>;
  readonly queue: Pick<JobQueue, 'errand'>;
  readonly sale: SaleOptions;
  /** The settings as the environment says. */
  readonly defaults: Settings;
}
