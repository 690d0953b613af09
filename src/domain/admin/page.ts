/** The admin's panel as data: its pages, which are stored with the chat, and what can be asked of the shell. */
import { z } from 'zod';

/** A page of the panel. What a page shows is loaded when it is drawn; here is only what it needs to know for that. */
export const AdminPage = z.discriminatedUnion('page', [
  z.object({ page: z.literal('home') }),
  /** Transfers of money that wait for a decision; `number` counts pages from zero. */
  z.object({ page: z.literal('claims'), number: z.int().min(0) }),
]);
export type AdminPage = z.infer<typeof AdminPage>;
export type AdminPageName = AdminPage['page'];
export type AdminPageAt<N extends AdminPageName> = Extract<AdminPage, { readonly page: N }>;

/** A change, made and written to the audit log in one transaction before the page is drawn. */
export type AdminAction =
  | { readonly act: 'maintenance'; readonly isOn: boolean }
  /** The picture of the n-th open claim once more, with its buttons. */
  | { readonly act: 'claim'; readonly index: number };

export interface AdminRequest {
  readonly action: AdminAction | null;
  /** Drawn after the action. */
  readonly page: AdminPage;
}
