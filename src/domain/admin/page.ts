/** The admin's panel as data: its pages, which are stored with the chat, and what can be asked of the shell. */
import { z } from 'zod';
import { MODEL_PAGES, type ModelAction } from './models/pages.ts';
import { SYSTEM_PAGES } from './system/pages.ts';

/** A page of the panel. What a page shows is loaded when it is drawn; here is only what it needs to know for that. */
export const AdminPage = z.discriminatedUnion('page', [
  z.object({ page: z.literal('home') }),
  ...MODEL_PAGES,
  ...SYSTEM_PAGES,
]);
export type AdminPage = z.infer<typeof AdminPage>;
export type AdminPageName = AdminPage['page'];
export type AdminPageAt<N extends AdminPageName> = Extract<AdminPage, { readonly page: N }>;

/** A change, made and written to the audit log in one transaction before the page is drawn. */
export type AdminAction = { readonly act: 'maintenance'; readonly isOn: boolean } | ModelAction;

export interface AdminRequest {
  readonly action: AdminAction | null;
  /** Drawn after the action. */
  readonly page: AdminPage;
}
