import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobResult, WorkHandler, WorkOptions } from 'pg-boss';
import * as z from 'zod';
import { runJobs } from '../../src/adapters/queue/run-jobs.ts';
import { done, type Outcome } from '../../src/domain/generation/outcome.ts';
import { createLogList } from '../support/list-log.ts';

type Handler = (jobs: readonly Job<unknown>[]) => Promise<JobResult[]>;

/** pg-boss as far as who is woken is concerned. */
async function threeWorkers(run: () => Promise<Outcome>) {
  const handlers = new Map<string, Handler>();
  const woken: string[] = [];
  const looks: (number | undefined)[] = [];
  let wake = (): void => undefined;
  const boss = {
    work: (_queue: string, { pollingIntervalSeconds }: WorkOptions, handler: WorkHandler<unknown>) => {
      looks.push(pollingIntervalSeconds);
      const id = `worker-${handlers.size + 1}`;
      handlers.set(id, handler as unknown as Handler);
      return Promise.resolve(id);
    },
    notifyWorker: (id: string) => void woken.push(id),
    onJob: (_queue: string, then: () => void) => void (wake = then),
  };
  await runJobs(boss as unknown as Parameters<typeof runJobs>[0], {
    ...{ queue: 'q', schema: z.object({}), workers: 3, atOnce: 2, run },
    ...{ again: () => Promise.resolve(), observe: () => undefined, log: createLogList() },
  });
  const give = async (id: string, jobs = 1): Promise<void> => {
    await handlers.get(id)?.(Array.from({ length: jobs }, () => ({ id: 'job', name: 'q', data: {} }) as Job<unknown>));
  };
  return { give, woken, looks, wake: () => wake() };
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

test('who finds as many jobs as it may take wakes another one for the rest', async () => {
  const work = Promise.withResolvers<Outcome>();
  const { give, woken } = await threeWorkers(() => work.promise);
  const first = give('worker-1', 2);
  assert.deepEqual(woken, ['worker-2']);
  const second = give('worker-2', 1);
  assert.deepEqual(woken, ['worker-2']);
  work.resolve(done);
  await Promise.all([first, second]);
});

test('one of them looks every second for what becomes due, or a service at rest would ask its database all the time', async () => {
  const { looks } = await threeWorkers(() => Promise.resolve(done));
  assert.deepEqual(looks, [1, 5, 5]);
});
