/** One message shows how far a generation is; it is edited no more than every three seconds. */
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import { editPayload } from '../../adapters/telegram/view.ts';
import { progressView } from '../../domain/chat/progress-view.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import type { GenerationDeps } from './deps.ts';

const EDIT_EVERY_MS = 3_000;
const FALLBACK_USUAL_SECONDS = 60;

export const progressKey = (generationId: string): string => `progress:${generationId}`;

export function modelTitle(generation: Generation, { catalog }: Pick<GenerationDeps, 'catalog'>): string {
  return catalog.byId(generation.modelId)?.title[generation.language] ?? generation.modelId;
}

export function usualSeconds(generation: Generation, { catalog }: Pick<GenerationDeps, 'catalog'>): number {
  return catalog.byId(generation.modelId)?.usualSeconds ?? FALLBACK_USUAL_SECONDS;
}

export async function showProgress(
  tx: Queryable,
  generation: Generation,
  phase: 'queued' | 'working' | 'delivering' | 'checking',
  deps: GenerationDeps,
): Promise<void> {
  const { id, chatId, progressMessageId, input } = generation;
  if (progressMessageId === null) return;
  const view = progressView(deps.texts[generation.language], {
    generationId: id,
    modelTitle: modelTitle(generation, deps),
    prompt: typeof input['prompt'] === 'string' ? input['prompt'] : '',
    phase,
    elapsedSeconds: Math.max(
      0,
      Math.round((deps.now() - (generation.submittedAt ?? generation.createdAt).getTime()) / 1_000),
    ),
    usualSeconds: usualSeconds(generation, deps),
    cancellable: phase === 'queued',
  });
  const notBeforeMs = await deps.generations.reserveProgressEdit(tx, id, EDIT_EVERY_MS);
  const payload = editPayload(chatId, progressMessageId, view);
  await deps.outbox.add(tx, [
    { chatId, method: 'editMessageText', payload, purpose: 'progress', replaceKey: progressKey(id), notBeforeMs },
  ]);
}
