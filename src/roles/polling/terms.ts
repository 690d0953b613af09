/**
 * Standby, a term of polling, standby again: what this instance does from start to stop. Within a term everything that
 * only one instance may do runs: the pump, the chat actors, the outbox sender.
 */
import type { Inbox } from '../../adapters/postgres/inbox.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import type { FailPoint } from '../../shared/failpoint.ts';
import type { Log } from '../../shared/log.ts';
import { createBackoff } from '../../shared/backoff.ts';
import type { ChatActors } from './chat-actors.ts';
import type { LeaseKeeper, Term } from './lease-keeper.ts';
import type { OutboxSender } from './outbox-sender.ts';
import { confirmOffset, pollUntil, type PollEvents } from './poll-loop.ts';
import type { PollingStatus } from './status.ts';

interface TermsDeps {
  readonly keeper: LeaseKeeper;
  readonly api: TelegramApi;
  readonly inbox: Inbox;
  readonly newActors: () => ChatActors;
  readonly newSender: () => OutboxSender;
  /** The sender of the running term, so that others can wake it. */
  readonly setSender: (sender: OutboxSender | null) => void;
  readonly status: PollingStatus;
  readonly onConflict: () => void;
  readonly onReceived: PollEvents['received'];
  readonly onStored: (updates: number) => void;
  readonly onPoll: (outcome: string) => void;
  readonly log: Log;
  readonly at: FailPoint;
}

/** The rest of the grace belongs to confirming the offset and releasing the lease. */
const SENDER_GRACE_MS = 2_000;
const SWEEP_EVERY_MS = 30_000;

/** What earlier terms left, and from time to time whatever should have been woken and was not: nobody waits for ever. */
async function wakeWaiting(inbox: Inbox, actors: ChatActors, ended: AbortSignal, log: Log): Promise<void> {
  const backoff = createBackoff(250, 5_000);
  while (!ended.aborted) {
    try {
      for (const chatId of await inbox.waitingChats()) actors.wake(chatId);
      backoff.reset();
      await sleep(SWEEP_EVERY_MS, ended);
    } catch (error) {
      log.warn('inbox.read.failed', { code: toAppError(error).code });
      await sleep(backoff.next(), ended);
    }
  }
}

async function startSender(sender: OutboxSender, ended: AbortSignal, log: Log): Promise<void> {
  const backoff = createBackoff(250, 5_000);
  while (!ended.aborted) {
    try {
      await sender.start();
      return;
    } catch (error) {
      log.warn('outbox.start.failed', { code: toAppError(error).code });
      await sleep(backoff.next(), ended);
    }
  }
}

function pollEvents(deps: TermsDeps, actors: ChatActors): PollEvents {
  const { status, log } = deps;
  return {
    asking: status.asking,
    polled: () => {
      deps.onPoll('ok');
      if (status.polled()) log.info('✅ Polling started successfully!');
    },
    conflict: () => {
      deps.onPoll('TELEGRAM_CONFLICT');
      status.set('conflict');
      log.warn('poll.conflict');
      deps.onConflict();
    },
    failed: (error) => {
      deps.onPoll(error.code);
      log.warn('poll.failed', { code: error.code });
      status.failed(error);
    },
    received: deps.onReceived,
    stored: ({ chats, added }) => {
      deps.onStored(added);
      for (const chatId of chats) actors.wake(chatId);
    },
    storing: (isBlocked) => status.expectProgress(!isBlocked),
  };
}

async function serve(term: Term, stopping: AbortSignal, deps: TermsDeps): Promise<void> {
  const { api, inbox, status, log } = deps;
  const over = new AbortController();
  const ended = AbortSignal.any([term.lost, stopping, over.signal]);
  const actors = deps.newActors();
  const sender = deps.newSender();
  const sending = startSender(sender, ended, log).then(() => deps.setSender(sender));
  const opening = Promise.all([sending, wakeWaiting(inbox, actors, ended, log)]); // beside the first poll
  let offset = 0;
  try {
    status.set('polling', term.epoch);
    offset = await pollUntil(ended, term.epoch, { api, inbox, log, at: deps.at, events: pollEvents(deps, actors) });
  } finally {
    over.abort();
    status.expectProgress(false);
    await Promise.all([confirmOffset(api, term.lost.aborted ? 0 : offset, log), actors.stop(), opening]);
    await sender.stop(SENDER_GRACE_MS);
    deps.setSender(null);
    await term.release();
  }
}

/** Runs until `stopping` aborts. Rejects with TELEGRAM_UNAUTHORIZED only: everything else is waited out. */
export async function runTerms(stopping: AbortSignal, deps: TermsDeps): Promise<void> {
  while (!stopping.aborted) {
    const term = await deps.keeper.acquire(stopping, (holder) => {
      deps.status.set('standby', holder.epoch, holder.owner);
      deps.log.info('lease.standby', { owner: holder.owner, epoch: holder.epoch });
    });
    if (term === null) return;
    deps.log.info('lease.acquired', { epoch: term.epoch });
    await serve(term, stopping, deps);
  }
}
