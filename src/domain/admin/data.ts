/** What the shell loads for each page of the panel before it is drawn. */
import type { Broadcast } from './broadcast.ts';
import type { AdminPageName } from './page.ts';
import type { Settings } from './settings.ts';

export interface AdminData {
  readonly home: { readonly settings: Settings };
  readonly broadcasts: { readonly shown: readonly Broadcast[]; readonly hasMore: boolean };
  readonly compose: null;
  /** `reach`: people whom a draft would reach now. */
  readonly broadcast: { readonly broadcast: Broadcast; readonly reach: number } | null;
}

/** Every page has its data. */
export type AdminDataOf<N extends AdminPageName> = AdminData[N];
