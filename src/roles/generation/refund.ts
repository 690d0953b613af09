/** A refund that an admin asked for: Telegram is asked until it says yes or never. Safe to run twice. */
import type pg from 'pg';
import type { Outbox } from '../../adapters/postgres/outbox.ts';
import type { People } from '../../adapters/postgres/people.ts';
import type { StarPayments } from '../../adapters/postgres/star-payments.ts';
import { inTransaction } from '../../adapters/postgres/transaction.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import { refundedNotices, refundRefusedNotices, type NoticeDeps } from '../../adapters/telegram/payment-notices.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { toAppError, type ErrorCode } from '../../shared/errors.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import { errorFields, type Log } from '../../shared/log.ts';

export interface RefundDeps {
  readonly pool: pg.Pool;
  readonly api: Pick<TelegramApi, 'refundStars'>;
  readonly payments: Pick<StarPayments, 'askedRefund' | 'refundDone' | 'refundRefused'>;
  readonly people: Pick<People, 'languageOf'>;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly notices: NoticeDeps;
  readonly log: Log;
  readonly at: FailPoint;
}

/** Telegram understood and said no. Everything else may be better in a while. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['TELEGRAM_REJECTED', 'TELEGRAM_BLOCKED']);
const AGAIN_SECONDS = 60;

async function finish(chargeId: string, { pool, payments, people, outbox, notices }: RefundDeps): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const refund = await payments.refundDone(tx, chargeId);
    if (refund === null) return;
    const language = refund.payerId === null ? 'ru' : await people.languageOf(tx, refund.payerId);
    await outbox.add(tx, refundedNotices(refund, language, notices));
  });
}

async function undo(chargeId: string, { pool, payments, outbox, notices }: RefundDeps): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const refund = await payments.refundRefused(tx, chargeId);
    if (refund !== null) await outbox.add(tx, refundRefusedNotices(refund, notices));
  });
}

export async function refund(chargeId: string, deps: RefundDeps): Promise<Outcome> {
  const asked = await deps.payments.askedRefund(deps.pool, chargeId);
  if (asked === null) return done;
  if (asked.payerId === null) {
    // Forgotten since: nobody is left whom Telegram could be told to refund.
    await undo(chargeId, deps);
    return done;
  }
  await deps.at('refund.before-call', asked.payerId);
  try {
    await deps.api.refundStars(asked.payerId, chargeId);
  } catch (thrown) {
    const error = toAppError(thrown);
    deps.log.warn('refund.failed', { error: errorFields(error) });
    if (!FINAL.has(error.code)) return later(Math.ceil((error.retryAfterMs ?? AGAIN_SECONDS * 1_000) / 1_000));
    await undo(chargeId, deps);
    return done;
  }
  await deps.at('refund.called', asked.payerId);
  await finish(chargeId, deps);
  await deps.at('refund.booked', asked.payerId);
  return done;
}
