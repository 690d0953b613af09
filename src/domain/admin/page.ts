/** The admin's panel as data: its pages, which are stored with the chat, and what can be asked of the shell. */
import { z } from 'zod';
import { PartNumber } from './parts.ts';
import { PEOPLE_PAGES, type PeopleAction } from './people/pages.ts';
import { PRICE_PAGES, type PriceAction } from './prices/pages.ts';
import { PROMO_PAGES, type PromoAction } from './promos/pages.ts';

/** A page of the panel. What a page shows is loaded when it is drawn; here is only what it needs to know for that. */
export const AdminPage = z.discriminatedUnion('page', [
  z.object({ page: z.literal('home') }),
  z.object({ page: z.literal('audit'), at: PartNumber }),
  ...PEOPLE_PAGES,
  ...PRICE_PAGES,
  ...PROMO_PAGES,
]);
export type AdminPage = z.infer<typeof AdminPage>;
export type AdminPageName = AdminPage['page'];
export type AdminPageAt<N extends AdminPageName> = Extract<AdminPage, { readonly page: N }>;

/** A change, made and written to the audit log in one transaction before the page is drawn. */
export type AdminAction =
  { readonly act: 'maintenance'; readonly isOn: boolean } | PeopleAction | PriceAction | PromoAction;

export interface AdminRequest {
  readonly action: AdminAction | null;
  /** Drawn after the action. */
  readonly page: AdminPage;
}
