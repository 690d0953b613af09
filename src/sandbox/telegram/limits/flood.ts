/**
 * Flood control as the Bot API FAQ describes it: about one message a second in a chat with short bursts, twenty a minute
 * in a group, thirty a second in all. Telegram does not publish its exact numbers; the burst here is twenty messages.
 */
import { tooManyRequests } from '../api-error.ts';

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

const PRIVATE: Rate = { burst: 20, perSecond: 1 };
const GROUP: Rate = { burst: 20, perSecond: 20 / 60 };
const GLOBAL: Rate = { burst: 30, perSecond: 30 };

class Bucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number;

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = nowMs;
  }

  /** Seconds until `count` messages may go; 0 is now. */
  waitFor(count: number, nowMs: number): number {
    const refill = (Math.max(0, nowMs - this.#at) / 1_000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + refill);
    this.#at = nowMs;
    return Math.max(0, (count - this.#tokens) / this.#rate.perSecond);
  }

  take(count: number): void {
    this.#tokens -= count;
  }
}

export class FloodControl {
  readonly #now: () => number;
  readonly #all: Bucket;
  readonly #chats = new Map<number, Bucket>();

  constructor(now: () => number) {
    this.#now = now;
    this.#all = new Bucket(GLOBAL, now());
  }

  /** Spends `count` messages to this chat, or throws the 429 and spends nothing. */
  spend(chatId: number, count: number): void {
    const now = this.#now();
    const chat = this.#chats.get(chatId) ?? new Bucket(chatId < 0 ? GROUP : PRIVATE, now);
    this.#chats.set(chatId, chat);
    const seconds = Math.max(chat.waitFor(count, now), this.#all.waitFor(count, now));
    if (seconds > 0) throw tooManyRequests(Math.ceil(seconds));
    chat.take(count);
    this.#all.take(count);
  }
}
