/** Payments and refunds as messages to the person and, where something is odd, to the admins. */
import {
  foreignPaymentText,
  historyText,
  paidView,
  refundedView,
  refundLossText,
  refundRefusedText,
} from '../../domain/chat/payment-view.ts';
import type { Language, Texts, View } from '../../domain/chat/contract.ts';
import { adminNotices } from '../postgres/admin-notice.ts';
import type { OutboxMessage } from '../postgres/outbox.ts';
import type { StarHistory } from '../postgres/star-history.ts';
import type { Credit } from '../postgres/star-payments.ts';
import type { Refund } from '../postgres/star-refunds.ts';
import { textPayload } from './view.ts';

export interface NoticeDeps {
  readonly texts: Texts;
  readonly currency: string;
  readonly admins: readonly number[];
}

const speech = ({ texts, currency }: NoticeDeps, language: Language) => ({ t: texts[language], language, currency });

/** Once, however often it is written: two processes may learn of the same payment. */
function notice(chatId: number, view: View, dedupeKey: string): OutboxMessage {
  return { chatId, method: 'sendMessage', payload: textPayload(chatId, view), purpose: 'notice', dedupeKey };
}

export function paidNotices(credit: Credit, deps: NoticeDeps): readonly OutboxMessage[] {
  const { chargeId, payerId, language, isForeign } = credit;
  const alarm = isForeign
    ? adminNotices(deps.admins, 'stars-foreign', chargeId, foreignPaymentText(speech(deps, 'ru'), credit))
    : [];
  return [notice(payerId, paidView(speech(deps, language), credit), `stars-paid:${chargeId}`), ...alarm];
}

export function refundedNotices(refund: Refund, language: Language, deps: NoticeDeps): readonly OutboxMessage[] {
  const { chargeId, payerId, lost } = refund;
  const view = refundedView(speech(deps, language), refund);
  return [
    ...(payerId === null ? [] : [notice(payerId, view, `stars-refunded:${chargeId}`)]),
    ...(lost === 0n
      ? []
      : adminNotices(deps.admins, 'stars-loss', chargeId, refundLossText(speech(deps, 'ru'), refund))),
  ];
}

export function refundRefusedNotices(refund: Refund, deps: NoticeDeps): readonly OutboxMessage[] {
  return adminNotices(deps.admins, 'stars-refused', refund.chargeId, refundRefusedText(speech(deps, 'ru'), refund));
}

export function historyNotices(history: StarHistory, deps: NoticeDeps): readonly OutboxMessage[] {
  return adminNotices(deps.admins, 'stars-history', 'counted', historyText(speech(deps, 'ru'), history));
}
