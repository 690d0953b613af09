import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobResult, WorkHandler } from 'pg-boss';
import * as z from 'zod';
import { runJobs } from '../../src/adapters/queue/run-jobs.ts';
import { done, type Outcome } from '../../src/domain/generation/outcome.ts';
import { createLogList } from '../support/list-log.ts';

type Handler = (jobs: readonly Job<unknown>[]) => Promise<JobResult[]>;

/** pg-boss as far as who is woken is concerned. */
async function threeWorkers(run: () => Promise<Outcome>) {
  const handlers = new Map<string, Handler>();
  const woken: string[] = [];
  let wake = (): void => undefined;
  const boss = {
    work: (_queue: string, _options: object, handler: WorkHandler<unknown>) => {
      const id = `worker-${handlers.size + 1}`;
      handlers.set(id, handler as unknown as Handler);
      return Promise.resolve(id);
    },
    notifyWorker: (id: string) => void woken.push(id),
    onJob: (_queue: string, then: () => void) => void (wake = then),
  };
  await runJobs(boss as unknown as Parameters<typeof runJobs>[0], {
    ...{ queue: 'q', schema: z.object({}), workers: 3, atOnce: 1, run },
    ...{ again: () => Promise.resolve(), observe: () => undefined, log: createLogList() },
  });
  const give = async (id: string): Promise<void> => {
    await handlers.get(id)?.([{ id: 'job', name: 'q', data: {} } as Job<unknown>]);
  };
  return { give, woken, wake: () => wake() };
}

test('a job wakes one of those who wait, the next job the next one', async () => {
  const { wake, woken } = await threeWorkers(() => Promise.resolve(done));
  for (let job = 0; job < 4; job += 1) wake();
  assert.deepEqual(woken, ['worker-1', 'worker-2', 'worker-3', 'worker-1']);
});

test('who has work is not woken, and looks again when it is done', async () => {
  const work = Promise.withResolvers<Outcome>();
  const { give, wake, woken } = await threeWorkers(() => work.promise);
  const all = ['worker-1', 'worker-2', 'worker-3'].map((id) => give(id));
  wake();
  assert.deepEqual(woken, [], 'nobody waits');
  work.resolve(done);
  await Promise.all(all);
  assert.deepEqual(woken.toSorted(), ['worker-1', 'worker-2', 'worker-3']);
  wake();
  assert.equal(woken.length, 4);
});
