/** The admin's panel as data: its pages, which are stored with the chat, and what can be asked of the shell. */
import * as z from 'zod';
import type { BroadcastStep } from './broadcast.ts';
import { MODEL_PAGES, type ModelAction } from './models/pages.ts';
import { PartNumber } from './parts.ts';
import { PEOPLE_PAGES, type PeopleAction } from './people/pages.ts';
import { PRICE_PAGES, type PriceAction } from './prices/pages.ts';
import { PROMO_PAGES, type PromoAction } from './promos/pages.ts';
import { SYSTEM_PAGES } from './system/pages.ts';

/** What has just happened on the page of a broadcast, and which revision waits for a yes to be started. */
const BROADCAST_MOMENT = {
  said: z.enum(['previewed', 'started', 'busy', 'changed', 'nobody']).nullable(),
  confirming: z.int().nullable(),
};

/** A page of the panel. What a page shows is loaded when it is drawn; here is only what it needs to know for that. */
export const AdminPage = z.discriminatedUnion('page', [
  z.object({ page: z.literal('home') }),
  /** `from`: how many newer ones are on the pages before. */
  z.object({ page: z.literal('broadcasts'), from: z.int().min(0) }),
  /** `draft`: whose words are replaced; null = a new one. */
  z.object({ page: z.literal('compose'), draft: z.int().nullable() }),
  z.object({ page: z.literal('broadcast'), id: z.int(), ...BROADCAST_MOMENT }),
  z.object({ page: z.literal('audit'), at: PartNumber }),
  ...PEOPLE_PAGES,
  ...PRICE_PAGES,
  ...PROMO_PAGES,
  /** Transfers of money that wait for a decision; `number` counts pages from zero. */
  z.object({ page: z.literal('claims'), number: z.int().min(0) }),
  /** Of one wallet. */
  z.object({ page: z.literal('payments'), walletId: z.int() }),
  /** The question before a refund: of exactly this charge. */
  z.object({ page: z.literal('refund'), walletId: z.int(), chargeId: z.string() }),
  z.object({ page: z.literal('packages') }),
  ...MODEL_PAGES,
  ...SYSTEM_PAGES,
]);
export type AdminPage = z.infer<typeof AdminPage>;
export type AdminPageName = AdminPage['page'];
export type AdminPageAt<N extends AdminPageName> = Extract<AdminPage, { readonly page: N }>;

/** A change, made and written to the audit log in one transaction before the page is drawn. */
export type AdminAction =
  | { readonly act: 'maintenance'; readonly isOn: boolean }
  | { readonly act: 'broadcast'; readonly step: BroadcastStep }
  /** The picture of the n-th open claim once more, with its buttons. */
  | { readonly act: 'claim'; readonly index: number }
  /** Changes nothing: finds the payment behind a place in the list, and asks. */
  | { readonly act: 'refund-ask'; readonly walletId: number; readonly index: number }
  | { readonly act: 'refund'; readonly walletId: number; readonly chargeId: string }
  /** `amount` in minor units; null = by the rate. */
  | { readonly act: 'package-set'; readonly stars: number; readonly amount: number | null }
  | { readonly act: 'package-remove'; readonly stars: number }
  | { readonly act: 'packages-reset' }
  | PeopleAction
  | PriceAction
  | PromoAction
  | ModelAction;

export interface AdminRequest {
  readonly action: AdminAction | null;
  /** Drawn after the action. */
  readonly page: AdminPage;
}
