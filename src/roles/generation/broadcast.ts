/**
 * A broadcast, a few seconds at a time: one turn sends what its pace allows and leaves the rest to its successor. A
 * broadcast is no paid result: whoever may have got it does not get it again.
 */
import { randomUUID } from 'node:crypto';
import type { BegunTurn, Turn } from '../../adapters/postgres/broadcast-sending.ts';
import { inTransaction } from '../../adapters/postgres/transaction.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { sleep } from '../../shared/clock.ts';
import type { BroadcastDeps } from './broadcast-deps.ts';
import { createMailer, type Mailer } from './broadcast-mailer.ts';
import { broadcastReport } from './broadcast-report.ts';

/** Long enough to be worth a job, short enough for a restart. */
export const TURN_MS = 8_000;
/** A turn ends by itself when it is not renewed: see broadcast-sending.ts. */
const RENEW_EVERY_MS = 3_000;
/** Calls at once: a slow answer must not slow down the pace. */
const LANES = 8;
const MAINTENANCE_SECONDS = 10;

export async function sendBroadcast(id: number, deps: BroadcastDeps): Promise<Outcome> {
  const { broadcasts, log, isMaintenance } = deps;
  if (!isMaintenance()) {
    const turn = { id, token: randomUUID() };
    const begun = await broadcasts.begin(turn);
    if (begun !== null) {
      if (begun.orphans > 0) log.warn('broadcast.orphans', { broadcastId: id, count: begun.orphans });
      await take(turn, begun, deps);
    }
  }
  if (await finish(id, deps)) return done;
  const standing = await broadcasts.standing(id);
  if (standing?.state !== 'running') return done;
  return later(isMaintenance() ? MAINTENANCE_SECONDS : Math.ceil(standing.waitMs / 1_000));
}

async function take(turn: Turn, begun: BegunTurn, deps: BroadcastDeps): Promise<void> {
  const { broadcasts, stopping } = deps;
  const worked = stopwatch();
  const over = new AbortController();
  const renewing = renew(turn, worked, over.signal, deps);
  const mailer = createMailer(turn, begun, deps);
  const until = AbortSignal.any([stopping, AbortSignal.timeout(deps.turnMs)]);
  try {
    await deliver(mailer, until, deps);
  } finally {
    await mailer.giveBack();
    over.abort();
    await renewing;
    await broadcasts.end(turn, { workedMs: worked(), cameThrough: mailer.cameThrough() });
  }
}

/** The first goes alone: where Telegram is in trouble, one person pays for that knowledge and not eight. */
async function deliver(mailer: Mailer, until: AbortSignal, deps: BroadcastDeps): Promise<void> {
  async function lane(most: number): Promise<void> {
    for (let count = 0; count < most && !deps.isMaintenance(); count += 1) {
      // Rejects only because the time is over.
      await deps.pace.takeBulk(until).catch(() => undefined);
      if (until.aborted || !(await mailer.next())) return;
    }
  }
  await lane(1);
  const lanes = Array.from({ length: LANES }, () => lane(Infinity));
  // All of them have ended before the turn does, also when one has failed.
  const failed = (await Promise.allSettled(lanes)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Milliseconds since it was asked last. */
function stopwatch(): () => number {
  let since = performance.now();
  return () => {
    const passed = performance.now() - since;
    since += passed;
    return passed;
  };
}

/** Until `signal` aborts. A renewal that fails is no harm: the next one comes, or the turn goes to somebody else. */
async function renew(
  turn: Turn,
  worked: () => number,
  signal: AbortSignal,
  { broadcasts }: BroadcastDeps,
): Promise<void> {
  for (;;) {
    await sleep(RENEW_EVERY_MS, signal);
    if (signal.aborted) return;
    await broadcasts.renew(turn, worked()).catch(() => undefined);
  }
}

/** With the report, once. False: there is more to do, or it was stopped. */
async function finish(id: number, deps: BroadcastDeps): Promise<boolean> {
  const finished = await inTransaction(deps.pool, async (tx) => {
    const ended = await deps.broadcasts.finish(tx, id);
    if (ended === null) return null;
    const t = deps.texts[await deps.people.languageOf(tx, ended.startedBy)];
    if (deps.admins.includes(ended.startedBy)) await deps.outbox.add(tx, [broadcastReport(id, ended, t)]);
    return ended;
  });
  if (finished !== null) deps.log.info('broadcast.done', { broadcastId: id, ...finished.counts });
  return finished !== null;
}
