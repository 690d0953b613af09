/** graphile-worker: a job for each step, the next one added by the one before (`seed <count>` only adds jobs). */
import process from 'node:process';
import { makeWorkerUtils, run } from 'graphile-worker';
import { CONCURRENCY, createTask, databaseUrl, deliver, FIRST_CUSTOMER, look, LOOK_AFTER_MS } from './pipeline.js';

if (process.argv[2] === 'seed') {
  const utils = await makeWorkerUtils({ connectionString: databaseUrl });
  await utils.migrate();
  const jobs = Array.from({ length: Number(process.argv[3]) }, (_, index) => ({
    identifier: 'submit',
    payload: { chatId: FIRST_CUSTOMER + index },
  }));
  await utils.addJobs(jobs);
  await utils.release();
  process.exit(0);
}

const later = (helpers, data) => helpers.addJob('look', data, { runAt: new Date(Date.now() + LOOK_AFTER_MS) });

await run({
  connectionString: databaseUrl,
  concurrency: CONCURRENCY,
  noHandleSignals: true,
  taskList: {
    submit: async ({ chatId }, helpers) => {
      await later(helpers, { chatId, taskId: await createTask(chatId) });
    },
    look: async ({ chatId, taskId }, helpers) => {
      const address = await look(taskId);
      if (address === null) await later(helpers, { chatId, taskId });
      else await helpers.addJob('deliver', { chatId, taskId, address });
    },
    deliver: async ({ chatId, taskId, address }) => {
      await deliver(chatId, taskId, address);
    },
  },
});
