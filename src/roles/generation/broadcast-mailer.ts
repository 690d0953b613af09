/** One message of a broadcast: claimed, sent, settled. */
import type { BegunTurn, RecipientEnd, Turn } from '../../adapters/postgres/broadcast-sending.ts';
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import { broadcastMessage } from '../../adapters/telegram/broadcast-message.ts';
import { judge, unreachableWaitMs } from '../../adapters/telegram/judge.ts';
import { toAppError, type AppError } from '../../shared/errors.ts';
import { errorFields } from '../../shared/log.ts';
import type { BroadcastDeps } from './broadcast-deps.ts';

/** What Telegram took must be written down, or it would count as unknown. */
const WRITE_FOR_MS = 60_000;

export interface Mailer {
  /** The next person; false when there is none, or nothing may be sent now. */
  readonly next: () => Promise<boolean>;
  readonly cameThrough: () => boolean;
  /** After the last `next` has ended: nobody stays claimed to whom nothing was sent. Never rejects. */
  readonly giveBack: () => Promise<void>;
}

interface Ending {
  readonly end: RecipientEnd;
  /** Nobody gets anything for so long; null = go on. */
  readonly pauseMs: number | null;
}

/** `troubles`: pauses before this one. Pure. */
export function endingOf(error: AppError, troubles: number): Ending {
  // Like an edit of a progress, it is not repeated once it may have arrived.
  const verdict = judge(
    { method: 'sendMessage', purpose: 'progress', attempts: troubles, mayHaveArrived: false },
    error,
  );
  if (verdict.kind === 'postponed') return { end: 'waiting', pauseMs: verdict.delayMs };
  switch (error.code) {
    case 'TELEGRAM_BLOCKED':
      return { end: error.details['errorCode'] === 403 ? 'blocked' : 'failed', pauseMs: null };
    case 'TELEGRAM_REJECTED':
      return { end: 'failed', pauseMs: null };
    case 'TELEGRAM_UNAUTHORIZED':
    case 'TELEGRAM_CONFLICT':
      return { end: 'waiting', pauseMs: unreachableWaitMs(troubles) };
    default:
      // Going on at full pace would make everybody unknown while Telegram has an outage.
      return { end: 'unknown', pauseMs: unreachableWaitMs(troubles) };
  }
}

export function createMailer(turn: Turn, { content, troubles }: BegunTurn, deps: BroadcastDeps): Mailer {
  const { broadcasts, api, texts, chats, log } = deps;
  const write = (run: () => Promise<void>): Promise<void> => untilAvailable(run, WRITE_FOR_MS);
  const inHand = new Set<number>();
  let [isThrough, isClaimLost] = [false, false];

  async function refused(chatId: number, thrown: unknown): Promise<void> {
    const error = toAppError(thrown);
    const { end, pauseMs } = endingOf(error, isThrough ? 0 : troubles);
    // The pause first: a person who waits again would be claimed at once.
    if (pauseMs !== null) {
      log.warn('broadcast.paused', { broadcastId: turn.id, pauseMs, error: errorFields(error) });
      await write(() => broadcasts.pause(turn.id, pauseMs));
    }
    if (error.code === 'TELEGRAM_BLOCKED') await write(() => chats.markBlocked(chatId));
    await settle(chatId, end);
  }

  async function settle(chatId: number, end: RecipientEnd): Promise<void> {
    await write(() => broadcasts.settle(turn.id, chatId, end));
    inHand.delete(chatId);
  }

  return {
    cameThrough: () => isThrough,
    next: async () => {
      const claimed = await broadcasts.claim(turn).catch((error: unknown) => {
        isClaimLost = true; // it may have claimed somebody all the same
        throw error;
      });
      if (claimed === null) return false;
      if (claimed.kind === 'gone') return true;
      const { chatId, language } = claimed;
      inHand.add(chatId);
      const { method, payload } = broadcastMessage(chatId, content, texts[language]);
      try {
        await api.call(method, payload);
        isThrough = true;
      } catch (thrown) {
        await refused(chatId, thrown);
        return true;
      }
      await settle(chatId, 'sent');
      return true;
    },
    giveBack: async () => {
      if (!isClaimLost) return;
      await write(() => broadcasts.giveBack(turn, [...inHand])).catch((error: unknown) => {
        log.warn('broadcast.not_given_back', { broadcastId: turn.id, error: errorFields(error) }); // they become unknown
      });
    },
  };
}
