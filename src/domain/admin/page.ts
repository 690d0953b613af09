/** The admin's panel as data: its pages, which are stored with the chat, and what can be asked of the shell. */
import { z } from 'zod';

/** A page of the panel. What a page shows is loaded when it is drawn; here is only what it needs to know for that. */
export const AdminPage = z.discriminatedUnion('page', [
  z.object({ page: z.literal('home') }),
  /** Of one wallet. */
  z.object({ page: z.literal('payments'), walletId: z.int() }),
  /** The question before a refund: of exactly this charge. */
  z.object({ page: z.literal('refund'), walletId: z.int(), chargeId: z.string() }),
  z.object({ page: z.literal('packages') }),
]);
export type AdminPage = z.infer<typeof AdminPage>;
export type AdminPageName = AdminPage['page'];
export type AdminPageAt<N extends AdminPageName> = Extract<AdminPage, { readonly page: N }>;

/** A change, made and written to the audit log in one transaction before the page is drawn. */
export type AdminAction =
  | { readonly act: 'maintenance'; readonly isOn: boolean }
  /** Changes nothing: finds the payment behind a place in the list, and asks. */
  | { readonly act: 'refund-ask'; readonly walletId: number; readonly index: number }
  | { readonly act: 'refund'; readonly walletId: number; readonly chargeId: string }
  /** `amount` in minor units; null = by the rate. */
  | { readonly act: 'package-set'; readonly stars: number; readonly amount: number | null }
  | { readonly act: 'package-remove'; readonly stars: number }
  | { readonly act: 'packages-reset' };

export interface AdminRequest {
  readonly action: AdminAction | null;
  /** Drawn after the action. */
  readonly page: AdminPage;
}
