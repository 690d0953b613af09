/** The workers of the queues through which a generation goes, and of the errands beside it. */
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import { DELIVER, ERRAND, Errand, SUBMIT, WATCH, type GenerationQueue, JobData } from '../../adapters/queue/queues.ts';
import { runJobs, type RunJobsOptions } from '../../adapters/queue/run-jobs.ts';
import type { Outcome } from '../../domain/generation/outcome.ts';
import { deliver } from './deliver.ts';
import type { GenerationDeps } from './deps.ts';
import { runErrand, type Errands } from './errands.ts';
import { submit } from './submit.ts';
import { watch } from './watch.ts';

interface StepWorkersDeps {
  readonly boss: Parameters<typeof runJobs>[0];
  readonly metrics: Pick<Metrics<'generation'>, 'jobs'>;
  readonly progressed: () => void;
  readonly steps: GenerationDeps;
  readonly errands: Errands;
}

/** A look is short; a submission may pass files on and a delivery a film. */
const AT_ONCE = { [SUBMIT]: 4, [WATCH]: 16, [DELIVER]: 3 } as const;
const WORKERS = { [SUBMIT]: 4, [WATCH]: 4, [DELIVER]: 8 } as const;
const STEPS = { [SUBMIT]: submit, [WATCH]: watch, [DELIVER]: deliver } as const satisfies Record<
  GenerationQueue,
  (data: JobData, deps: GenerationDeps) => Promise<Outcome>
>;

/** Safe to repeat after a failure: no queue gets its workers twice. */
export function createStepWorkers(deps: StepWorkersDeps): { readonly work: () => Promise<void> } {
  const { boss, metrics, progressed, steps, errands } = deps;
  const { queue, pool, log } = steps;
  const registered = new Set<string>();

  async function register<T extends object>(name: string, how: Omit<RunJobsOptions<T>, 'queue' | 'observe' | 'log'>) {
    if (registered.has(name)) return;
    const observe = (outcome: string, seconds: number): void => {
      progressed();
      metrics.jobs.observe({ queue: name, outcome }, seconds);
    };
    await runJobs(boss, { queue: name, ...how, observe, log });
    registered.add(name);
  }

  return {
    work: async () => {
      for (const name of [SUBMIT, WATCH, DELIVER] as const) {
        await register(name, {
          schema: JobData,
          ...{ workers: WORKERS[name], atOnce: AT_ONCE[name] },
          run: (data) => STEPS[name](data, steps),
          again: (data, delaySeconds) => queue.send(pool, name, data, delaySeconds),
        });
      }
      await register(ERRAND, {
        schema: Errand,
        ...{ workers: 2, atOnce: 1 },
        run: (errand) => runErrand(errand, errands),
        again: (errand, delaySeconds) => queue.errand(pool, errand, delaySeconds),
      });
    },
  };
}
