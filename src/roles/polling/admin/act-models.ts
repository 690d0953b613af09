/** What an admin changes about models, and the big reports that are made elsewhere. */
import { randomUUID } from 'node:crypto';
import { reportId } from '../../../domain/admin/report.ts';
import type { Act } from './acted.ts';

export const hidemodel: Act<'hidemodel'> = async (tx, { modelId, isHidden }, adminId, { settingsStore, desk }) => {
  if (desk.catalog().byId(modelId) === undefined) return { notice: null, changed: null };
  await settingsStore.changeTerms(tx, modelId, { isHidden }, adminId);
  return { notice: null, changed: { modelId, isHidden } };
};

export const pricemodel: Act<'pricemodel'> = async (tx, { modelId, price }, adminId, { settingsStore, desk }) => {
  if (desk.catalog().byId(modelId) === undefined) return { notice: null, changed: null };
  await settingsStore.changeTerms(tx, modelId, { price }, adminId);
  return { notice: null, changed: { modelId, price: price === null ? null : String(price) } };
};

/** One that somebody else has decided meanwhile stays as it was decided. */
export const decidedrift: Act<'decidedrift'> = async (tx, { driftId, accept }, _adminId, { desk: { drifts } }) => {
  const drift = await drifts.openIn(tx, driftId);
  if (drift === null) return { notice: null, changed: null };
  const decision = await (accept ? drifts.acceptIn(tx, driftId) : drifts.rejectIn(tx, driftId));
  const { modelId, quoted, charged } = drift;
  return { notice: null, changed: decision === 'done' ? { driftId, accept, modelId, quoted, charged } : null };
};

/** Asked for twice while the first one waits, it is made once. */
export const report: Act<'report'> = async (tx, { report: wanted }, adminId, { desk }) => {
  const id = reportId({ ...wanted, adminId });
  await desk.queue.errand(tx, { kind: 'report', id, traceId: randomUUID() });
  return { notice: null, changed: wanted.kind === 'ledger' ? { kind: wanted.kind, days: wanted.days ?? 'all' } : null };
};
