/** KIE's account: bills that nobody has asked for yet, what is left, and what left it without a bill of ours. */
import { toAppError } from '../../../shared/errors.ts';
import { billOf, bookBill } from '../costs.ts';
import { accountHolds, tellOperator } from '../operator.ts';
import type { Found, ReconcileDeps } from './checks.ts';
import { unexplainedCredits } from './unexplained.ts';

const LIMIT = 20;
const ASK_FOR_MS = 60_000;

/** Tasks that ended after their generation: a second one, a late one, a failed one that cost all the same. */
export async function bookLateBills(deps: ReconcileDeps): Promise<number> {
  const until = performance.now() + ASK_FOR_MS;
  let booked = 0;
  for (const task of await deps.spend.unbilled(deps.pool, LIMIT)) {
    if (performance.now() > until) break;
    const record = await deps.kie.recordInfo(task.taskId).catch((thrown: unknown) => {
      deps.log.warn('cost.look.failed', { taskId: task.taskId, code: toAppError(thrown).code });
      return null;
    });
    const credits = record === null ? null : billOf(record);
    if (credits === null) continue;
    await bookBill({ ...task, credits }, deps);
    booked += 1;
  }
  return booked;
}

async function tellIfLow(credits: number, { alerts, lowCredits: threshold }: ReconcileDeps): Promise<void> {
  if (credits < threshold) await alerts.raise({ subject: 'low-credits', credits, threshold });
  else await alerts.clear('low-credits');
}

/** Null when KIE cannot be asked, which says nothing about the account. */
export async function reconcileKieCredits(deps: ReconcileDeps): Promise<Found | null> {
  await bookLateBills(deps);
  try {
    const credits = await deps.spend.noteBalance(deps.pool, () => deps.kie.credits());
    await tellIfLow(credits, deps);
    await accountHolds(credits, deps);
  } catch (thrown) {
    const error = toAppError(thrown);
    await tellOperator(error, deps);
    deps.log.warn('balance.look.failed', { code: error.code });
    return null;
  }
  const count = unexplainedCredits(await deps.spend.balances(deps.pool));
  return { count, examples: count === 0 ? [] : [`${count}`] };
}
