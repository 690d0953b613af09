import { CLAIMS_ON_PAGE } from '../../../domain/admin/pages/claims.ts';
import type { Load } from './loaders.ts';

export const loadClaims: Load<'claims'> = async (tx, page, { claims: { store } }) => {
  const total = await store.countOpen(tx);
  const last = Math.max(0, Math.ceil(total / CLAIMS_ON_PAGE) - 1);
  const number = Math.min(page.number, last);
  return { claims: await store.open(tx, CLAIMS_ON_PAGE, number * CLAIMS_ON_PAGE), total, number };
};
