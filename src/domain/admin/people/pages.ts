/** The panel's pages about people, and what an admin does to one. */
import * as z from 'zod';
import { PartNumber } from '../parts.ts';

const WalletId = z.int().min(1);
/** Money given, money taken, free generations given. */
export const TransferKind = z.enum(['grant', 'take', 'gift']);
export type TransferKind = z.infer<typeof TransferKind>;
/** Minor units, or generations; as text, because a stored page is JSON. */
export const Amount = z.string().regex(/^[1-9]\d{0,14}$/);

export const PEOPLE_PAGES = [
  z.object({ page: z.literal('people'), query: z.string().nullable(), at: PartNumber }),
  z.object({ page: z.literal('person'), walletId: WalletId }),
  z.object({ page: z.literal('amount'), walletId: WalletId, kind: TransferKind }),
  z.object({
    page: z.literal('transfer'),
    walletId: WalletId,
    kind: TransferKind,
    amount: Amount,
    /** Drawn when the confirmation is made: however often it is confirmed, it happens once. */
    key: z.string().regex(/^[a-z0-9]{12}$/),
  }),
  z.object({ page: z.literal('operations'), walletId: WalletId, at: PartNumber }),
  z.object({ page: z.literal('orders'), walletId: WalletId, at: PartNumber }),
] as const;

export type PeopleAction =
  | {
      readonly act: 'transfer';
      readonly walletId: number;
      readonly kind: TransferKind;
      readonly amount: string;
      readonly key: string;
    }
  | { readonly act: 'ban'; readonly walletId: number; readonly isBanned: boolean };
