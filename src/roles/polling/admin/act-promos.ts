/** Making a promo code, and switching one off and on. */
import { NEW_PROMO } from '../../../domain/admin/promos/draft.ts';
import { refused, type Act } from './acted.ts';

export const newpromo: Act<'newpromo'> = async (tx, { code, kind, amount, uses, days }, adminId, { promos }, { t }) => {
  const number = await promos.create(tx, { code, kind, amount, uses, days }, adminId);
  if (number === null) {
    return { ...refused(t('admin-promo-taken')), page: { ...NEW_PROMO, kind, amount, uses, days } };
  }
  return {
    notice: t('admin-promo-created'),
    page: { page: 'promo', number },
    changed: { code, kind, amount, uses, days },
  };
};

export const promo: Act<'promo'> = async (tx, { number, isActive }, _adminId, { promos }) => {
  const card = await promos.byNumber(tx, number);
  if (card === null || card.isActive === isActive) return { notice: null, changed: null };
  await promos.setActive(tx, card.code, isActive);
  return { notice: null, changed: { code: card.code, isActive } };
};
