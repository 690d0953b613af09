/** What the shell loads for each page of the panel before it is drawn. */
import type { AdminPageName } from './page.ts';
import type { ClaimsData } from './claim-facts.ts';
import type { Settings } from './settings.ts';

export interface AdminData {
  readonly home: { readonly settings: Settings };
  readonly claims: ClaimsData;
}

/** Every page has its data. */
export type AdminDataOf<N extends AdminPageName> = AdminData[N];
