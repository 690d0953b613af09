/**
 * States and reasons as they stand in the database, in an admin's words. Plain text. One that this version has no word for
 * is called by its name.
 */
import type { Translate } from '../chat/contract.ts';
import { oneLine } from '../chat/html.ts';
import type { FailureReason } from '../generation/failure.ts';
import type { GenerationState } from '../generation/lifecycle.ts';

type Words<State extends string = string> = Readonly<Record<State, (t: Translate) => string>>;

const NAME_LENGTH = 40;

const GENERATION = {
  queued: (t) => t('admin-state-queued'),
  submitting: (t) => t('admin-state-submitting'),
  unknown: (t) => t('admin-state-unknown'),
  waiting: (t) => t('admin-state-waiting'),
  delivering: (t) => t('admin-state-delivering'),
  delivered: (t) => t('admin-state-delivered'),
  failed: (t) => t('admin-state-failed'),
  cancelled: (t) => t('admin-state-cancelled'),
} satisfies Words<GenerationState>;

const FAILURE = {
  'content-policy': (t) => t('admin-failure-content-policy'),
  'invalid-input': (t) => t('admin-failure-invalid-input'),
  'input-unreachable': (t) => t('admin-failure-input-unreachable'),
  'provider-error': (t) => t('admin-failure-provider-error'),
  'provider-timeout': (t) => t('admin-failure-provider-timeout'),
  unavailable: (t) => t('admin-failure-unavailable'),
  deadline: (t) => t('admin-failure-deadline'),
  undeliverable: (t) => t('admin-failure-undeliverable'),
} satisfies Words<FailureReason>;

const ATTEMPT: Words = {
  submitting: (t) => t('admin-state-submitting'),
  unknown: (t) => t('admin-state-unknown'),
  created: (t) => t('admin-attempt-created'),
  refused: (t) => t('admin-attempt-refused'),
};

const PAYMENT: Words = {
  daily: (t) => t('admin-paid-daily'),
  bonus: (t) => t('admin-paid-bonus'),
  money: (t) => t('admin-paid-money'),
  nothing: (t) => t('admin-paid-nothing'),
};

const DAILY: Words = {
  held: (t) => t('admin-daily-held'),
  captured: (t) => t('admin-daily-captured'),
  released: (t) => t('admin-daily-released'),
};

const MESSAGE: Words = {
  new: (t) => t('admin-message-new'),
  sending: (t) => t('admin-message-sending'),
  sent: (t) => t('admin-message-sent'),
  dead: (t) => t('admin-message-dead'),
};

const CHILD: Words = {
  starting: (t) => t('admin-child-starting'),
  ready: (t) => t('admin-child-ready'),
  stopping: (t) => t('admin-child-stopping'),
  exited: (t) => t('admin-child-exited'),
  backoff: (t) => t('admin-child-backoff'),
};

const inWords =
  (words: Words) =>
  (name: string, t: Translate): string =>
    Object.hasOwn(words, name) ? (words[name]?.(t) ?? name) : oneLine(name, NAME_LENGTH);

export const generationWords = inWords(GENERATION);
/** Why a generation ended without a result. */
export const failureWords = inWords(FAILURE);
/** What became of a createTask. */
export const attemptWords = inWords(ATTEMPT);
/** Of a free generation of the day. */
export const dailyWords = inWords(DAILY);
/** Of a message in the outbox. */
export const messageWords = inWords(MESSAGE);
/** Of a process. */
export const childWords = inWords(CHILD);

const paidBy = inWords(PAYMENT);
/** What paid for a generation. */
export const paymentWords = (payer: string | null, t: Translate): string => paidBy(payer ?? 'nothing', t);
