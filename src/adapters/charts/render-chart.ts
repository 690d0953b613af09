/**
 * In a process that ends with its picture: after a thread, measured, some 200 MB of what drawing takes stayed with the
 * process around it.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors.ts';
import type { Chart } from './chart.ts';

const PROCESS = fileURLToPath(new URL('./chart-process.ts', import.meta.url));
const LIMITS = { timeout: 30_000, killSignal: 'SIGKILL', maxBuffer: 8_000_000 } as const;

/** A PNG. The process sees no variable of ours. */
export async function renderChart(chart: Chart): Promise<Uint8Array> {
  return await new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [PROCESS], { ...LIMITS, env: {}, encoding: 'buffer' }, (cause, png) => {
      if (cause === null) resolve(png);
      else reject(new AppError('UNEXPECTED', 'a chart could not be drawn', { cause }));
    });
    // One that ended before it had read everything is told of above.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(JSON.stringify(chart));
  });
}
