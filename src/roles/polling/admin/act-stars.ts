/** What an admin does about Stars: refunds of payments, and the packages. */
import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { formatMoney } from '../../../domain/billing/money.ts';
import type { AdminAction } from '../../../domain/admin/page.ts';
import type { Look } from '../../../domain/admin/page-rules.ts';
import type { StarPackage } from '../../../domain/admin/settings.ts';
import type { Act, Acted } from './acted.ts';
import type { AdminDeps } from './deps.ts';
import { PAYMENTS_SHOWN } from './load-stars.ts';

type StarAction = Extract<
  AdminAction['act'],
  'refund-ask' | 'refund' | 'package-set' | 'package-remove' | 'packages-reset'
>;
type At<A extends StarAction> = Extract<AdminAction, { readonly act: A }>;

/** As many as the setting holds. */
const MOST_PACKAGES = 12;

async function refundAsk(
  tx: Queryable,
  { walletId, index }: At<'refund-ask'>,
  _adminId: number,
  { payments }: AdminDeps,
  { t }: Look,
): Promise<Acted> {
  const payment = (await payments.latest(tx, walletId, PAYMENTS_SHOWN))[index];
  if (payment === undefined) return { notice: t('admin-refund-gone'), changed: null };
  // From here on the charge is named, so that what is confirmed is what was shown.
  return { notice: null, changed: null, page: { page: 'refund', walletId, chargeId: payment.chargeId } };
}

async function refund(
  tx: Queryable,
  { walletId, chargeId }: At<'refund'>,
  adminId: number,
  { payments, queue }: AdminDeps,
  { t, language, currency }: Look,
): Promise<Acted> {
  if ((await payments.get(tx, chargeId))?.walletId !== walletId) {
    return { notice: t('admin-refund-gone'), changed: null };
  }
  const asked = await payments.askRefund(tx, chargeId, `admin:${adminId}`);
  const money = (sum: bigint): string => formatMoney(sum, currency, language);
  switch (asked.kind) {
    case 'asked':
      await queue.errand(tx, { kind: 'refund', id: chargeId, traceId: randomUUID() });
      return {
        notice: t('admin-refund-asked', { amount: money(asked.amount) }),
        changed: { walletId, chargeId, stars: asked.stars, amount: String(asked.amount) },
      };
    case 'not-enough':
      return { notice: t('admin-refund-short', { amount: money(asked.amount) }), changed: null };
    case 'already':
      return { notice: t('admin-refund-already'), changed: null };
    case 'gone':
      return { notice: t('admin-refund-gone'), changed: null };
  }
}

/** For a change of one of them: another admin's change of another one comes before it or after it. */
async function packagesOf(tx: Queryable, { settingsStore, defaults }: AdminDeps): Promise<readonly StarPackage[]> {
  await settingsStore.lock(tx, 'starPackages');
  return (await settingsStore.read(tx)).values.starPackages ?? defaults.starPackages;
}

async function packageSet(
  tx: Queryable,
  { stars, amount }: At<'package-set'>,
  adminId: number,
  deps: AdminDeps,
  { t }: Look,
): Promise<Acted> {
  const others = (await packagesOf(tx, deps)).filter((one) => one.stars !== stars);
  if (others.length >= MOST_PACKAGES) {
    return { notice: t('admin-packages-full', { limit: MOST_PACKAGES }), changed: null };
  }
  const packages = [...others, { stars, amount }].toSorted((a, b) => a.stars - b.stars);
  await deps.settingsStore.set(tx, 'starPackages', packages, adminId);
  return { notice: null, changed: { stars, amount } };
}

async function packageRemove(
  tx: Queryable,
  { stars }: At<'package-remove'>,
  adminId: number,
  deps: AdminDeps,
): Promise<Acted> {
  const packages = await packagesOf(tx, deps);
  const others = packages.filter((one) => one.stars !== stars);
  if (others.length === packages.length) return { notice: null, changed: null };
  await deps.settingsStore.set(tx, 'starPackages', others, adminId);
  return { notice: null, changed: { stars } };
}

export const STAR_ACTS: { readonly [A in StarAction]: Act<A> } = {
  'refund-ask': refundAsk,
  refund,
  'package-set': packageSet,
  'package-remove': packageRemove,
  'packages-reset': async (tx, _action, _adminId, { settingsStore }) => {
    await settingsStore.lock(tx, 'starPackages');
    await settingsStore.reset(tx, 'starPackages');
    return { notice: null, changed: {} };
  },
};
