/** The figures of the pages about Stars. */
import type { StarPayment } from '../../../adapters/postgres/star-payments.ts';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AdminDataOf } from '../../../domain/admin/data.ts';
import type { AdminPageAt } from '../../../domain/admin/page.ts';
import type { PaymentLine } from '../../../domain/admin/star-data.ts';
import { saleTerms } from '../sale-terms.ts';
import type { AdminDeps } from './deps.ts';

/** As many as one page shows. */
export const PAYMENTS_SHOWN = 10;

const lineOf = ({ stars, amount, paidAt, source, refundState }: StarPayment): PaymentLine => ({
  ...{ stars, amount, paidAt, isReconciled: source === 'reconciled', refund: refundState },
});

export async function loadPayments(
  tx: Queryable,
  { walletId }: AdminPageAt<'payments'>,
  { payments, timeZone }: AdminDeps,
): Promise<AdminDataOf<'payments'>> {
  return { payments: (await payments.latest(tx, walletId, PAYMENTS_SHOWN)).map(lineOf), timeZone };
}

export async function loadRefund(
  tx: Queryable,
  { walletId, chargeId }: AdminPageAt<'refund'>,
  { payments, timeZone }: AdminDeps,
): Promise<AdminDataOf<'refund'>> {
  const payment = await payments.get(tx, chargeId);
  return { payment: payment?.walletId === walletId ? lineOf(payment) : null, timeZone };
}

/** Read anew: the action before may have changed them. */
export async function loadPackages(
  tx: Queryable,
  _page: AdminPageAt<'packages'>,
  { settingsStore, settings, defaults, sale }: AdminDeps,
): Promise<AdminDataOf<'packages'>> {
  const { values } = await settingsStore.read(tx);
  const starPackages = values.starPackages ?? defaults.starPackages;
  const { starPackages: worth } = saleTerms({ ...settings.current(), ...values, starPackages }, sale);
  return {
    isUsual: values.starPackages === undefined,
    packages: worth.map((one, index) => ({ ...one, isByRate: starPackages[index]?.amount === null })),
  };
}
