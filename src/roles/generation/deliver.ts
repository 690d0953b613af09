/**
 * The result into the chat, and only then the capture. Telegram has no idempotency key: `sending` is set before the call
 * and cleared with its outcome, so a duplicate can come only after an unknown outcome, once, and says so.
 */
import type { JobData } from '../../adapters/queue/queues.ts';
import { untilAvailable } from '../../adapters/postgres/until-available.ts';
import { replyMarkup } from '../../adapters/telegram/view.ts';
import type { View } from '../../domain/chat/contract.ts';
import { paragraphs, quoted } from '../../domain/chat/html.ts';
import { resultCaption, resultLinkView } from '../../domain/chat/result-view.ts';
import type { DeliveredMessage, Generation, Results } from '../../domain/generation/generation.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { hasCode, toAppError, type AppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { endDelivered, endFailed } from './ending.ts';
import { modelTitle } from './progress.ts';
import { sendFile, sendPictures } from './send-result.ts';
import { createSender, NotOurs, WRITE_FOR_MS } from './sender.ts';

const MAX_ALBUM = 10;
/** Far below the 4096 characters of a message, caption included. */
const MAX_TEXT = 3_000;
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

/** `sent` is how every result went; those that could not be sent are given as links. */
function delivery(generation: Generation, urls: readonly string[], sent: Generation['sent'], deps: GenerationDeps) {
  const links = urls.filter((_url, index) => (sent[index] ?? null) === null);
  const t = deps.texts[generation.language];
  const rest = links.length === 0 ? null : resultLinkView(t, { ...factsOf(generation, deps), urls: links });
  return { messages: sent.filter((message) => message !== null), rest };
}

async function sendOneByOne(generation: Generation, urls: readonly string[], deps: GenerationDeps): Promise<Delivery> {
  const { chatId } = generation;
  const sender = createSender(generation, deps);
  const { caption, keyboard } = resultCaption(deps.texts[generation.language], factsOf(generation, deps));
  const sent = [...generation.sent];
  for (const url of urls.slice(sent.length)) {
    const isLast = sent.length === urls.length - 1;
    const extra = isLast ? { caption, parse_mode: 'HTML', ...replyMarkup(keyboard) } : {};
    await deps.pace.take(chatId);
    sent.push(await sendFile(url, { chat_id: chatId, ...extra }, { ...deps, api: sender.api }));
    if (!isLast) await sender.note(sent);
  }
  return delivery(generation, urls, sent, deps);
}

async function send(generation: Generation, { urls, text }: Results, deps: GenerationDeps): Promise<Delivery> {
  const { caption, keyboard } = resultCaption(deps.texts[generation.language], factsOf(generation, deps));
  if (urls.length === 0) {
    return { messages: [], rest: { text: paragraphs(quoted(text ?? '', MAX_TEXT), caption), keyboard } };
  }
  if (urls.length > 1 && urls.length <= MAX_ALBUM && generation.sent.length === 0) {
    const { api } = createSender(generation, deps);
    await deps.pace.take(generation.chatId);
    const album = await sendPictures(generation.chatId, urls, caption, { ...deps, api });
    // An album has no buttons: they follow in a message of their own.
    if (album !== null) return { messages: album, rest: { text: caption, keyboard } };
  }
  return await sendOneByOne(generation, urls, deps);
}

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
    case 'RESULT_UNAVAILABLE':
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

async function deliverAlone(generationId: string, deps: GenerationDeps): Promise<Outcome> {
  const found = await deps.generations.get(deps.pool, generationId);
  if (found?.state !== 'delivering' || found.results === null) return done;
  const generation = await takeOver(found, deps);
  const { results } = found;
  if (generation.unknownSends > 1) {
    // Twice unknown: a third copy would be a nuisance, so the person gets the link through the outbox, once.
    const { messages, rest } = delivery(generation, results.urls, generation.sent, deps);
    await endDelivered(generation, messages, rest, deps);
    return done;
  }
  let made: Delivery;
  try {
    made = await send(generation, results, deps);
  } catch (thrown) {
    if (thrown instanceof NotOurs) return later(RETRY_SECONDS);
    // What cannot be written now is not guessed: the mark tells the next one.
    if (hasCode(thrown, 'DB_UNAVAILABLE')) throw thrown;
    return await untilAvailable(() => afterFailure(generation, toAppError(thrown), deps), WRITE_FOR_MS);
  }
  await untilAvailable(() => endDelivered(generation, made.messages, made.rest, deps), WRITE_FOR_MS);
  return done;
}

export async function deliver({ generationId }: JobData, deps: GenerationDeps): Promise<Outcome> {
  // The queue gives a job away whose heartbeat failed, as when the database is away; but its worker lives, here.
  if (deps.delivering.has(generationId)) return later(RETRY_SECONDS);
  deps.delivering.add(generationId);
  try {
    return await deliverAlone(generationId, deps);
  } finally {
    deps.delivering.delete(generationId);
  }
}
