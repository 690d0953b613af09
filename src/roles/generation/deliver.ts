/**
 * The result into the chat, and only then the capture. Telegram has no idempotency key: `sending` is set before the call
 * and cleared with its outcome, so a duplicate can come only after an unknown outcome, once, and says so. What the journal
 * knows of a broken send is no unknown outcome.
 */
import type { FetchResult } from '../../adapters/kie/result-fetch.ts';
import type { JobData } from '../../adapters/queue/queues.ts';
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import type { Generation, Results } from '../../domain/generation/generation.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { AppError, hasCode, toAppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { endDelivered, endFailed } from './ending.ts';
import { settleKnown } from './known-sends.ts';
import { refreshResults } from './refresh-results.ts';
import { giveRest, sendAll, type Round } from './send-all.ts';
import { NotOurs, WRITE_FOR_MS } from './sender.ts';

/** A result host that fails is asked again this often, until the grace after the deadline is over. */
const RETRY_SECONDS = 10;
const HOST_GRACE_MS = 600_000;

const isPatient = ({ deadlineAt }: Generation, { now }: GenerationDeps): boolean =>
  now() < deadlineAt.getTime() + HOST_GRACE_MS;

async function afterFailure(generation: Generation, error: AppError, deps: GenerationDeps): Promise<Outcome> {
  deps.log.warn('delivery.failed', { generationId: generation.id, code: error.code });
  switch (error.code) {
    case 'TELEGRAM_OUTCOME_UNKNOWN':
      await deps.generations.endSend(generation.id, 'unknown');
      return later(1);
    case 'TELEGRAM_FLOOD':
    case 'TELEGRAM_UNAVAILABLE':
      await deps.generations.endSend(generation.id, 'known');
      return later(Math.max(1, Math.ceil((error.retryAfterMs ?? 5_000) / 1_000)));
    case 'TELEGRAM_UNAUTHORIZED': // the operator's token, not the person's fault
      await deps.generations.endSend(generation.id, 'known');
      if (isPatient(generation, deps)) return later(RETRY_SECONDS);
      break;
    default:
      break;
  }
  return await endAsItIs(generation, error, deps);
}

/** What a defect keeps from being looked at counts as lost: it has kept the delivery from its end once already. */
const seenOrLost =
  (fetchResult: FetchResult): FetchResult =>
  (url, signal) =>
    fetchResult(url, signal).catch((thrown: unknown) => {
      const error = toAppError(thrown);
      throw error.fault === 'defect' ? new AppError('RESULT_REFUSED', error.message, { cause: error }) : error;
    });

/** Telegram takes no more, for good. What the chat has is the result then, as it is when a host stays away. */
async function endAsItIs({ id }: Generation, error: AppError, deps: GenerationDeps): Promise<Outcome> {
  // Read anew: each message of this round was noted as it came.
  const now = await deps.generations.get(deps.pool, id);
  if (now?.state !== 'delivering' || now.results === null) return done;
  if (now.sent.every((message) => message === null)) {
    await endFailed(now, 'undeliverable', error.code, deps);
    return done;
  }
  const round = await giveRest(now, now.results, 'stopped', { ...deps, fetchResult: seenOrLost(deps.fetchResult) });
  return await afterRound(now, now.results, round, deps);
}

/** A mark from before means that somebody died while sending, or that we could not write how it went. */
async function takeOver(generation: Generation, deps: GenerationDeps): Promise<Generation> {
  if (!generation.sending) return generation;
  const known = deps.journal.known(generation.id);
  if (known !== null && (await settleKnown(known, deps))) {
    return (await deps.generations.get(deps.pool, generation.id)) ?? generation;
  }
  await deps.generations.endSend(generation.id, 'unknown');
  return { ...generation, sending: false, unknownSends: generation.unknownSends + 1 };
}

async function oneRound(generation: Generation, results: Results, deps: GenerationDeps): Promise<Round> {
  if (generation.unknownSends > 1) return await giveRest(generation, results, 'unsure', deps);
  return await sendAll(generation, results, !isPatient(generation, deps), deps);
}

async function afterRound(
  generation: Generation,
  results: Results,
  round: Round,
  deps: GenerationDeps,
): Promise<Outcome> {
  switch (round.kind) {
    case 'complete':
      await endDelivered(generation, round.messages, round.rest, deps);
      await deps.at('deliver.captured', generation.chatId);
      return done;
    case 'empty':
      await endFailed(generation, 'undeliverable', 'no result can be had', deps);
      return done;
    case 'waiting':
      await refreshResults(generation, results, deps);
      return later(RETRY_SECONDS);
  }
}

async function deliverAlone(generationId: string, deps: GenerationDeps): Promise<Outcome> {
  const [found] = await deps.withAttempts(generationId);
  if (found?.state !== 'delivering' || found.results === null) return done;
  const generation = await takeOver(found, deps);
  const { results } = found;
  await deps.at('deliver.before-download', generation.chatId);
  let round: Round;
  try {
    round = await oneRound(generation, results, deps);
  } catch (thrown) {
    if (thrown instanceof NotOurs) return later(RETRY_SECONDS);
    // What cannot be written now is not guessed: the mark tells the next one.
    if (hasCode(thrown, 'DB_UNAVAILABLE')) throw thrown;
    return await untilAvailable(() => afterFailure(generation, toAppError(thrown), deps), WRITE_FOR_MS);
  }
  return await untilAvailable(() => afterRound(generation, results, round, deps), WRITE_FOR_MS);
}

export async function deliver({ generationId }: JobData, deps: GenerationDeps): Promise<Outcome> {
  // The queue gives a job away whose heartbeat failed, as when the database is away; but its worker lives, here.
  if (deps.delivering.has(generationId)) return later(RETRY_SECONDS);
  deps.delivering.add(generationId);
  try {
    const outcome = await deliverAlone(generationId, deps);
    deps.journal.end(generationId);
    return outcome;
  } finally {
    deps.delivering.delete(generationId);
  }
}
