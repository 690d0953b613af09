/** What a failed call means for the message that it should have sent. Pure. */
import type { AppError } from '../../shared/errors.ts';
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

export function judge(row: Judged, error: AppError): Verdict {
  const give = { kind: 'settled', messageId: null, errorCode: error.code } as const;
  const wait = (delayMs: number): Ending => ({ kind: 'postponed', delayMs, errorCode: error.code });
  switch (error.code) {
    case 'TELEGRAM_NOT_MODIFIED':
      return { ...give, errorCode: null };
    case 'TELEGRAM_MESSAGE_GONE':
      return isEdit(row) && isAwaited(row) ? { kind: 'resend' } : give;
    case 'TELEGRAM_FLOOD':
      return row.purpose === 'answer' ? give : wait(error.retryAfterMs ?? 1_000);
    case 'TELEGRAM_UNAUTHORIZED': // nothing was sent; the same bot sends it with its next token
      return row.purpose === 'answer' ? give : wait(unreachableWaitMs(row.attempts));
    case 'TELEGRAM_UNAVAILABLE':
      return wait(unreachableWaitMs(row.attempts));
    case 'TELEGRAM_OUTCOME_UNKNOWN':
      return mayRepeat(row) ? wait(1_000) : give;
    default:
      return give;
  }
}
