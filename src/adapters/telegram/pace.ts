/** Telegram's sending limits: about one message a second and chat with short bursts, and 30 a second over all. */
import { TokenBucket } from 'node-telegram-bot-api';
import { systemClock } from '../../shared/clock.ts';

export interface Pace {
  /** Waits for this chat's turn; rejects only when `signal` aborts while it waits. */
  readonly take: (chatId: number, signal?: AbortSignal) => Promise<void>;
  /**
   * Waits until this chat by itself might have its next message, and takes nothing: unless somebody else sends there, what
   * the next `take` waits for are all chats together. Rejects only when `signal` aborts while it waits.
   */
  readonly ready: (chatId: number, signal: AbortSignal) => Promise<void>;
}

/** For one message to each of many chats, which nobody waits for. */
export interface BulkPace {
  /** Rejects only when `signal` aborts while it waits. */
  readonly takeBulk: (signal?: AbortSignal) => Promise<void>;
}

/**
 * What a broadcast may use of the whole, so that answers to people, which another process sends at a pace of its own,
 * find the rest: of Telegram's 30 a second 20.
 */
const BULK_SHARE = 2 / 3;
const MOST_BULK_PER_SECOND = 20;

const PER_CHAT_PER_SECOND = 1;
const PER_CHAT_BURST = 5;
/** Groups: 20 messages a minute. */
const PER_GROUP_PER_SECOND = 20 / 60;
const MAX_CHATS = 10_000;

/** Milliseconds. */
type Now = () => number;

interface ChatPace {
  readonly take: (signal?: AbortSignal) => Promise<void>;
  readonly ready: (signal: AbortSignal) => Promise<void>;
}

function createChatPace(perSecond: number, now: Now): ChatPace {
  let givenBackMs = 0;
  const bucket = new TokenBucket(perSecond, { burst: PER_CHAT_BURST, now: () => now() + givenBackMs });
  return {
    take: (signal) => bucket.take(signal),
    // A bucket neither tells what is in it nor takes anything back; but as time goes on it fills, up to its brim.
    ready: async (signal) => {
      await bucket.take(signal);
      givenBackMs += 1_000 / perSecond;
    },
  };
}

/** By a clock that nobody sets back: until it has caught up, nothing would be sent. */
export function createPace(perSecond: number, now: Now = systemClock.monotonic): Pace & BulkPace {
  const overall = new TokenBucket(perSecond, { now });
  // No burst: one that follows a pause would take the room that the answers have.
  const bulk = new TokenBucket(Math.min(MOST_BULK_PER_SECOND, perSecond * BULK_SHARE), { burst: 1, now });
  const chats = new Map<number, ChatPace>();

  /** Least recently used first, so that memory stays bounded. */
  function paceOf(chatId: number): ChatPace {
    const pace = chats.get(chatId) ?? createChatPace(chatId < 0 ? PER_GROUP_PER_SECOND : PER_CHAT_PER_SECOND, now);
    chats.delete(chatId);
    chats.set(chatId, pace);
    const oldest = chats.keys().next();
    if (chats.size > MAX_CHATS && oldest.done !== true) chats.delete(oldest.value);
    return pace;
  }

  return {
    take: async (chatId, signal) => {
      await paceOf(chatId).take(signal);
      await overall.take(signal);
    },
    ready: (chatId, signal) => paceOf(chatId).ready(signal),
    takeBulk: async (signal) => {
      await bulk.take(signal);
      await overall.take(signal);
    },
  };
}
