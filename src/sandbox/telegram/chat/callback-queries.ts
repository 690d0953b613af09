/** Button presses that wait for their one answer. */
import { randomInt } from 'node:crypto';
import { queryTooOld } from '../api-error.ts';
import type { SimAnswer } from '../contract.ts';

/** How long a callback query can be answered. */
const LIFE_MS = 150_000;

export interface CallbackQuery {
  readonly id: string;
  readonly userId: number;
  readonly chatId: number;
  readonly createdAt: number;
  readonly answered: Promise<SimAnswer>;
  readonly settle: (answer: SimAnswer) => void;
}

/** Query ids are opaque numbers; callback and pre-checkout queries share their form. */
export const newQueryId = (): string => `${randomInt(1, 2 ** 31)}${randomInt(100_000_000, 1_000_000_000)}`;

export class CallbackQueries {
  readonly #now: () => number;
  readonly #open = new Map<string, CallbackQuery>();

  constructor(now: () => number) {
    this.#now = now;
  }

  open(userId: number, chatId: number): CallbackQuery {
    const { promise, resolve } = Promise.withResolvers<SimAnswer>();
    const query = { id: newQueryId(), userId, chatId, createdAt: this.#now(), answered: promise, settle: resolve };
    this.#open.set(query.id, query);
    return query;
  }

  /** Throws the Bot API's 400 when it was answered before, is too old or never existed. */
  answer(id: string, answer: SimAnswer): CallbackQuery {
    const query = this.#open.get(id);
    if (query === undefined || this.#now() - query.createdAt >= LIFE_MS) throw queryTooOld();
    this.#open.delete(id);
    query.settle(answer);
    return query;
  }
}
