/** Telegram's sending limits: about one message a second and chat with short bursts, and 30 a second over all. */
import { TokenBucket } from 'node-telegram-bot-api';

export interface Pace {
  /** Waits for this chat's turn; rejects only when `signal` aborts while it waits. */
  readonly take: (chatId: number, signal?: AbortSignal) => Promise<void>;
}

const PER_CHAT_PER_SECOND = 1;
const PER_CHAT_BURST = 5;
/** Groups: 20 messages a minute. */
const PER_GROUP_PER_SECOND = 20 / 60;
const MAX_CHATS = 10_000;

export function createPace(perSecond: number): Pace {
  const overall = new TokenBucket(perSecond);
  const chats = new Map<number, TokenBucket>();

  /** Least recently used first, so that memory stays bounded. */
  function bucketOf(chatId: number): TokenBucket {
    const rate = chatId < 0 ? PER_GROUP_PER_SECOND : PER_CHAT_PER_SECOND;
    const bucket = chats.get(chatId) ?? new TokenBucket(rate, { burst: PER_CHAT_BURST });
    chats.delete(chatId);
    chats.set(chatId, bucket);
    const oldest = chats.keys().next();
    if (chats.size > MAX_CHATS && oldest.done !== true) chats.delete(oldest.value);
    return bucket;
  }

  return {
    take: async (chatId, signal) => {
      await bucketOf(chatId).take(signal);
      await overall.take(signal);
    },
  };
}
