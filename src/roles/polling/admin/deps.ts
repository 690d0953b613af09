/** What the panel's pages and actions need; made once in wire.ts. */
import type { Audit } from '../../../adapters/postgres/audit.ts';
import type { Broadcasts } from '../../../adapters/postgres/broadcasts.ts';
import type { LiveSettings } from '../../../adapters/postgres/live-settings.ts';
import type { Ledger } from '../../../adapters/postgres/ledger.ts';
import type { Outbox } from '../../../adapters/postgres/outbox.ts';
import type { PanelPeople } from '../../../adapters/postgres/panel-people.ts';
import type { People } from '../../../adapters/postgres/people.ts';
import type { PriceDrifts } from '../../../adapters/postgres/price-drift.ts';
import type { PromoCodes } from '../../../adapters/postgres/promo-codes.ts';
import type { SettingsStore } from '../../../adapters/postgres/settings.ts';
import type { StarPayments } from '../../../adapters/postgres/star-payments.ts';
import type { Statistics } from '../../../adapters/postgres/statistics.ts';
import type { SystemReport } from '../../../adapters/postgres/system-report.ts';
import type { JobQueue } from '../../../adapters/queue/boss.ts';
import type { ChildFigures } from '../../../domain/admin/figures.ts';
import type { Settings } from '../../../domain/admin/settings.ts';
import type { Catalog } from '../../../domain/catalog/catalog.ts';
import type { Texts } from '../../../domain/chat/contract.ts';
import type { ChatTools } from '../../../domain/chat/tools.ts';
import type { SaleOptions } from '../sale-terms.ts';
import type { ClaimDesk } from './claim-desk.ts';

/** What is done with a broadcast in the panel; the generation child sends it. */
export interface BroadcastingDeps {
  readonly broadcasts: Broadcasts;
  readonly queue: Pick<JobQueue, 'errand'>;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly people: Pick<People, 'languageOf'>;
  readonly texts: Texts;
}

export interface AdminDeps {
  readonly admins: readonly number[];
  readonly settings: Pick<LiveSettings, 'current'>;
  readonly settingsStore: SettingsStore;
  readonly audit: Audit;
  readonly broadcasting: BroadcastingDeps;
  /** What the environment says. */
  readonly defaults: Settings;
  readonly timeZone: string;
  readonly texts: Texts;
  readonly ledger: Ledger;
  readonly people: People;
  readonly persons: PanelPeople;
  readonly promos: PromoCodes;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly claims: ClaimDesk;
  readonly payments: Pick<StarPayments, 'latest' | 'get' | 'askRefund'>;
  readonly queue: Pick<JobQueue, 'errand'>;
  readonly sale: SaleOptions;
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
