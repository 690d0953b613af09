/** A result whose host is away may be at another address by now: KIE is asked where. */
import type { Generation, Results } from '../../domain/generation/generation.ts';
import { toAppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';

/** Never rejects because of KIE: the old addresses are tried again all the same. */
export async function refreshResults(
  { id }: Generation,
  { files, text }: Results,
  deps: Pick<GenerationDeps, 'pool' | 'attempts' | 'generations' | 'kie' | 'log'>,
): Promise<void> {
  for (const { taskId } of await deps.attempts.of(deps.pool, id)) {
    const fresh = taskId === null ? null : await filesOf(taskId, id, deps);
    // Another number of files is another result: what was sent already could not be told from the rest.
    if (fresh?.length !== files.length || fresh.every(({ url }, index) => url === files[index]?.url)) continue;
    await deps.generations.noteResults(id, { files: fresh, text });
    deps.log.info('results.moved', { generationId: id });
    return;
  }
}

async function filesOf(
  taskId: string,
  generationId: string,
  { kie, log }: Pick<GenerationDeps, 'kie' | 'log'>,
): Promise<Results['files'] | null> {
  try {
    const record = await kie.recordInfo(taskId);
    return record.state === 'success' ? record.files : null;
  } catch (thrown) {
    log.warn('results.refresh.failed', { generationId, taskId, code: toAppError(thrown).code });
    return null;
  }
}
