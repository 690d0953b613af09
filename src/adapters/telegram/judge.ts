/** What a failed call means for the message that it should have sent. Pure. */
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { OutboxRow } from '../postgres/outbox-sending.ts';

const MOST_EDITS = 5;

export type Ending =
  | { readonly kind: 'settled'; readonly messageId: number | null; readonly errorCode: string | null }
  | { readonly kind: 'postponed'; readonly delayMs: number; readonly errorCode: string };
type Verdict = Ending | { readonly kind: 'resend' };

/** Whether somebody misses it when it is not sent. */
export const isAwaited = ({ purpose }: Pick<OutboxRow, 'purpose'>): boolean =>
  purpose === 'reply' || purpose === 'notice';

/** Tries before this one -> how long to leave Telegram alone. */
export const unreachableWaitMs = (attempts: number): number => Math.min(30_000, 500 * 2 ** Math.min(attempts, 6));

type Judged = Pick<OutboxRow, 'method' | 'purpose' | 'attempts' | 'mayHaveArrived'>;

const isEdit = ({ method }: Judged): boolean => method.startsWith('editMessage');

/** After an unknown outcome. An edit does no harm twice; a message is repeated once: a duplicate beats silence. */
const mayRepeat = (row: Judged): boolean =>
  isAwaited(row) && (isEdit(row) ? row.attempts < MOST_EDITS : !row.mayHaveArrived);

/** Nothing was sent, and a later try may fare better: after a refused token the same bot sends with its next one. */
const NOT_SENT: ReadonlySet<ErrorCode> = new Set(['TELEGRAM_UNAVAILABLE', 'TELEGRAM_UNAUTHORIZED']);

export function judge(row: Judged, error: AppError): Verdict {
  const give = { kind: 'settled', messageId: null, errorCode: error.code } as const;
  const wait = (delayMs: number): Ending => ({ kind: 'postponed', delayMs, errorCode: error.code });
  if (NOT_SENT.has(error.code)) return wait(unreachableWaitMs(row.attempts));
  switch (error.code) {
    case 'TELEGRAM_NOT_MODIFIED':
      return { ...give, errorCode: null };
    case 'TELEGRAM_MESSAGE_GONE':
      return isEdit(row) && isAwaited(row) ? { kind: 'resend' } : give;
    case 'TELEGRAM_FLOOD':
      return row.purpose === 'answer' ? give : wait(error.retryAfterMs ?? 1_000);
    case 'TELEGRAM_OUTCOME_UNKNOWN':
      return mayRepeat(row) ? wait(1_000) : give;
    default:
      return give;
  }
}
