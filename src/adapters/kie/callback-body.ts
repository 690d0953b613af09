/** The body of a KIE callback: only the task's id is taken from it, everything else is read from recordInfo. */
import * as z from 'zod';

const Id = z.string().trim().min(1).max(200).optional().catch(undefined);

/** Jobs put `taskId` into `data`, older ones `task_id`, Aleph at top level. */
const CallbackBody = z
  .object({
    taskId: Id,
    data: z.object({ taskId: Id, task_id: Id }).nullish().catch(null),
  })
  .transform(({ data, taskId }) => data?.taskId ?? data?.task_id ?? taskId ?? null);

/** `null` when there is no task id in it. Never throws. */
export function taskIdOfCallback(body: unknown): string | null {
  return CallbackBody.safeParse(body).data ?? null;
}
