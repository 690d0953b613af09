import { toAppError } from '../../shared/errors.ts';
import type { KieClient } from './client.ts';

/** Hears how each call of an API went: its name, `ok` or an error code, and its seconds. */
export type ObserveCall = (operation: string, outcome: string, seconds: number) => void;

/** Measures one call that rejects when it fails. */
export async function timed<T>(operation: string, run: () => Promise<T>, observe: ObserveCall): Promise<T> {
  const startedAt = performance.now();
  let outcome = 'ok';
  try {
    return await run();
  } catch (thrown) {
    outcome = toAppError(thrown).code;
    throw thrown;
  } finally {
    observe(operation, outcome, (performance.now() - startedAt) / 1_000);
  }
}

/** The calls that generations are made of. */
export function timedKie(kie: KieClient, observe: ObserveCall): KieClient {
  return {
    ...kie,
    createTask: async (request) => {
      const startedAt = performance.now();
      const answer = await kie.createTask(request);
      const outcome = answer.kind === 'created' ? 'ok' : answer.error.code;
      observe('createTask', outcome, (performance.now() - startedAt) / 1_000);
      return answer;
    },
    recordInfo: (...args) => timed('recordInfo', () => kie.recordInfo(...args), observe),
    uploadStream: (file) => timed('upload', () => kie.uploadStream(file), observe),
    credits: () => timed('credits', () => kie.credits(), observe),
  };
}
