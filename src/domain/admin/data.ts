/** What the shell loads for each page of the panel before it is drawn. */
import type { Broadcast } from './broadcast.ts';
import type { AuditData } from './audit-data.ts';
import type { ClaimsData } from './claim-facts.ts';
import type { ModelsData } from './models/data.ts';
import type { AdminPageName } from './page.ts';
import type { PeopleData } from './people/data.ts';
import type { PricesData } from './prices/data.ts';
import type { PromosData } from './promos/data.ts';
import type { Settings } from './settings.ts';
import type { SystemData } from './system/data.ts';
import type { PackagesData, PaymentLine } from './star-data.ts';

export interface HomeFigures {
  readonly people: number;
  /** Seen for the first time since midnight. */
  readonly newToday: number;
  /** Generations under way. */
  readonly running: number;
  /** Transfers of money that wait for an admin. */
  readonly openClaims: number;
  /** KIE credits from which on no order is taken; null = all are. */
  readonly stoppedFrom: number | null;
}

export interface AdminData extends PeopleData, PricesData, PromosData, AuditData, ModelsData, SystemData {
  readonly home: { readonly settings: Settings; readonly figures: HomeFigures };
  readonly claims: ClaimsData;
  /** The newest first. */
  readonly payments: { readonly payments: readonly PaymentLine[]; readonly timeZone: string };
  /** Null = it is gone, or of another wallet. */
  readonly refund: { readonly payment: PaymentLine | null; readonly timeZone: string };
  readonly packages: PackagesData;
  readonly broadcasts: { readonly shown: readonly Broadcast[]; readonly hasMore: boolean };
  readonly compose: null;
  /** `reach`: people whom a draft would reach now. */
  readonly broadcast: { readonly broadcast: Broadcast; readonly reach: number } | null;
}

/** Every page has its data. */
export type AdminDataOf<N extends AdminPageName> = AdminData[N];
