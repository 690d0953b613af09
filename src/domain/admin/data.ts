/** What the shell loads for each page of the panel before it is drawn. */
import type { ModelsData } from './models/data.ts';
import type { AdminPageName } from './page.ts';
import type { Settings } from './settings.ts';
import type { SystemData } from './system/data.ts';

export interface AdminData extends ModelsData, SystemData {
  readonly home: { readonly settings: Settings };
}

/** Every page has its data. */
export type AdminDataOf<N extends AdminPageName> = AdminData[N];
