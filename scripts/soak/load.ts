/**
 * People who talk, and people who order as people do: a message, the offer that answers it, a tap on its ✅, a picture.
 * That is practical with the lean Telegram, because it tells what was sent with its buttons, and it takes the orders
 * through dialog, prices and money, which `scripts/bench/orders.ts` leaves out. Arrivals are Poisson streams that wait for
 * nobody. Half of those who talk have never been seen before and never come again, so that what is kept for each person
 * shows. What is kept here is what is still open, and the times since they were last taken: nothing grows with the run.
 */
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { createRandom, type Random } from '../chaos/random.ts';
import type { LoadKie } from '../bench/load-kie.ts';
import type { LoadTelegram, Params } from '../bench/load-telegram.ts';

/** Each has one reply and shows another screen. */
const TALK = ['/help', '/start', '/balance', '/settings', '/history', '/models'];
const FIRST_CUSTOMER = 20_000_000;
const FIRST_TALKER = 30_000_000;
const CUSTOMERS = 100;
const TALKERS = 500;
const FIRST_NEWCOMER = 40_000_000;
/** Nobody taps before the message has arrived. */
const THINKS_MS = 400;
/** A message and a tap. */
export const UPDATES_OF_AN_ORDER = 2;

export const CUSTOMER_IDS: readonly number[] = Array.from({ length: CUSTOMERS }, (_, index) => FIRST_CUSTOMER + index);

export interface LoadCounts {
  /** Messages and taps given to Telegram, and how many of them were answered. */
  readonly asked: number;
  readonly answered: number;
  /** Messages that nobody had asked for. */
  readonly unasked: number;
  readonly ordered: number;
  readonly delivered: number;
  /** Copies of results. */
  readonly copies: number;
  /** Messages to people outside of this load: alerts to the admin. The first few. */
  readonly toOthers: readonly string[];
}

/** Milliseconds since they were last taken. */
export interface Times {
  /** From a message or tap at Telegram to its answer at Telegram. */
  readonly replies: readonly number[];
  /** From a result at KIE AI to its picture at Telegram. */
  readonly deliveries: readonly number[];
}

export interface Rates {
  /** All updates a second, those of the orders among them. */
  readonly updates: number;
  readonly generations: number;
}

export interface Load {
  /** Every customer has said hello, so that they are known. Throws when they are not all answered. */
  readonly greet: () => Promise<void>;
  /** Until the signal. */
  readonly go: (rates: Rates, signal: AbortSignal) => Promise<void>;
  /** Until nothing is open or `patienceMs` have passed. */
  readonly settle: (patienceMs: number) => Promise<void>;
  readonly takeTimes: () => Times;
  readonly counts: () => LoadCounts;
}

const Keyboard = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string().optional() }))),
});

const OTHERS_KEPT = 20;

function confirmButton(params: Params): string | null {
  const markup = params['reply_markup'];
  if (typeof markup !== 'string') return null;
  const found = Keyboard.parse(JSON.parse(markup))
    .inline_keyboard.flat()
    .find(({ text }) => text.includes('✅'));
  return found?.callback_data ?? null;
}

async function stream(perSecond: number, random: Random, act: () => void, signal: AbortSignal): Promise<void> {
  if (perSecond <= 0) return;
  for (let dueAt = performance.now(); ;) {
    dueAt += (-Math.log(1 - random.next()) / perSecond) * 1_000;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    act();
  }
}

/** First in, first out for each chat; an empty line is forgotten. */
class Lines<T> {
  readonly #lines = new Map<number, T[]>();
  join(chatId: number, item: T): void {
    const line = this.#lines.get(chatId);
    if (line === undefined) this.#lines.set(chatId, [item]);
    else line.push(item);
  }
  next(chatId: number): T | undefined {
    const line = this.#lines.get(chatId);
    const item = line?.shift();
    if (line?.length === 0) this.#lines.delete(chatId);
    return item;
  }
}

