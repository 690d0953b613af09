/** How a generation ends: the terminal state, the hold's settlement and what the person is told, in one transaction. */
import type { Change } from '../../adapters/postgres/generations.ts';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import { together } from '../../adapters/postgres/transaction.ts';
import { textPayload } from '../../adapters/telegram/view.ts';
import type { View } from '../../domain/chat/contract.ts';
import { failureView } from '../../domain/chat/failure-view.ts';
import { clean } from '../../domain/chat/html.ts';
import type { FailureReason } from '../../domain/generation/failure.ts';
import type { DeliveredMessage, Generation } from '../../domain/generation/generation.ts';
import { stepOf } from '../../domain/generation/lifecycle.ts';
import type { GenerationDeps } from './deps.ts';
import { noteDrift } from './drift.ts';
import { modelTitle, progressKey } from './progress.ts';
import { rewardInvitation } from './reward-invitation.ts';

const secondsSince = (from: Date, now: number): number => Math.max(0, (now - from.getTime()) / 1_000);

function removeProgress({ chatId, progressMessageId }: Generation): OutboxMessage[] {
  if (progressMessageId === null) return [];
  const payload = { chat_id: chatId, message_id: progressMessageId };
  return [{ chatId, method: 'deleteMessage', payload, purpose: 'tidy' }];
}

function notice({ id, chatId }: Generation, view: View, index = 0): OutboxMessage {
  const payload = textPayload(chatId, view);
  const dedupeKey = index === 0 ? `end:${id}` : `end:${id}:${index}`;
  return { chatId, method: 'sendMessage', payload, purpose: 'notice', dedupeKey };
}

/** Null when it had already ended, or gone on without the caller: then nothing was changed. */
async function end(
  generation: Generation,
  to: 'delivered' | 'failed',
  change: Change,
  messages: readonly OutboxMessage[],
  deps: GenerationDeps,
): Promise<Generation | null> {
  return await deps.share(generation.id, async (tx) => {
    const columns = { ...change, sending: false, ended_at: new Date(deps.now()) };
    const ended = await deps.generations.transition(tx, generation.id, to, columns, stepOf(generation.state));
    if (ended === null) return null;
    const [, , rewards] = await together(tx, () => [
      to === 'delivered' ? deps.billing.capture(tx, generation.id) : deps.billing.release(tx, generation.id),
      deps.outbox.drop(tx, progressKey(generation.id)),
      to === 'delivered' ? rewardInvitation(tx, generation.userId, deps) : [],
    ]);
    await deps.outbox.add(tx, [...messages, ...removeProgress(generation), ...rewards]);
    return ended;
  });
}

/** `detail` is for the operator and may quote the prompt: it goes into the row, not into the log. The person hears the reason in plain words, and that nothing was taken. */
export async function endFailed(
  generation: Generation,
  reason: FailureReason,
  detail: string,
  deps: GenerationDeps,
): Promise<void> {
  const t = deps.texts[generation.language];
  const view = failureView(t, { reason, modelTitle: modelTitle(generation, deps), generationId: generation.id });
  const change = { failure: reason, failure_detail: clean(detail).slice(0, 500) };
  await deps.at('fail.before-release', generation.chatId);
  if ((await end(generation, 'failed', change, [notice(generation, view)], deps)) === null) return;
  await deps.at('fail.released', generation.chatId);
  deps.log.warn('generation.failed', { generationId: generation.id, reason });
  deps.onEnded(reason, secondsSince(generation.createdAt, deps.now()));
}

/**
 * `delivered` is in the order of the results, null where no message carries one; `rest` is what still has to be said
 * beside them, such as the buttons under an album.
 */
export async function endDelivered(
  generation: Generation,
  delivered: readonly (DeliveredMessage | null)[],
  rest: readonly View[],
  deps: GenerationDeps,
): Promise<void> {
  const messages = rest.map((view, index) => notice(generation, view, index));
  const ended = await end(generation, 'delivered', { messages: delivered }, messages, deps);
  if (ended === null) return;
  const seconds = secondsSince(generation.createdAt, deps.now());
  deps.log.info('generation.delivered', { generationId: generation.id, seconds });
  deps.onEnded('delivered', seconds);
  await noteDrift(ended, deps);
}
