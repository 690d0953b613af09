/**
 * Sends what the outbox holds: in order per chat, paced to Telegram's limits, each row claimed before and settled after
 * the call. Only the lease holder runs one.
 */
import type { Chats } from '../../adapters/postgres/chats.ts';
import type { LeftBehind, OutboxRow, OutboxSending } from '../../adapters/postgres/outbox-sending.ts';
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import { isAwaited, judge, type Ending } from '../../adapters/telegram/judge.ts';
import type { Pace } from '../../adapters/telegram/pace.ts';
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import { errorFields, type Log } from '../../shared/log.ts';
import type { SendJournal } from './send-journal.ts';

interface OutboxSenderDeps {
  readonly outbox: OutboxSending;
  readonly chats: Pick<Chats, 'markBlocked'>;
  readonly journal: SendJournal;
  readonly api: Pick<TelegramApi, 'call'>;
  readonly pace: Pace;
  readonly log: Log;
  readonly at: FailPoint;
  /** A stopped sender still writes what became of its messages, until this aborts. */
  readonly processEnds: AbortSignal;
  readonly observe: (method: string, outcome: string, seconds: number) => void;
}

export interface OutboxSender {
  readonly start: () => Promise<void>;
  /** There may be something to send. */
  readonly wake: () => void;
  /** Starts nothing else, and waits at most `graceMs` for what is being sent. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/**
 * Calls under way at once, at most: enough for Telegram's thirty messages a second although some take half a minute. A
 * process that has just begun finds a crowd waiting and is slow, and what it has in flight when it is killed again may
 * come twice: it begins with one, and sends thirty in its first second all the same.
 */
const CONCURRENCY = { atFirst: 1, most: 32, oneMoreEachMs: 250 } as const;

export const roomAt = (ageMs: number): number =>
  Math.min(CONCURRENCY.most, CONCURRENCY.atFirst + Math.floor(ageMs / CONCURRENCY.oneMoreEachMs));

/** How long a hint may be lost. */
const LOOK_EVERY_MS = 1_000;
const ADOPT_EVERY_MS = 10_000;
const WRITE_FOR_MS = 600_000;

export function createOutboxSender(deps: OutboxSenderDeps): OutboxSender {
  const { outbox, journal, api, pace, log } = deps;
  const stopped = new AbortController();
  const busy = new Map<number, Promise<void>>();
  /** Chats that wait until they may have their next message: nothing of theirs is claimed, so it takes no one's place. */
  const pacing = new Set<number>();
  let woken = new AbortController();
  let loop: Promise<void> | null = null;
  let nextAdoptionAt = 0;

  async function call(row: Pick<OutboxRow, 'method' | 'payload'>): Promise<{ messageId: number | null }> {
    const startedAt = performance.now();
    let outcome = 'ok';
    try {
      return await api.call(row.method, row.payload);
    } catch (thrown) {
      outcome = toAppError(thrown).code;
      throw thrown;
    } finally {
      deps.observe(row.method, outcome, (performance.now() - startedAt) / 1_000);
    }
  }

  async function attempt(row: OutboxRow): Promise<Ending> {
    try {
      const { messageId } = await call(row);
      return { kind: 'settled', messageId, errorCode: null };
    } catch (thrown) {
      const error = toAppError(thrown);
      const verdict = judge(row, error);
      if (verdict.kind === 'settled' && verdict.errorCode !== null && isAwaited(row)) {
        log.warn('message.not-sent', { outboxId: row.id, method: row.method, error: errorFields(error) });
      }
      if (verdict.kind !== 'resend') return verdict;
      const payload = { ...row.payload, message_id: undefined };
      return await attempt({ ...row, method: 'sendMessage', payload });
    }
  }

  /** Until the outcome is written the chat waits: a database that is away for a while must not cost a duplicate. */
  const write = (run: () => Promise<void>): Promise<void> => untilAvailable(run, WRITE_FOR_MS, deps.processEnds);

  /** Rejects never. */
  async function rest(chatId: number): Promise<void> {
    pacing.add(chatId);
    try {
      await pace.ready(chatId, stopped.signal);
    } catch {
      return; // only because we are stopping
    }
    pacing.delete(chatId);
    if (!busy.has(chatId)) woken.abort(); // else the end of what it sends will wake us
  }

  async function send(row: OutboxRow): Promise<void> {
    const isPaced = row.purpose !== 'answer';
    // `take` rejects only because we are stopping.
    if (isPaced) await pace.take(row.chatId, stopped.signal).catch(() => undefined);
    if (stopped.signal.aborted) {
      await write(() => outbox.postpone(row.id, 0, 'STOPPING'));
      return;
    }
    if (isPaced) void rest(row.chatId); // now, so that with a burst left it is over before the call is
    await deps.at('outbox.claimed', row.chatId);
    journal.begin(row.id);
    const verdict = await attempt(row);
    if (verdict.kind === 'settled' && verdict.errorCode === null) journal.arrived(row.id, verdict.messageId);
    await deps.at('outbox.sent', row.chatId);
    await write(() => end(row, verdict));
    journal.end(row.id);
  }

  async function end(row: OutboxRow, verdict: Ending): Promise<void> {
    if (verdict.kind === 'postponed') {
      await outbox.postpone(row.id, verdict.delayMs, verdict.errorCode);
      return;
    }
    if (verdict.errorCode === 'TELEGRAM_BLOCKED') await deps.chats.markBlocked(row.chatId);
    await outbox.settle(row, verdict);
  }

  function launch(row: OutboxRow): void {
    const sending = send(row)
      .catch((error: unknown) => {
        // The row stays `sending`: the next start adopts it as an unknown outcome.
        log.warn('message.unsettled', { outboxId: row.id, error: errorFields(error) });
      })
      .finally(() => {
        busy.delete(row.chatId);
        woken.abort();
      });
    busy.set(row.chatId, sending);
  }

  /** What others left behind while sending (those of a live instance only once they are surely over), and a lost claim. */
  async function adopt(left: LeftBehind | null = null): Promise<void> {
    const orphans = await outbox.adoptOrphans(left);
    if (orphans.resent + orphans.dropped > 0) log.warn('outbox.orphans', orphans);
    nextAdoptionAt = performance.now() + ADOPT_EVERY_MS;
  }

  async function run(): Promise<void> {
    const startedAt = performance.now();
    while (!stopped.signal.aborted) {
      woken = new AbortController();
      try {
        if (performance.now() > nextAdoptionAt) await adopt();
        const room = roomAt(performance.now() - startedAt) - busy.size;
        for (const row of room > 0 ? await outbox.claim(room, [...busy.keys()], pacing) : []) launch(row);
      } catch (error) {
        log.warn('outbox.claim.failed', { code: toAppError(error).code });
        nextAdoptionAt = 0; // it may have claimed all the same
      }
      await sleep(LOOK_EVERY_MS, AbortSignal.any([stopped.signal, woken.signal]));
    }
  }

  return {
    start: async () => {
      await adopt(journal.left);
      journal.open();
      loop ??= run();
    },
    wake: () => woken.abort(),
    stop: async (graceMs) => {
      stopped.abort();
      await loop;
      const done = new AbortController();
      void Promise.all(busy.values()).then(() => done.abort());
      await sleep(graceMs, done.signal);
    },
  };
}