export function createLoad(telegram: LoadTelegram, kie: LoadKie): Load {
  const texts = new Lines<number>();
  const taps = new Map<number, number>();
  const orders = new Lines<string>();
  const doneAt = new Map<string, number>();
  const isOurs = (chatId: number): boolean => chatId >= FIRST_CUSTOMER;
  const count = { asked: 0, answered: 0, unasked: 0, ordered: 0, delivered: 0, copies: 0 };
  const toOthers: string[] = [];
  let times: { replies: number[]; deliveries: number[] } = { replies: [], deliveries: [] };

  const say = (chatId: number, text: string): void => {
    count.asked += 1;
    texts.join(chatId, performance.now());
    telegram.pushText(chatId, text);
  };
  const answered = (askedAt: number, at: number): void => {
    count.answered += 1;
    times.replies.push(at - askedAt);
  };
  const order = (chatId: number): void => {
    const prompt = `soak ${(count.ordered += 1)}`;
    orders.join(chatId, prompt);
    say(chatId, prompt);
  };
  function onMessage(chatId: number, messageId: number, at: number, params: Params): void {
    const askedAt = texts.next(chatId);
    if (askedAt === undefined) {
      count.unasked += 1;
      return;
    }
    answered(askedAt, at);
    const data = confirmButton(params);
    if (data === null) return;
    setTimeout(() => {
      count.asked += 1;
      const tapAt = performance.now();
      taps.set(telegram.pushTap(chatId, messageId, data), tapAt);
    }, THINKS_MS);
  }
  function onPicture(chatId: number, at: number): void {
    const prompt = orders.next(chatId);
    const since = prompt === undefined ? undefined : doneAt.get(prompt);
    if (prompt === undefined || since === undefined) {
      count.copies += 1;
      return;
    }
    doneAt.delete(prompt);
    count.delivered += 1;
    times.deliveries.push(at - since);
  }

  kie.onDone((prompt, at) => void doneAt.set(prompt, at));
  telegram.onAnswer((updateId, at) => {
    const askedAt = taps.get(updateId);
    taps.delete(updateId);
    if (askedAt !== undefined) answered(askedAt, at);
  });
  telegram.onSend(({ method, chatId, messageId, at }, params) => {
    if (!isOurs(chatId)) {
      if (toOthers.length < OTHERS_KEPT) toOthers.push(String(params['text']));
    } else if (method === 'sendPhoto') onPicture(chatId, at);
    else if (method.startsWith('send')) onMessage(chatId, messageId, at, params);
  });

  const settle = async (patienceMs: number): Promise<void> => {
    const until = performance.now() + patienceMs;
    const isOpen = (): boolean => count.answered < count.asked || count.delivered < count.ordered;
    while (isOpen() && performance.now() < until) await pause(50);
  };
  return {
    settle,
    greet: async () => {
      for (const chatId of CUSTOMER_IDS) say(chatId, '/start');
      await settle(60_000);
      if (count.answered < count.asked) throw new Error(`${count.asked - count.answered} greetings were not answered`);
      times = { replies: [], deliveries: [] };
    },
    go: async ({ updates, generations }, signal) => {
      const random = createRandom(1);
      let [talks, ordered] = [0, 0];
      const talk = (): void => {
        const turn = Math.floor(talks / 2);
        if (talks++ % 2 === 0) say(FIRST_NEWCOMER + turn, '/start');
        else say(FIRST_TALKER + (turn % TALKERS), TALK[turn % TALK.length] ?? '/help');
      };
      const talkRate = updates - UPDATES_OF_AN_ORDER * generations;
      await Promise.all([
        stream(talkRate, random, talk, signal),
        stream(generations, random, () => order(FIRST_CUSTOMER + (ordered++ % CUSTOMERS)), signal),
      ]);
    },
    takeTimes: () => {
      const taken = times;
      times = { replies: [], deliveries: [] };
      return taken;
    },
    counts: () => ({ ...count, toOthers }),
  };
}
