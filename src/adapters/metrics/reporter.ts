import type { Service } from '../../shared/service.ts';
import type { MetricSnapshot } from './snapshot.ts';

export interface MetricsReporterDeps {
  readonly snapshot: () => Promise<MetricSnapshot[]>;
  /** `link.sendMetrics` of the child. */
  readonly send: (metrics: unknown[]) => void;
  readonly everyMs?: number;
}

/** Sends the figures of this process to the health child, at once and then regularly. */
export function createMetricsReporter(deps: MetricsReporterDeps): Service {
  let timer: NodeJS.Timeout | undefined;
  const report = async (): Promise<void> => {
    const metrics = await deps.snapshot();
    if (timer !== undefined) deps.send(metrics);
  };
  return {
    name: 'metrics reporter',
    start: async () => {
      timer ??= setInterval(() => void report(), deps.everyMs ?? 5_000).unref();
      await report();
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
      return Promise.resolve();
    },
  };
}
