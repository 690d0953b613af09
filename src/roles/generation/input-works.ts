/** An earlier work of the same person as KIE knows it. */
import type { WorkRef, WorkSource } from '../../domain/catalog/work-ref.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import { AppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

/**
 * The work that a reference names. What was made in a group is everybody's there, as its buttons are. Rejects with
 * INPUT_GONE when there is none, or it is of another person and another chat.
 */
export async function ownWork(id: string, { userId, chatId }: Generation, deps: GenerationDeps): Promise<Generation> {
  const work = await deps.generations.get(deps.pool, id);
  const isOwn = work?.userId === userId || work?.chatId === chatId;
  if (work !== null && isOwn && work.state === 'delivered') return work;
  throw new AppError('INPUT_GONE', 'there is no such work of this person or chat', { details: { id } });
}

/** After a second submission there are two tasks, and only one of them need have come to something. */
async function finishedTask(generationId: string, deps: GenerationDeps): Promise<string | null> {
  const attempts = await deps.attempts.of(deps.pool, generationId);
  const tasks = attempts.flatMap(({ taskId }) => (taskId === null ? [] : [taskId]));
  if (tasks.length < 2) return tasks[0] ?? null;
  for (const taskId of tasks) {
    if ((await deps.kie.recordInfo(taskId)).state === 'success') return taskId;
  }
  return null;
}

/** KIE's task id or track id. Rejects with INPUT_GONE, or INPUT_REFUSED when the model does not go on from such a work. */
export async function workId(
  ref: WorkRef,
  source: WorkSource,
  generation: Generation,
  deps: GenerationDeps,
): Promise<string> {
  const work = await ownWork(ref.generationId, generation, deps);
  if (ref.what !== source.what || !source.models.includes(work.modelId)) {
    throw new AppError('INPUT_REFUSED', 'the model does not go on from this work', { details: { id: work.id } });
  }
  const id =
    ref.what === 'task' ? await finishedTask(work.id, deps) : (work.results?.files[ref.index]?.trackId ?? null);
  if (id === null) throw new AppError('INPUT_GONE', `the work has no ${ref.what}`, { details: { id: work.id } });
  return id;
}
