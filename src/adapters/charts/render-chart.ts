import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors.ts';
import type { Chart } from './chart.ts';

const TIMEOUT_MS = 30_000;
const MOST_HEAP_MB = 192;

/** A PNG. The thread that draws it ends in every case. */
export async function renderChart(chart: Chart): Promise<Uint8Array> {
  const worker = new Worker(new URL('chart-worker.ts', import.meta.url), {
    ...{ workerData: chart, env: {}, resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB } },
  });
  try {
    const [png] = (await once(worker, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) })) as [Uint8Array];
    return png;
  } catch (cause) {
    throw new AppError('UNEXPECTED', 'a chart could not be drawn', { cause });
  } finally {
    await worker.terminate();
  }
}
