/**
 * While orders are stopped nobody's order can find out that KIE's account is good again, so the account itself is asked,
 * every minute. One that cannot be asked is tried with an order now and then: a stop must not outlive its reason.
 */
import { toAppError } from '../../../shared/errors.ts';
import { accountHolds, tellOperator } from '../operator.ts';
import type { ReconcileDeps } from './checks.ts';

const TRY_AFTER_MS = 600_000;

type IntakeDeps = Pick<ReconcileDeps, 'alerts' | 'intake' | 'kie' | 'log' | 'now'>;

/** Never rejects. Asks nobody while all orders are taken. */
export async function lookAtIntake(deps: IntakeDeps): Promise<void> {
  try {
    const stops = await deps.intake.stops();
    if (stops.length === 0) return;
    const credits = await deps.kie.credits().catch((thrown: unknown) => toAppError(thrown));
    if (typeof credits === 'number') {
      await accountHolds(credits, deps);
      await deps.intake.keep(deps.now());
      await keepTelling(deps);
      return;
    }
    deps.log.warn('intake.look.failed', { code: credits.code });
    await tellOperator(credits, deps);
    for (const { code, at } of stops) if (deps.now() - at >= TRY_AFTER_MS) await deps.intake.permitTrial(code);
  } catch (thrown) {
    deps.log.warn('intake.look.failed', { code: toAppError(thrown).code });
  }
}

/** No order is refused any more, and the admins hear again after hours only of what is still seen. */
async function keepTelling({ alerts, intake }: IntakeDeps): Promise<void> {
  for (const { code } of await intake.stops()) await alerts.raise({ subject: 'kie-refused', code });
}
