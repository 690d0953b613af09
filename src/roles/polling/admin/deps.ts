/** What the panel's pages and actions need; made once in wire.ts. */
import type { Audit } from '../../../adapters/postgres/audit.ts';
import type { LiveSettings } from '../../../adapters/postgres/live-settings.ts';
import type { PriceDrifts } from '../../../adapters/postgres/price-drift.ts';
import type { SettingsStore } from '../../../adapters/postgres/settings.ts';
import type { Statistics } from '../../../adapters/postgres/statistics.ts';
import type { SystemReport } from '../../../adapters/postgres/system-report.ts';
import type { JobQueue } from '../../../adapters/queue/boss.ts';
import type { ChildFigures } from '../../../domain/admin/figures.ts';
import type { Catalog } from '../../../domain/catalog/catalog.ts';
import type { ChatTools } from '../../../domain/chat/tools.ts';

export interface AdminDeps {
  readonly admins: readonly number[];
  readonly settings: Pick<LiveSettings, 'current'>;
  readonly settingsStore: SettingsStore;
  readonly audit: Audit;
  readonly desk: Desk;
}

/** Behind the pages about models, figures and the machine. */
export interface Desk {
  /** As of now, with those that nobody is offered. */
  readonly catalog: () => Pick<Catalog, 'models' | 'byId'>;
  readonly search: ChatTools['search'];
  readonly currency: string;
  readonly drifts: Pick<PriceDrifts, 'list' | 'openIn' | 'acceptIn' | 'rejectIn'>;
  readonly statistics: Statistics;
  readonly system: SystemReport;
  readonly queue: Pick<JobQueue, 'errand'>;
  /** As the supervisor told last; null where there is none. */
  readonly children: () => readonly ChildFigures[] | null;
}
