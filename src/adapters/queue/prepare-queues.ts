/** Makes the queues that are missing and changes those that differ: where nothing is to be done, one look and no write. */
import type { PgBoss, Queue, QueueResult } from 'pg-boss';
import { QUEUES } from './queues.ts';

/** A queue that an older version made is left as it is by its creation; all but the policy may change later. */
const changeable = (options: Omit<Queue, 'name'>): Omit<Queue, 'name' | 'policy'> =>
  Object.fromEntries(Object.entries(options).filter(([option]) => option !== 'policy'));

const differs = (stored: QueueResult, wanted: object): boolean =>
  Object.entries(wanted).some(([option, value]) => stored[option as keyof QueueResult] !== value);

/** `mayChange`: a producer may be the older one of two that a deploy leaves running, and only makes what is missing. */
export async function prepareQueues(
  boss: Pick<PgBoss, 'getQueues' | 'createQueue' | 'updateQueue'>,
  mayChange: boolean,
): Promise<void> {
  const found = await boss.getQueues(QUEUES.map(({ name }) => name));
  const stored = new Map(found.map((queue) => [queue.name, queue]));
  for (const { name, ...options } of QUEUES) {
    const queue = stored.get(name);
    const wanted = changeable(options);
    if (queue === undefined) await boss.createQueue(name, options);
    else if (mayChange && differs(queue, wanted)) await boss.updateQueue(name, wanted);
  }
}
