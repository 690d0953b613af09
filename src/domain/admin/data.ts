/** What the shell loads for each page of the panel before it is drawn. */
import type { AdminPageName } from './page.ts';
import type { Settings } from './settings.ts';
import type { PackagesData, PaymentLine } from './star-data.ts';

export interface AdminData {
  readonly home: { readonly settings: Settings };
  /** The newest first. */
  readonly payments: { readonly payments: readonly PaymentLine[] };
  /** Null = it is gone, or of another wallet. */
  readonly refund: { readonly payment: PaymentLine | null };
  readonly packages: PackagesData;
}

/** Every page has its data. */
export type AdminDataOf<N extends AdminPageName> = AdminData[N];
