/**
 * The one waiting getUpdates of a bot. The newest request wins: when nothing is pending it takes the place of the one
 * that waits, which gets the 409; when something is pending both are answered, with the same updates. Rules and texts
 * from tdlib/telegram-bot-api, `process_get_updates_query` and `abort_long_poll`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, conflict } from '../api-error.ts';
import type { UpdateQueue } from './queue.ts';

type Updates = Readonly<Record<string, unknown>>[];

const OTHER_POLL = 'terminated by other getUpdates request; make sure that only one bot instance is running';
const WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

/** A second conflict within this time is told only after it. */
const CONFLICT_PAUSE_MS = 3_000;
/** Asking again with the same offset sooner than this … */
const HASTE_MS = 3_000;
/** … turns a shorter timeout into this one; sooner than half a second, the answer holds one update. */
const HASTE_TIMEOUT_SECONDS = 3;
const RUSH_MS = 500;

export interface PollRequest {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
  /** Aborts when the caller has gone or the server stops. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly offset: number;
  readonly limit: number;
  readonly answer: (updates: Updates) => void;
  readonly refuse: (error: ApiError) => void;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export class LongPoll {
  webhookUrl = '';
  readonly #queue: UpdateQueue;
  #waiting: Waiting | null = null;
  #last = { offset: NaN, at: -Infinity };
  #lastConflictAt = -Infinity;
  #wakeUpPlanned = false;

  constructor(queue: UpdateQueue) {
    this.#queue = queue;
  }

  async get(request: PollRequest): Promise<Updates> {
    if (this.webhookUrl !== '') throw await this.#pausedConflict(WEBHOOK, request.signal);
    const { offset, limit, timeoutSeconds } = this.#paced(request);
    const updates = this.#queue.read(offset, limit);
    if (updates.length > 0 || timeoutSeconds === 0) return updates;
    this.abort(OTHER_POLL);
    if (request.signal.aborted) return []; // hung up while it was read: nobody would end its wait
    return await this.#wait({ offset, limit, timeoutSeconds, signal: request.signal });
  }

  /** To be called when an update was queued; what is queued in the same turn (an album) goes out together. */
  wakeUp(): void {
    if (this.#wakeUpPlanned || this.#waiting === null) return;
    this.#wakeUpPlanned = true;
    setImmediate(() => {
      this.#wakeUpPlanned = false;
      const waiting = this.#waiting;
      if (waiting === null) return;
      const updates = this.#queue.read(waiting.offset, waiting.limit);
      if (updates.length > 0) waiting.answer(updates);
    });
  }

  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** Ends the waiting request with a 409. */
  abort(reason: string): void {
    this.#waiting?.refuse(conflict(reason));
  }

  /** Ends the waiting request with no updates. */
  release(): void {
    this.#waiting?.answer([]);
  }

  #paced({ offset, limit, timeoutSeconds, signal }: PollRequest): PollRequest {
    const now = performance.now();
    const sinceSame = offset === this.#last.offset ? now - this.#last.at : Infinity;
    this.#last = { offset, at: now };
    const seconds = clamp(timeoutSeconds, 0, 50);
    return {
      offset,
      limit: sinceSame < RUSH_MS ? 1 : clamp(limit, 1, 100),
      timeoutSeconds: sinceSame < HASTE_MS ? Math.max(seconds, HASTE_TIMEOUT_SECONDS) : seconds,
      signal,
    };
  }

  async #wait(request: PollRequest): Promise<Updates> {
    const { promise, resolve, reject } = Promise.withResolvers<Updates>();
    const timer = setTimeout(() => resolve([]), request.timeoutSeconds * 1_000);
    const gone = (): void => resolve([]);
    request.signal.addEventListener('abort', gone);
    const waiting: Waiting = { offset: request.offset, limit: request.limit, answer: resolve, refuse: reject };
    this.#waiting = waiting;
    try {
      return await promise;
    } catch (error) {
      if (error instanceof ApiError) await this.#pauseAfterConflict(request.signal);
      throw error;
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', gone);
      if (this.#waiting === waiting) this.#waiting = null;
    }
  }

  async #pausedConflict(reason: string, signal: AbortSignal): Promise<ApiError> {
    await this.#pauseAfterConflict(signal);
    return conflict(reason);
  }

  async #pauseAfterConflict(signal: AbortSignal): Promise<void> {
    const isFirst = performance.now() - this.#lastConflictAt > CONFLICT_PAUSE_MS;
    this.#lastConflictAt = performance.now();
    // A caller that has gone needs no answer, so the rejection of an aborted delay is the end of the story.
    if (!isFirst) await delay(CONFLICT_PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}
