/** The schedules of the house. Of each queue one job runs at a time, however many processes work it. */
import type { PgBoss } from 'pg-boss';
import type { Inbox } from '../../adapters/postgres/inbox.ts';
import type { SchemaNames } from '../../adapters/postgres/names.ts';
import type { Retention } from '../../adapters/postgres/retention.ts';
import { CHECK_BOOKS, RECONCILE, RETAIN } from '../../adapters/queue/queues.ts';
import { clearOld, requeueErrands, requeueStuck } from './reconcile.ts';
import type { ReconcileDeps } from './reconcilers/checks.ts';
import { lookAtIntake } from './reconcilers/intake.ts';
import { BOOK_CHECKS, runChecks, WORK_CHECKS } from './reconcilers/run-checks.ts';
import { retain, type KeepDays } from './retain.ts';

interface HousekeepingDeps {
  readonly boss: Pick<PgBoss, 'work' | 'schedule' | 'send'>;
  readonly checks: ReconcileDeps;
  readonly schemas: SchemaNames;
  readonly inbox: Inbox;
  readonly retention: Retention;
  readonly keep: KeepDays;
  readonly progressed: () => void;
}

/** Safe to repeat: no queue gets its worker twice. */
export function createHousekeeping(deps: HousekeepingDeps): { readonly work: () => Promise<void> } {
  const { boss, checks, progressed } = deps;
  const jobs: readonly (readonly [queue: string, when: string, run: () => Promise<void>])[] = [
    [
      RECONCILE,
      '* * * * *',
      async () => {
        await runChecks(WORK_CHECKS, checks);
        await lookAtIntake(checks);
        await requeueErrands({ ...checks, schemas: deps.schemas });
        await clearOld({ ...checks, inbox: deps.inbox }, deps.keep.updates);
      },
    ],
    [CHECK_BOOKS, '*/10 * * * *', () => runChecks(BOOK_CHECKS, checks)],
    [
      RETAIN,
      '23 3 * * *',
      async () => {
        await retain(deps.keep, { retention: deps.retention, log: checks.log });
        await checks.spend.prune(checks.pool);
      },
    ],
  ];
  const registered = new Set<string>();
  return {
    work: async () => {
      for (const [queue, when, run] of jobs) {
        await boss.schedule(queue, when);
        if (registered.has(queue)) continue;
        await boss.work(queue, async () => {
          await run();
          progressed();
        });
        registered.add(queue);
      }
      // What a crash left behind does not wait for the clock.
      await requeueStuck(checks);
      // Nor does a payment whose update was lost while nothing ran here.
      await boss.send(CHECK_BOOKS, {});
    },
  };
}
