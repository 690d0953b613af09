/**
 * The pump: getUpdates, store, and only then the next offset. Nothing that Telegram handed out is confirmed before it
 * is in the database, so a crash anywhere loses nothing.
 */
import { randomUUID } from 'node:crypto';
import type { Inbox, IncomingUpdate, StoredBatch } from '../../adapters/postgres/inbox.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import { updateKey } from '../../adapters/telegram/update.ts';
import { sleep } from '../../shared/clock.ts';
import { hasCode, toAppError, type AppError } from '../../shared/errors.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import type { Log } from '../../shared/log.ts';
import { createBackoff } from '../../shared/backoff.ts';

export const POLL_TIMEOUT_SECONDS = 30;
const BATCH = 100;
/** While a batch cannot be stored. A payment that is under way has ten seconds. */
const PEEK_EVERY_MS = 2_000;

/** What the loop tells; all of it is cheap and none of it may throw. */
export interface PollEvents {
  /** A getUpdates begins: from now on silence counts. */
  readonly asking: () => void;
  /** A getUpdates came back well. */
  readonly polled: () => void;
  /** Somebody outside our database polls with this token. */
  readonly conflict: () => void;
  readonly failed: (error: AppError) => void;
  /** What Telegram handed out, before it is stored: for what cannot wait. The same update may be told again. */
  readonly received: (updates: readonly unknown[]) => void;
  readonly stored: (batch: StoredBatch) => void;
  /** True while the database cannot take a batch: no progress is to be expected then. */
  readonly storing: (isBlocked: boolean) => void;
}

interface PollLoopDeps {
  readonly api: Pick<TelegramApi, 'getUpdates' | 'deleteWebhook'>;
  readonly inbox: Pick<Inbox, 'store'>;
  readonly events: PollEvents;
  readonly log: Log;
  readonly at: FailPoint;
}

function toIncoming(payload: unknown, log: Log): IncomingUpdate[] {
  const key = updateKey(payload);
  if (key !== null) return [{ ...key, traceId: randomUUID(), payload }];
  log.error('update.unreadable');
  return [];
}

/**
 * Polls until `ended` aborts (the term is over or the service stops), then resolves with the offset that Telegram has
 * not heard yet, 0 if none. Rejects with TELEGRAM_UNAUTHORIZED; resolves early with LEASE_LOST handled: the fence
 * refused a batch.
 */
export async function pollUntil(ended: AbortSignal, epoch: number, deps: PollLoopDeps): Promise<number> {
  const { api, inbox, events, log, at } = deps;
  const trouble = createBackoff(1_000, 30_000);
  const conflict = createBackoff(5_000, 60_000);
  let offset = 0;
  let told = 0;
  let isFirst = true;
  const lease = { isHeld: true };

  async function waitAfter(error: AppError): Promise<void> {
    if (error.code === 'TELEGRAM_UNAUTHORIZED') throw error;
    if (error.code !== 'TELEGRAM_CONFLICT') {
      events.failed(error);
      await sleep(error.retryAfterMs ?? trouble.next(), ended);
      return;
    }
    events.conflict();
    if (error.details['webhook'] === true) {
      await api.deleteWebhook().catch((failure: unknown) => {
        log.warn('webhook.removal.failed', { code: toAppError(failure).code });
      });
    }
    await sleep(conflict.next(), ended);
  }

  async function fetchBatch(): Promise<readonly unknown[] | null> {
    try {
      // The first answer comes at once, so that everybody knows soon whether polling works.
      const timeoutSeconds = isFirst ? 0 : POLL_TIMEOUT_SECONDS;
      events.asking();
      told = offset; // by asking at all: the answer, or a poll that was hung up, adds nothing
      const batch = await api.getUpdates({ offset, limit: BATCH, timeoutSeconds }, ended);
      isFirst = false;
      trouble.reset();
      conflict.reset();
      events.polled();
      events.received(batch);
      return batch;
    } catch (thrown) {
      if (!ended.aborted) await waitAfter(toAppError(thrown));
      return null;
    }
  }

  /** True once the batch is in the database. */
  async function store(batch: readonly IncomingUpdate[]): Promise<boolean> {
    const backoff = createBackoff(250, 10_000);
    while (!ended.aborted) {
      try {
        events.stored(await inbox.store(epoch, batch));
        events.storing(false);
        return true;
      } catch (thrown) {
        lease.isHeld = !hasCode(thrown, 'LEASE_LOST');
        if (!lease.isHeld) return false;
        events.storing(true);
        events.failed(toAppError(thrown));
        await sleep(backoff.next(), ended);
      }
    }
    return false;
  }

  /** While the database is away, what cannot wait is still heard of: the same question, which confirms nothing. */
  async function peekUntil(stored: AbortSignal): Promise<void> {
    const isOver = (): boolean => stored.aborted;
    for (;;) {
      await sleep(PEEK_EVERY_MS, stored);
      if (isOver()) return;
      try {
        events.received(await api.getUpdates({ offset, limit: BATCH, timeoutSeconds: 0 }, stored));
      } catch (error) {
        if (!isOver()) log.warn('poll.peek.failed', { code: toAppError(error).code });
      }
    }
  }

  async function storeAndPeek(batch: readonly IncomingUpdate[]): Promise<boolean> {
    const stored = new AbortController();
    const peeking = peekUntil(AbortSignal.any([stored.signal, ended]));
    try {
      return await store(batch);
    } finally {
      stored.abort();
      await peeking; // two questions at once would be a conflict of our own making
    }
  }

  while (!ended.aborted && lease.isHeld) {
    await at('poll.before-fetch');
    const batch = await fetchBatch();
    if (batch === null || batch.length === 0) continue;
    await at('poll.fetched');
    const incoming = batch.flatMap((payload) => toIncoming(payload, log));
    if (incoming.length === 0) {
      await sleep(trouble.next(), ended); // nothing to confirm, so the same answer would come again at once
      continue;
    }
    if (await storeAndPeek(incoming)) offset = (incoming.at(-1)?.updateId ?? 0) + 1;
    await at('poll.stored');
  }
  return offset === told ? 0 : offset;
}

/**
 * Tells Telegram on a clean stop that everything below `offset` is stored. A failure only means a redelivery. Not for
 * an offset that was asked already: Telegram makes a long poll of the second question within three seconds
 * (tdlib/telegram-bot-api, `process_get_updates_query`), which meets the first (409) and delays the hand-over.
 */
export async function confirmOffset(api: Pick<TelegramApi, 'getUpdates'>, offset: number, log: Log): Promise<void> {
  if (offset === 0) return;
  try {
    await api.getUpdates({ offset, limit: 1, timeoutSeconds: 0 }, AbortSignal.timeout(2_000));
  } catch (error) {
    log.warn('offset.confirm.failed', { code: toAppError(error).code });
  }
}
