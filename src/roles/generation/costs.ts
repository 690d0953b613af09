/** Bills of KIE: also of a task that failed, and of one whose result nobody needed any more. */
import type { TaskRecord } from '../../adapters/kie/client.ts';
import type { TaskBill } from '../../adapters/postgres/kie-spend.ts';
import { errorFields } from '../../shared/log.ts';
import type { GenerationDeps } from './deps.ts';

/** Null while it runs, and where KIE does not say. */
export const billOf = (record: TaskRecord): number | null =>
  record.state === 'missing' ? null : (record.creditsConsumed ?? null);

/** Never rejects: no result waits for the books. What could not be written is asked for again by a reconciler. */
export async function bookBill(
  bill: TaskBill,
  deps: Pick<GenerationDeps, 'share' | 'spend' | 'onSpent' | 'log'>,
): Promise<void> {
  try {
    if (await deps.share(bill.taskId, (tx) => deps.spend.book(tx, bill))) deps.onSpent(bill.credits);
  } catch (error) {
    deps.log.warn('cost.not-booked', { ...bill, error: errorFields(error) });
  }
}
