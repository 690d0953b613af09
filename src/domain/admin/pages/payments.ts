/** What a person paid in Stars, and the question before a refund. */
import { formatMoney } from '../../billing/money.ts';
import type { Key } from '../../chat/buttons.ts';
import type { Translate } from '../../chat/contract.ts';
import { paragraphs } from '../../chat/html.ts';
import { moment } from '../moment.ts';
import type { Look, PageRules } from '../page-rules.ts';
import type { PaymentLine } from '../star-data.ts';
import { turnTo } from '../turn-to.ts';

function stateOf(t: Translate, { refund, isReconciled }: PaymentLine): string {
  switch (refund) {
    case 'asked':
      return ` · ${t('admin-payment-asked')}`;
    case 'done':
      return ` · ${t('admin-payment-done')}`;
    case 'refused':
      return ` · ${t('admin-payment-refused')}`;
    case null:
      return isReconciled ? ` · ${t('admin-payment-reconciled')}` : '';
  }
}

function line(payment: PaymentLine, index: number, timeZone: string, { t, currency, language }: Look): string {
  const date = moment(payment.paidAt, language, timeZone);
  return t('admin-payment-line', {
    ...{ number: String(index + 1), date, stars: String(payment.stars), state: stateOf(t, payment) },
    amount: formatMoney(payment.amount, currency, language),
  });
}

export const payments: PageRules<'payments'> = {
  view: (_page, { payments: paid, timeZone }, look) => {
    const { t } = look;
    const refundable = paid.flatMap((payment, index): (readonly Key[])[] => {
      const text = t('button-admin-refund', { number: String(index + 1), stars: String(payment.stars) });
      return payment.refund === null ? [[{ text, command: 'refund', index }]] : [];
    });
    return {
      text: paragraphs(
        t('admin-payments'),
        paid.length === 0
          ? t('admin-payments-none')
          : paid.map((one, index) => line(one, index, timeZone, look)).join('\n'),
        refundable.length === 0 ? null : t('admin-payments-choose'),
      ),
      rows: [...refundable, [{ text: t('button-back'), command: 'back' }]],
    };
  },
  tap: (page, { command, index }) => {
    switch (command) {
      case 'refund':
        return turnTo(page, { act: 'refund-ask', walletId: page.walletId, index });
      case 'back':
        return turnTo({ page: 'person', walletId: page.walletId });
      default:
        return null;
    }
  },
};

export const refund: PageRules<'refund'> = {
  view: (_page, { payment, timeZone }, { t, currency, language }) => {
    const back = { text: t('button-admin-refund-no'), command: 'back' };
    if (payment === null) return { text: t('admin-refund-gone'), rows: [[back]] };
    if (payment.refund !== null) return { text: t('admin-refund-already'), rows: [[back]] };
    const amount = formatMoney(payment.amount, currency, language);
    return {
      text: paragraphs(
        t('admin-refund-ask', { stars: String(payment.stars) }),
        t('admin-refund-facts', { date: moment(payment.paidAt, language, timeZone), amount }),
      ),
      rows: [[{ text: t('button-admin-refund-yes'), command: 'yes' }], [back]],
    };
  },
  tap: ({ walletId, chargeId }, { command }) => {
    const list = { page: 'payments', walletId } as const;
    switch (command) {
      case 'yes':
        return turnTo(list, { act: 'refund', walletId, chargeId });
      case 'back':
        return turnTo(list);
      default:
        return null;
    }
  },
};
