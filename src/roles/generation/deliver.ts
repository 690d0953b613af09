/**
 * The result into the chat, and only then the capture. Telegram has no idempotency key: `sending` is set before the call
 * and cleared with its outcome, so a duplicate can come only after an unknown outcome, once, and says so.
 */
import type { JobData } from '../../adapters/queue/queues.ts';
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import { replyMarkup } from '../../adapters/telegram/view.ts';
import type { View } from '../../domain/chat/contract.ts';
import { resultCaption, resultLinkView } from '../../domain/chat/result-view.ts';
import type { DeliveredMessage, Generation, Results } from '../../domain/generation/generation.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { toAppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { endDelivered, endFailed } from './ending.ts';
import { modelTitle } from './progress.ts';
import { sendFile, sendPictures } from './send-result.ts';

const MAX_ALBUM = 10;
/** What Telegram accepted must be written down, or a restart would send it again. */
const WRITE_FOR_MS = 120_000;
/** A result host that fails is asked again this often, until the grace after the deadline is over. */
const RETRY_SECONDS = 10;
const HOST_GRACE_MS = 600_000;

interface Delivery {
  readonly messages: readonly DeliveredMessage[];
  /** What still has to be said in a message of its own. */
  readonly rest: View | null;
}

function factsOf(generation: Generation, deps: GenerationDeps) {
  const finishedAt = generation.finishedAt?.getTime() ?? deps.now();
  return {
    modelTitle: modelTitle(generation, deps),
    seconds: Math.max(1, Math.round((finishedAt - (generation.submittedAt ?? generation.createdAt).getTime()) / 1_000)),
    generationId: generation.id,
    repeated: generation.unknownSends > 0,
  };
}

function asLink(generation: Generation, urls: readonly string[], deps: GenerationDeps): Delivery {
  const t = deps.texts[generation.language];
  return { messages: [], rest: resultLinkView(t, { ...factsOf(generation, deps), urls }) };
}

async function sendOneByOne(generation: Generation, urls: readonly string[], deps: GenerationDeps): Promise<Delivery> {
  const t = deps.texts[generation.language];
  const { caption, keyboard } = resultCaption(t, factsOf(generation, deps));
  const messages: DeliveredMessage[] = [];
  const links: string[] = [];
  for (const [index, url] of urls.entries()) {
    const isLast = index === urls.length - 1;
    const extra = isLast ? { caption, parse_mode: 'HTML', ...replyMarkup(keyboard) } : {};
    await deps.pace.take(generation.chatId);
    const sent = await sendFile(url, { chat_id: generation.chatId, ...extra }, deps);
    if (sent === null) links.push(url);
    else messages.push(sent);
  }
  return { messages, rest: links.length > 0 ? asLink(generation, links, deps).rest : null };
}

async function send(generation: Generation, results: Results, deps: GenerationDeps): Promise<Delivery> {
  const { urls } = results;
  const t = deps.texts[generation.language];
  if (urls.length > 1 && urls.length <= MAX_ALBUM) {
    const { caption, keyboard } = resultCaption(t, factsOf(generation, deps));
    await deps.pace.take(generation.chatId);
    const album = await sendPictures(generation.chatId, urls, caption, deps);
    // An album has no buttons: they follow in a message of their own.
    if (album !== null) return { messages: album, rest: { text: caption, keyboard } };
  }
  return await sendOneByOne(generation, urls, deps);
}

async function afterFailure(generation: Generation, thrown: unknown, deps: GenerationDeps): Promise<Outcome> {
  const error = toAppError(thrown);
  deps.log.warn('delivery.failed', { generationId: generation.id, code: error.code });
  switch (error.code) {
    case 'TELEGRAM_OUTCOME_UNKNOWN':
      await deps.generations.endSend(generation.id, 'unknown');
      return later(1);
    case 'TELEGRAM_FLOOD':
    case 'TELEGRAM_UNAVAILABLE':
      await deps.generations.endSend(generation.id, 'known');
      return later(Math.ceil((error.retryAfterMs ?? 5_000) / 1_000));
    case 'RESULT_UNAVAILABLE':
    case 'DB_UNAVAILABLE':
      await deps.generations.endSend(generation.id, 'known');
      if (deps.now() < generation.deadlineAt.getTime() + HOST_GRACE_MS) return later(RETRY_SECONDS);
      break;
    default:
      break;
  }
  await endFailed(generation, 'undeliverable', error.code, deps);
  return done;
}

/** A predecessor's mark means that it died while sending, or could not write how it went. */
async function takeOver(generation: Generation, deps: GenerationDeps): Promise<Generation> {
  if (!generation.sending) return generation;
  await deps.generations.endSend(generation.id, 'unknown');
  return { ...generation, sending: false, unknownSends: generation.unknownSends + 1 };
}

export async function deliver({ generationId }: JobData, deps: GenerationDeps): Promise<Outcome> {
  const found = await deps.generations.get(deps.pool, generationId);
  if (found?.state !== 'delivering' || found.results === null) return done;
  const generation = await takeOver(found, deps);
  const { results } = found;
  if (generation.unknownSends > 1) {
    // Twice unknown: a third copy would be a nuisance, so the person gets the link through the outbox, once.
    const { rest } = asLink(generation, results.urls, deps);
    await endDelivered(generation, [], rest, deps);
    return done;
  }
  if (!(await deps.generations.beginSend(generationId))) return done;
  let delivery: Delivery;
  try {
    delivery = await send(generation, results, deps);
  } catch (thrown) {
    return await untilAvailable(() => afterFailure(generation, thrown, deps), WRITE_FOR_MS);
  }
  await untilAvailable(() => endDelivered(generation, delivery.messages, delivery.rest, deps), WRITE_FOR_MS);
  return done;
}
